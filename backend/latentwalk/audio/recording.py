"""A whole recording made fit for an encoder, as a microphone is but without its first seconds."""

import numpy as np
import soxr
from scipy.signal import butter, sosfilt

from latentwalk.audio.condition import HIGH_PASS_HZ, Conditioner
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples, check_shape

LANE = np.zeros(1, np.intp)
SETTLED_DB = 0.5
MAX_ROUNDS = 16  # a second of sound needs six to be lifted by 24 dB, the most there is


def conditioned(sound: Samples, reference_lufs: float, rate_hz: int) -> Samples:
    """Take the rumble out of a recording and bring it to a model's reference loudness.

    The gain is the microphone's own (:class:`Conditioner`): slow, frozen in silence. A loop
    has no beginning, so the recording is heard again until the gain ends as it began; a stereo
    image stays where it is, since one gain, that of the mean, serves both channels.

    Args:
        sound: ``[C, n]`` float32 at 48 kHz.
        reference_lufs: Loudness to steer to.
        rate_hz: Rate of the result.

    Returns:
        ``[C, m]`` float32 at ``rate_hz``.

    Raises:
        BlockSizeError: If it is no such array.
    """
    check_shape("recording", sound, [None, None])
    gains_db = _gains_db(sound.mean(axis=0), reference_lufs)
    edges = np.arange(len(gains_db)) * TICK_FRAMES
    gain = np.power(10.0, np.interp(np.arange(sound.shape[1]), edges, gains_db) / 20.0)
    high_pass = butter(2, HIGH_PASS_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    steady = np.asarray(sosfilt(high_pass, sound, axis=1) * gain, np.float32)
    if rate_hz == SAMPLE_RATE_HZ:
        return steady
    return np.ascontiguousarray(soxr.resample(steady.T, SAMPLE_RATE_HZ, rate_hz).T, np.float32)


def _gains_db(mono: Samples, reference_lufs: float) -> list[float]:
    """Return the settled gain at the edges of each tick, [ticks + 1]."""
    conditioner = Conditioner(1, reference_lufs)
    whole = np.pad(mono, (0, -len(mono) % TICK_FRAMES)).astype(np.float32)
    gains_db: list[float] = []
    for _ in range(MAX_ROUNDS):
        gains_db = [float(conditioner.gain_db[0])]
        for start in range(0, len(whole), TICK_FRAMES):
            conditioner.process(whole[None, start : start + TICK_FRAMES], LANE)
            gains_db.append(float(conditioner.gain_db[0]))
        if abs(gains_db[-1] - gains_db[0]) < SETTLED_DB:
            break
    return gains_db
