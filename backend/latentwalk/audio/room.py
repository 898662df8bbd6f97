"""Rooms that never stood: impulse responses of our own, the same on every machine.

Each is a seeded model: early reflections that come from single walls or trunks, then a diffuse
tail of noise whose octave bands die away each at its own pace.

References:
    Moorer (1979), About this reverberation business: a tail is noise that decays.
    Jot (1992): decay times by frequency.
    Borish (1984): early reflections as images of the source.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.ids import stable_key
from latentwalk.domain.sound import ReverbRoom
from latentwalk.latent.philox import WORD_RANGE, normal, philox

Numbers = NDArray[np.float64]

MAX_LENGTH_S = 2.5
BANDS_HZ = (125.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0)
RUMBLE_HZ = 70.0  # below it a room adds mud, not space
COHERENT_HZ = 300.0  # both ears of a head hear alike below it
EAR_FRAMES = 31  # 0.65 ms: the longest way round a head
_FADE_SHARE = 0.2  # of the length: what the cut leaves goes to nothing


@dataclass(frozen=True, slots=True)
class _Acoustics:
    """A room in figures.

    Attributes:
        length_s: Of the response.
        decay_s: Seconds to fall by 60 dB, in each of ``BANDS_HZ``; neighbours beyond the ends
            decay as the ends do.
        echoes: How many early reflections.
        echoes_s: When they come, from and to.
        echoes_share: Their share of the energy.
        bloom_s: How long the tail takes to grow dense.
        brightest_hz: Reflections lose what lies above.
    """

    length_s: float
    decay_s: tuple[float, float, float, float, float, float, float]
    echoes: int
    echoes_s: tuple[float, float]
    echoes_share: float
    bloom_s: float
    brightest_hz: float


_ROOMS = {
    # Four bare walls under the sky: slaps, and a short tail that the sky lets out.
    ReverbRoom.COURTYARD: _Acoustics(
        1.1, (0.9, 1.0, 1.0, 0.95, 0.8, 0.6, 0.4), 14, (0.018, 0.160), 0.45, 0.040, 9_000.0
    ),
    # Stone and height: little that is single, a long warm tail.
    ReverbRoom.HALL: _Acoustics(
        2.4, (2.6, 2.4, 2.2, 2.0, 1.6, 1.1, 0.6), 20, (0.022, 0.110), 0.20, 0.060, 7_000.0
    ),
    # A tube: reflections close behind one another, lows that go on.
    ReverbRoom.TUNNEL: _Acoustics(
        2.5, (3.4, 3.0, 2.6, 2.1, 1.5, 0.9, 0.45), 26, (0.006, 0.240), 0.35, 0.015, 5_500.0
    ),
    # Trunks scatter, leaves swallow: a haze without walls.
    ReverbRoom.FOREST: _Acoustics(
        1.2, (0.35, 0.5, 0.8, 1.1, 1.2, 0.8, 0.35), 24, (0.012, 0.380), 0.30, 0.120, 6_000.0
    ),
}


@lru_cache(maxsize=len(ReverbRoom))
def impulse_response(room: ReverbRoom) -> Samples:
    """Return what each ear hears of one click, without the click itself.

    Args:
        room: Which.

    Returns:
        ``[2, n]`` float32 at 48 kHz, n ≤ 120,000, energy 1 an ear, read-only. The ears are
        unrelated but for the lowest tones.
    """
    acoustics = _ROOMS[room]
    n_frames = round(acoustics.length_s * SAMPLE_RATE_HZ)
    early = _with_energy(_early(room, acoustics, n_frames), acoustics.echoes_share)
    tail = _with_energy(_tail(room, acoustics, n_frames), 1.0 - acoustics.echoes_share)
    response = _with_energy(early + tail, 1.0).astype(np.float32)
    response.flags.writeable = False
    return response


def _early(room: ReverbRoom, acoustics: _Acoustics, n_frames: int) -> Numbers:
    """Return single reflections, [2, n], each from a side of its own."""
    when, side, sign = _uniform(stable_key("echoes", room), 3, acoustics.echoes)
    first_s, last_s = acoustics.echoes_s
    at_s = first_s + (last_s - first_s) * when**1.5  # they crowd at the beginning
    loud = np.where(sign < 0.5, -1.0, 1.0) * first_s / at_s
    clicks = np.zeros((2, n_frames))
    for ear, towards in enumerate((-1.0, 1.0)):
        pan = np.cos((1.0 - towards * (2.0 * side - 1.0)) * (np.pi / 4.0) * 0.9)
        late = np.maximum(0.0, -towards * (2.0 * side - 1.0)) * EAR_FRAMES
        frames = np.rint(at_s * SAMPLE_RATE_HZ + late).astype(np.intp)
        np.add.at(clicks[ear], frames, loud * pan)
    spectrum = np.fft.rfft(clicks, 2 * n_frames)
    spectrum *= _passing(n_frames, acoustics.brightest_hz)
    return np.fft.irfft(spectrum, 2 * n_frames)[:, :n_frames]


def _tail(room: ReverbRoom, acoustics: _Acoustics, n_frames: int) -> Numbers:
    """Return the diffuse tail, [2, n]."""
    time_s = np.arange(n_frames) / SAMPLE_RATE_HZ
    spectra = _noise_spectra(room, n_frames)
    tail = np.zeros((2, n_frames))
    for window, decay_s in zip(_windows(n_frames), acoustics.decay_s, strict=True):
        band = np.fft.irfft(spectra * window, n_frames)
        tail += band * 10.0 ** (-3.0 * time_s / decay_s)
    after_s = np.maximum(time_s - acoustics.echoes_s[0], 0.0)
    tail *= 1.0 - np.exp(-after_s / acoustics.bloom_s)
    n_fade = int(_FADE_SHARE * n_frames)
    tail[:, -n_fade:] *= np.cos(0.5 * np.pi * np.arange(n_fade) / n_fade) ** 2
    return tail


def _noise_spectra(room: ReverbRoom, n_frames: int) -> NDArray[np.complex128]:
    """Return white noise of two ears as a head in the open hears it, [2, bins]."""
    left, other = np.fft.rfft(np.stack([_gaussian(room, ear, n_frames) for ear in range(2)]))
    alike = np.exp(-((_frequencies(n_frames) / COHERENT_HZ) ** 2))
    ears = np.stack([left, alike * left + np.sqrt(1.0 - alike**2) * other])
    return np.asarray(ears * _rumble(n_frames), np.complex128)


def _windows(n_frames: int) -> Numbers:
    """Return each band's share of every frequency, [bands, bins]; they add up to one."""
    octave = np.log2(np.maximum(_frequencies(n_frames), 1.0) / BANDS_HZ[0])
    octave = np.clip(octave, 0.0, len(BANDS_HZ) - 1.0)
    apart = np.abs(octave - np.arange(len(BANDS_HZ))[:, None])
    return np.where(apart < 1.0, np.cos(0.5 * np.pi * np.minimum(apart, 1.0)) ** 2, 0.0)


def _passing(n_frames: int, brightest_hz: float) -> Numbers:
    """Return a gentle low-pass over the bins of twice the length."""
    return _rumble(2 * n_frames) / (1.0 + (_frequencies(2 * n_frames) / brightest_hz) ** 4)


def _rumble(n_frames: int) -> Numbers:
    ratio = (_frequencies(n_frames) / RUMBLE_HZ) ** 4
    return ratio / (1.0 + ratio)


def _frequencies(n_frames: int) -> Numbers:
    return np.asarray(np.fft.rfftfreq(n_frames, 1.0 / SAMPLE_RATE_HZ), np.float64)


def _with_energy(response: Numbers, energy: float) -> Numbers:
    """Scale each ear to an energy."""
    whole = np.sum(response**2, axis=1, keepdims=True)
    return np.asarray(response * np.sqrt(energy / whole), np.float64)


def _gaussian(room: ReverbRoom, ear: int, n_frames: int) -> Numbers:
    frames, zero = np.arange(n_frames, dtype=np.uint64), np.uint64(0)
    key = np.asarray(stable_key("tail", room), np.uint64)
    return normal(philox([frames, np.uint64(ear), zero, zero], key))


def _uniform(key: int, rows: int, columns: int) -> Numbers:
    """Return numbers 0 ≤ x < 1, [rows, columns]."""
    row = np.arange(rows, dtype=np.uint64)[:, None]
    column = np.arange(columns, dtype=np.uint64)
    zero = np.uint64(0)
    words = philox([column, row, zero, zero], np.asarray(key, np.uint64))
    return np.asarray(words[0] / WORD_RANGE)
