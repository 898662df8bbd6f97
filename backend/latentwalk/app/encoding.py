"""A file's sound becomes latents: ``python -m latentwalk.app.encoding MODEL_DIR SOUND OUT.npz``.

A process of its own behind everybody else, so that neither a walker's sound nor the server's
memory pays for what an artist plants. What is wrong is told on standard output as JSON, with
exit code 2. OUT.npz holds ``latents`` [K, N], standard deviations, their ``rate_hz``, their
``kind``, and the ``turn`` of a full circle.
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
from latentwalk.engine.manifest import load_manifest
from latentwalk.engine.priority import stand_back
from latentwalk.latent.trajectory import turn_of

LONGEST_S = 600.0  # 28,125 latent steps of our models


def encode_file(encoder: Encoder, reference_lufs: float, sound: Path) -> Latents:
    """Encode a file as a microphone would be heard.

    Args:
        encoder: Of the model.
        reference_lufs: What the model wants to hear.
        sound: At most ten minutes, at any rate.

    Returns:
        Standard deviations, shape [K, N].

    Raises:
        InputFileError: If the sound or the model cannot be used.
    """
    heard = read_passage(sound, SAMPLE_RATE_HZ, encoder.channels, LONGEST_S)
    return encoder.encode(conditioned(heard, reference_lufs, encoder.sample_rate_hz))


def main(arguments: Sequence[str]) -> int:
    """Encode one file; return the exit code."""
    stand_back()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold what was recorded
    folder, sound, out = (Path(argument) for argument in arguments)
    try:
        manifest = load_manifest(folder)
        encoder = Encoder(manifest)
        latents = encode_file(encoder, manifest.model.reference_loudness_lufs, sound)
    except InputFileError as error:
        story = {"place": error.place, "problem": error.problem, "remedy": error.remedy}
        sys.stdout.write(json.dumps({"file": error.file, **story}))
        return 2
    _write(out, latents, encoder)
    return 0


def _write(out: Path, latents: Latents, encoder: Encoder) -> None:
    """Write the file so that who reads never sees half of it."""
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        np.savez(
            file,
            latents=latents,
            rate_hz=np.float64(encoder.rate_hz),
            kind=np.str_(encoder.space.kind.value),
            turn=np.float64(turn_of(encoder.space)),
        )
    os.replace(part, out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
