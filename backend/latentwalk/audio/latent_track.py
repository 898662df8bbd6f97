"""Latent trajectories as sound files: one channel a latent, one frame a latent step.

32-bit float WAV, so that Max's ``buffer~`` and Pure Data's arrays read it and nn~ decodes it.
"""

from pathlib import Path

import numpy as np
import soundfile

from latentwalk.domain.block import Latents, check_shape
from latentwalk.domain.errors import SoundFileError

MAX_STEPS = 4 * 3600 * 375  # four hours at the finest ratio there is, 128 frames a step


def write_latents(path: Path, latents: Latents, step_rate_hz: float) -> None:
    """Write latents; the header's rate is the step rate, rounded, for it must be whole.

    Args:
        path: Where to; an existing file is replaced.
        latents: Model units, [K, steps], finite.
        step_rate_hz: Latent steps a second.

    Raises:
        SoundFileError: If a value is not finite or the disk refuses.
    """
    check_shape("latents", latents, [None, None])
    if not np.isfinite(latents).all():
        raise SoundFileError(path, "", "expected finite latents to write, got NaN or infinity")
    try:
        soundfile.write(path, latents.T, max(1, round(step_rate_hz)), "FLOAT", format="WAV")
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise SoundFileError(
            path, "", f"cannot be written: {error}", "Check the folder, its rights and the disk"
        ) from error


def read_latents(path: Path, latent_size: int) -> Latents:
    """Read what :func:`write_latents` wrote, or what a patch recorded at one frame a step.

    Args:
        path: A sound file.
        latent_size: K of the model that will play it.

    Returns:
        Model units, [K, steps], float32, finite, steps > 0. The file's rate is not looked at.

    Raises:
        SoundFileError: If it cannot be read, is empty, too long, or made for another model.
    """
    try:
        with soundfile.SoundFile(path) as file:
            if file.channels != latent_size:
                raise SoundFileError(
                    path,
                    "channels",
                    f"expected {latent_size}, one a latent of the model, got {file.channels}",
                    "Give the walk or --model that it was written with",
                )
            if not 0 < file.frames <= MAX_STEPS:
                raise SoundFileError(
                    path, "frames", f"expected 1..{MAX_STEPS} latent steps, got {file.frames}"
                )
            latents = file.read(dtype="float32", always_2d=True).T
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        problem = (
            f"not a sound file that can be read ({error})" if path.exists() else "no such file"
        )
        raise SoundFileError(path, "", problem, "Check the path") from error
    if not np.isfinite(latents).all():
        raise SoundFileError(path, "", "expected finite latents, got NaN or infinity")
    return np.ascontiguousarray(latents, np.float32)
