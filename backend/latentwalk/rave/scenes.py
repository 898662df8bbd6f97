"""Stereo scenes for training, composed by placing recordings in space around a listener.

Between scenes the likeness of the two ears varies from one sound in the middle to unrelated
sounds on both sides, so that width and direction are something a latent must say. Pure numpy;
the same generator gives the same scenes.

References:
    Blauert (1997), Spatial Hearing (level and time differences between the ears, distance);
    Menzer & Faller (2009), decorrelated exponentially decaying noise as late reverberation.
"""

from collections.abc import Callable

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.rave.disturbance import lowpass

SOURCES_SHARES = (0.45, 0.3, 0.17, 0.08)  # of scenes with one, two, three, four sounds
AMBIENCE_SHARE = 0.45  # the rest are points: one sound, one direction
FARTHEST_DB = -15.0
EAR_DISTANCE_S = 0.00065  # time from one ear to the other
DULLEST_HZ = 1800.0  # what is left of the farthest source
TAIL_S = (0.08, 0.6)  # a yard, a hall: time for the tail to fall by 60 dB
AIR_DBFS = (-65.0, -40.0)
FADE_FRAMES = 240
FFT_FRAMES = 4096  # transforms whose length it divides are quick
LEVEL_DBFS = -20.0
MOST_GAIN = 10.0  # 20 dB: what is quieter than that is a pause and stays one


def compose(read: Callable[[], Samples], n_frames: int, random: np.random.Generator) -> Samples:
    """Compose one scene of one to four sounds.

    Args:
        read: Gives another recording, [2, T] with T at least ``n_frames``.
        n_frames: Length of the scene.
        random: Where every choice comes from.

    Returns:
        A scene [2, n_frames], float32, its peak within ±1.
    """
    scene = np.zeros((2, n_frames), np.float32)
    for number in range(1 + int(random.choice(len(SOURCES_SHARES), p=SOURCES_SHARES))):
        recording = _levelled(read()[:, :n_frames])
        if random.random() < AMBIENCE_SHARE:
            placed = surround(recording, random)
        else:
            placed = place(recording.mean(axis=0), random)
        further_db = random.uniform(-18.0, 0.0) if number else 0.0
        scene += placed * np.float32(10 ** (further_db / 20))
    scene += _air(n_frames, random)
    return scene / np.float32(max(1.0, np.abs(scene).max()))


def place(sound: Samples, random: np.random.Generator) -> Samples:
    """Put one sound [T] somewhere around the listener; returns [2, T].

    Equal-power panning, a delay to the far ear, and with distance less level, less treble and
    more of a room.
    """
    side, distance = random.uniform(-1.0, 1.0), random.random() ** 1.5
    far = sound * np.float32(10 ** (distance * FARTHEST_DB / 20))
    if distance > 0.2:
        far = lowpass(far, 20_000.0 * (DULLEST_HZ / 20_000.0) ** distance)
    placed = np.stack([_later(far, max(0.0, side)), _later(far, max(0.0, -side))])
    angle = (side + 1.0) * np.pi / 4
    placed *= np.array([[np.cos(angle)], [np.sin(angle)]], np.float32)
    wet = distance * random.random()
    if wet > 0.15:
        placed += np.float32(wet) * _room(far, random)
    return placed


def surround(recording: Samples, random: np.random.Generator) -> Samples:
    """Let a recording [2, T] surround the listener, more or less widely; returns [2, T].

    A recording whose channels are alike is widened with another moment of itself, which sounds
    the same and shares no waveform: rain on the left is other drops than rain on the right.
    """
    middle, side = recording.mean(axis=0), (recording[0] - recording[1]) / 2
    if np.mean(side**2) < 0.01 * np.mean(middle**2):
        side = _another_moment(middle, random)
    width = random.choice([0.0, random.uniform(0.0, 1.0), 1.0, random.uniform(1.0, 1.6)])
    sides = np.stack([middle + width * side, middle - width * side])
    if random.random() < 0.5:
        sides = sides[::-1]
    balance = random.uniform(-0.5, 0.5) * (random.random() < 0.5)
    leaning: Samples = sides * np.array([[1.0 - balance], [1.0 + balance]], np.float32)
    return leaning


def _air(n_frames: int, random: np.random.Generator) -> Samples:
    """Faint noise of each ear's own: no two microphones are ever exactly alike; [2, T]."""
    level = 10 ** (random.uniform(*AIR_DBFS) / 20)
    return (level * random.standard_normal((2, n_frames))).astype(np.float32)


def _levelled(recording: Samples) -> Samples:
    """Bring a recording to one level, so that no source of a scene merely hides another."""
    gain = 10 ** (LEVEL_DBFS / 20) / (np.sqrt(np.mean(recording**2)) + 1e-9)
    levelled: Samples = recording * np.float32(min(gain, MOST_GAIN))
    return levelled


def _another_moment(sound: Samples, random: np.random.Generator) -> Samples:
    """Turn [T] around by about half its length, fading where its end meets its beginning."""
    at = int(random.integers(len(sound) // 3, len(sound) // 2))
    seam = np.minimum(np.abs(np.arange(len(sound)) - at) / FADE_FRAMES, 1.0)
    return (np.roll(sound, at) * seam).astype(np.float32)


def _later(sound: Samples, share: float) -> Samples:
    """Delay [T] by ``share`` of the way between the ears."""
    n_frames = round(share * EAR_DISTANCE_S * SAMPLE_RATE_HZ)
    return np.pad(sound, (n_frames, 0))[: len(sound)]


def _room(sound: Samples, random: np.random.Generator) -> Samples:
    """Send [T] through a room whose tails at the two ears share nothing; returns [2, T]."""
    n_tail = int(random.uniform(*TAIL_S) * SAMPLE_RATE_HZ)
    decay = np.exp(-6.9 * np.arange(n_tail) / n_tail)  # 60 dB
    tails = random.standard_normal((2, n_tail)) * decay
    tails /= np.sqrt((tails**2).sum(axis=1, keepdims=True))
    size = -(-(len(sound) + n_tail) // FFT_FRAMES) * FFT_FRAMES
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tails, size), size)
    return heard[:, : len(sound)].astype(np.float32)
