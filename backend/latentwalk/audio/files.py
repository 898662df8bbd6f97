"""Sound files in and out: bounded, checked, at the rate that was asked for."""

from pathlib import Path

import numpy as np
import soundfile
import soxr

from latentwalk.domain.block import Samples, check_shape
from latentwalk.domain.errors import SoundFileError

MAX_DURATION_S = 2 * 3600  # 1.4 GB of mono floats; longer walks are rendered in parts
MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 384_000
_SUBTYPES = {16: "PCM_16", 24: "PCM_24"}


def read_sound(path: Path | str, rate_hz: int, channels: int) -> Samples:
    """Read a sound file whole, resampled and with the channels wanted.

    Mono from more channels is their mean; stereo from mono is the same twice.

    Args:
        path: WAV, FLAC, OGG, MP3 or whatever libsndfile reads.
        rate_hz: The rate wanted.
        channels: 1 or 2.

    Returns:
        ``[channels, n]`` float32, n > 0, finite.

    Raises:
        SoundFileError: If the file cannot be read, is empty or too long, has more than two
            channels where stereo is wanted, or holds values that are not finite.
    """
    name = Path(path)
    try:
        with soundfile.SoundFile(name) as file:
            _check_header(name, file.frames, file.samplerate, file.channels, channels)
            limit = MAX_DURATION_S * file.samplerate
            x = file.read(limit, dtype="float32", always_2d=True)  # [n, C]
            file_rate_hz = file.samplerate
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise _unreadable(name, error) from error
    if not len(x):
        raise SoundFileError(name, "", "expected sound, got 0 frames", "Record it again")
    if not np.isfinite(x).all():
        place = f"{int(np.argmin(np.isfinite(x).all(axis=1))) / file_rate_hz:.3f} s"
        raise SoundFileError(
            name, place, "expected finite samples, got NaN or infinity", "Export it as 24-bit WAV"
        )
    x = _with_channels(x, channels)
    if file_rate_hz != rate_hz:
        x = soxr.resample(x, file_rate_hz, rate_hz)
    return np.ascontiguousarray(x.T, np.float32)  # [n, C] → [C, n]


def write_sound(path: Path | str, x: Samples, rate_hz: int, bits: int = 24) -> None:
    """Write a WAV file; the same samples give the same bytes.

    Args:
        path: Where to; an existing file is replaced.
        x: ``[C, n]`` float32; what exceeds -1..1 is clipped.
        rate_hz: Its rate.
        bits: 16 or 24.

    Raises:
        BlockSizeError: If ``x`` is not two-dimensional.
        SoundFileError: If a value is not finite, ``bits`` is another, or the disk refuses.
    """
    check_shape("x", x, [None, None])
    name = Path(path)
    if bits not in _SUBTYPES:
        raise SoundFileError(name, "bits", f"expected 16 or 24, got {bits}")
    if not np.isfinite(x).all():
        raise SoundFileError(name, "", "expected finite samples to write, got NaN or infinity")
    try:
        soundfile.write(name, np.clip(x.T, -1.0, 1.0), rate_hz, _SUBTYPES[bits], format="WAV")
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise SoundFileError(
            name, "", f"cannot be written: {error}", "Check the folder, its rights and the disk"
        ) from error


def _check_header(name: Path, n_frames: int, rate_hz: int, n_channels: int, wanted: int) -> None:
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        expected = f"expected a sample rate of {MIN_RATE_HZ}..{MAX_RATE_HZ} Hz"
        raise SoundFileError(name, "rate", f"{expected}, got {rate_hz}", "Export it at 48000 Hz")
    if n_frames > MAX_DURATION_S * rate_hz:
        problem = f"expected at most {MAX_DURATION_S} s of sound, got {n_frames / rate_hz:.0f} s"
        raise SoundFileError(name, "duration", problem, "Cut it into shorter files")
    if wanted == 2 and n_channels > 2:
        problem = f"expected 1 or 2 channels, got {n_channels}"
        raise SoundFileError(name, "channels", problem, "Mix it down to stereo")


def _unreadable(name: Path, error: Exception) -> SoundFileError:
    if not name.exists():
        return SoundFileError(name, "", "no such file", "Check the path")
    if name.is_dir():
        return SoundFileError(name, "", "expected a sound file, got a folder")
    remedy = "Export it as WAV or FLAC"
    return SoundFileError(name, "", f"not a sound file that can be read ({error})", remedy)


def _with_channels(x: Samples, channels: int) -> Samples:
    """Fold or double ``[n, C]`` to ``[n, channels]``."""
    if x.shape[1] == channels:
        return x
    if channels == 1:
        return np.asarray(x.mean(axis=1, keepdims=True), np.float32)
    return np.repeat(x, channels, axis=1)
