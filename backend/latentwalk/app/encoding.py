"""A file's sound becomes latents: ``python -m latentwalk.app.encoding MODEL_DIR SOUND OUT.npz``.

A process of its own behind everybody else, so that neither a walker's sound nor the server's
memory pays for what an artist plants. What is wrong is told on standard output as JSON, with
exit code 2. OUT.npz holds ``latents`` [K, N], standard deviations, and their ``rate_hz``.
"""

import json
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from latentwalk.audio.passage import read_passage
from latentwalk.audio.recording import conditioned
from latentwalk.domain.block import SAMPLE_RATE_HZ, Latents
from latentwalk.domain.errors import InputFileError
from latentwalk.engine.encoder import Encoder
from latentwalk.engine.manifest import Manifest, load_manifest
from latentwalk.engine.priority import stand_back

LONGEST_S = 600.0  # 28,125 latent steps of our models


def encode_file(manifest: Manifest, sound: Path) -> tuple[Latents, float]:
    """Encode a file as a microphone would be heard.

    Args:
        manifest: Which model.
        sound: At most ten minutes, at any rate.

    Returns:
        Standard deviations [K, N], and latent steps a second.

    Raises:
        InputFileError: If the sound or the model cannot be used.
    """
    encoder = Encoder(manifest)
    heard = read_passage(sound, SAMPLE_RATE_HZ, encoder.channels, LONGEST_S)
    reference_lufs = manifest.model.reference_loudness_lufs
    heard = conditioned(heard, reference_lufs, encoder.sample_rate_hz)
    return encoder.encode(heard), encoder.rate_hz


def main(arguments: Sequence[str]) -> int:
    """Encode one file; return the exit code."""
    stand_back()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold what was recorded
    folder, sound, out = (Path(argument) for argument in arguments)
    try:
        latents, rate_hz = encode_file(load_manifest(folder), sound)
    except InputFileError as error:
        story = {"place": error.place, "problem": error.problem, "remedy": error.remedy}
        sys.stdout.write(json.dumps({"file": error.file, **story}))
        return 2
    part = out.with_name(f"{out.name}.part")
    with part.open("wb") as file:
        np.savez(file, latents=latents, rate_hz=np.float64(rate_hz))
    os.replace(part, out)  # who reads never sees half of it
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
