"""The process that encodes moments of recordings.

``python -m latentwalk.app.encode_worker MODELS``: a model, a sound file and a time in; the
mean of its latents over a fifth of a second out.
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np

from latentwalk.app.side_jobs import Json, Say, serve_jobs
from latentwalk.audio.files import read_sound
from latentwalk.domain.block import Samples
from latentwalk.domain.errors import InputFileError
from latentwalk.engine.encoder import Encoder
from latentwalk.engine.manifest import find_models

MEAN_S = 0.2
BEFORE_S = 1.5  # what an encoder may remember
DIGITS = 4


def main() -> None:
    """Answer until the server ends."""
    models_dir = Path(sys.argv[1])
    manifests = {manifest.model.id: manifest for manifest in find_models(models_dir)}

    @cache
    def encoder(model: str) -> Encoder:
        if model not in manifests:
            known = ", ".join(manifests) or "none"
            raise InputFileError(models_dir, "model", f"expected one of {known}, got {model!r}")
        return Encoder(manifests[model])

    def do(job: Json, say: Say) -> Json:
        chosen = encoder(str(job["model"]))
        sound = read_sound(Path(str(job["path"])), chosen.sample_rate_hz, chosen.channels)
        values = moment(chosen, sound, float(str(job["at_s"])))
        return {"values": list(values)}

    serve_jobs(do)


def moment(encoder: Encoder, sound: Samples, at_s: float) -> tuple[float, ...]:
    """Return the mean latents of ``sound`` [C, n] from ``at_s`` on, standard deviations, [K]."""
    rate_hz = encoder.sample_rate_hz
    first = min(max(0, round(at_s * rate_hz)), max(0, sound.shape[1] - round(MEAN_S * rate_hz)))
    begin = max(0, first - round(BEFORE_S * rate_hz))
    part = sound[:, begin : first + round(MEAN_S * rate_hz)]
    latents = encoder.encode(np.ascontiguousarray(part))
    skipped = min(round((first - begin) / rate_hz * encoder.rate_hz), latents.shape[1] - 1)
    return tuple(round(float(value), DIGITS) for value in latents[:, skipped:].mean(axis=1))


if __name__ == "__main__":
    main()
