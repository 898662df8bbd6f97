"""A sound file read piece by piece, so that no file, however made, fills the memory."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from latentwalk.audio.files import MAX_RATE_HZ, MIN_RATE_HZ
from latentwalk.domain.block import Samples
from latentwalk.domain.errors import SoundFileError

PIECE_S = 1.0
MAX_CHANNELS = 64  # a piece of any file is at most 100 MB


def read_passage(path: Path | str, rate_hz: int, channels: int, longest_s: float) -> Samples:
    """Read a sound file from end to end, resampled and with the channels wanted.

    Mono from more channels is their mean; stereo from mono is the same twice.

    Args:
        path: WAV, FLAC, OGG, MP3 or whatever libsndfile reads.
        rate_hz: The rate wanted.
        channels: 1 or 2.
        longest_s: What is longer is refused, whatever its header says.

    Returns:
        ``[channels, n]`` float32, n > 0, finite.

    Raises:
        SoundFileError: If the file cannot be read, is empty or too long, has more than two
            channels where stereo is wanted, or holds values that are not finite.
    """
    name = Path(path)
    try:
        with soundfile.SoundFile(name) as file:
            _check(name, file.samplerate, file.channels, channels)
            resampler = soxr.ResampleStream(file.samplerate, rate_hz, channels, dtype="float32")
            pieces = [
                resampler.resample_chunk(_with_channels(piece, channels))
                for piece in _pieces(name, file, longest_s)
            ]
            pieces.append(resampler.resample_chunk(np.zeros((0, channels), np.float32), last=True))
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise _unreadable(name, error) from error
    sound = np.concatenate(pieces)  # [n, C]
    if not len(sound):
        raise SoundFileError(name, "", "expected sound, got 0 frames", "Record it again")
    return np.ascontiguousarray(sound.T, np.float32)


def _pieces(name: Path, file: soundfile.SoundFile, longest_s: float) -> Iterator[Samples]:
    """Yield a second at a time, ``[n, C]``, finite."""
    rate_hz, n_read = file.samplerate, 0
    while len(piece := file.read(int(PIECE_S * rate_hz), dtype="float32", always_2d=True)):
        if not np.isfinite(piece).all():
            first = n_read + int(np.argmin(np.isfinite(piece).all(axis=1)))
            problem = "expected finite samples, got NaN or infinity"
            raise SoundFileError(name, f"{first / rate_hz:.3f} s", problem, "Export it as WAV")
        n_read += len(piece)
        if n_read > longest_s * rate_hz:
            problem = f"expected at most {longest_s:.0f} s of sound, got more"
            raise SoundFileError(name, "duration", problem, "Cut it shorter")
        yield piece


def _check(name: Path, rate_hz: int, n_channels: int, wanted: int) -> None:
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        expected = f"expected a sample rate of {MIN_RATE_HZ}..{MAX_RATE_HZ} Hz"
        raise SoundFileError(name, "rate", f"{expected}, got {rate_hz}", "Export it at 48000 Hz")
    most = 2 if wanted == 2 else MAX_CHANNELS
    if n_channels > most:
        problem = f"expected at most {most} channels, got {n_channels}"
        raise SoundFileError(name, "channels", problem, "Mix it down to stereo")


def _with_channels(piece: Samples, channels: int) -> Samples:
    """Fold or double ``[n, C]`` to ``[n, channels]``."""
    if piece.shape[1] == channels:
        return piece
    if channels == 1:
        return np.asarray(piece.mean(axis=1, keepdims=True), np.float32)
    return np.repeat(piece, channels, axis=1)


def _unreadable(name: Path, error: Exception) -> SoundFileError:
    if not name.exists():
        return SoundFileError(name, "", "no such file", "Upload it again, or correct its name")
    problem = f"not a sound file that can be read ({error})"
    return SoundFileError(name, "", problem, "Export it as WAV or FLAC")
