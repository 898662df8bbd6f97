"""Decoder noise as a pure function of seeds, place and time (DESIGN §5.4).

A lattice of Gaussian values over east, north, up and time is interpolated smoothly. Each
value is drawn by a counter-based generator from its own lattice coordinates, so the noise
depends on no row, batch, call order or restart.

References:
    Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
    Box & Muller (1958), A note on the generation of random normal deviates.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.ids import stable_key

Words = NDArray[np.uint64]  # 32-bit words carried in 64 bits, so that products fit
Keys = NDArray[np.uint64]

ROUNDS = 10
MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))  # Salmon et al., table 2
WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))  # golden ratio, √3 - 1
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
WORD_RANGE = 2.0**32
CORNERS = np.array(list(product((0, 1), repeat=4)), np.int64)  # [16, 4] of a lattice cell


def philox(counter: Sequence[Words | np.uint64] | Words, keys: Keys) -> Words:
    """Scramble 128-bit counters under 64-bit keys: Philox4x32-10.

    Args:
        counter: Four words 0..2³²-1, broadcastable shapes [...].
        keys: Shape [...].

    Returns:
        Four random words, shape [4, ...], each 0..2³²-1.

    References:
        Salmon et al. (2011), §3.3.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = keys & LOW, keys >> HALF
    for _ in range(ROUNDS):
        first, second = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (
            (second >> HALF) ^ c1 ^ k0,
            second & LOW,
            (first >> HALF) ^ c3 ^ k1,
            first & LOW,
        )
        k0, k1 = (k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3))


def normal(words: Words) -> NDArray[np.float64]:
    """Turn pairs of random words into standard normal values (Box-Muller).

    Args:
        words: At least two words 0..2³²-1, shape [≥2, ...].

    Returns:
        Shape [...], within ±6.7: a word is never taken as 0.
    """
    radius = np.sqrt(-2.0 * np.log((words[0] + 0.5) / WORD_RANGE))
    return np.asarray(radius * np.cos(words[1] * (2.0 * np.pi / WORD_RANGE)))


def session_key(walk_seed: int, walker_seed: int) -> int:
    """Return the 64-bit key of one walker's noise on one walk."""
    return stable_key("noise", walk_seed, walker_seed)


def axis_keys(session_keys: Keys, n_axes: int, ear: int) -> Keys:
    """Derive the key of each noise axis at one ear.

    Args:
        session_keys: Keys of :func:`session_key`, shape [S].
        n_axes: Number of noise axes, F - K.
        ear: 0 left, 1 right.

    Returns:
        Shape [S, n_axes].
    """
    axis, zero = np.arange(n_axes, dtype=np.uint64), np.uint64(0)
    words = philox([axis, np.uint64(ear), zero, LOW], np.asarray(session_keys, np.uint64)[:, None])
    return np.asarray(words[0] << HALF | words[1], np.uint64)


def noise_key(walk_seed: int, walker_seed: int, axis: int, ear: int) -> int:
    """Return the key of one axis at one ear; see :func:`axis_keys` for many at once."""
    session = np.array([session_key(walk_seed, walker_seed)], np.uint64)
    return int(axis_keys(session, axis + 1, ear)[0, axis])


def noise(
    keys: Keys, place_m: ArrayLike, time_s: ArrayLike, noise_m: ArrayLike, noise_s: ArrayLike
) -> Latents:
    """Return smooth Gaussian noise, mean 0 and variance 1 at every place and time.

    Two places ``2·noise_m`` apart, or two times ``2·noise_s`` apart, are independent. Each
    key has its own lattice offset: axes must not all pause at the same lattice lines.
    All arguments broadcast to one shape [...].

    Args:
        keys: Keys of :func:`axis_keys`, shape [...].
        place_m: East, north, up, local metres, shape [..., 3].
        time_s: Seconds, any start.
        noise_m: Grain over ground, metres, > 0.
        noise_s: Grain over time, seconds, > 0.

    Returns:
        Standard deviations, float32, shape [...].
    """
    place = np.asarray(place_m, np.float64) / np.asarray(noise_m, np.float64)[..., None]
    moment = np.asarray(time_s, np.float64) / np.asarray(noise_s, np.float64)
    shape = np.broadcast_shapes(np.shape(keys), place.shape[:-1], moment.shape)
    every = np.broadcast_to(np.asarray(keys, np.uint64), shape)
    cell = philox([LOW] * 4, every) / WORD_RANGE  # [4, ...]
    cell[:3] += np.moveaxis(np.broadcast_to(place, (*shape, 3)), -1, 0)
    cell[3] += moment
    return _interpolate(every, cell)


def _interpolate(keys: Keys, cell: NDArray[np.float64]) -> Latents:
    """Blend the 16 corners around ``cell`` [4, ...], in lattice units, to variance 1."""
    low = np.floor(cell)
    share = cell - low
    rise = share**3 * (share * (share * 6.0 - 15.0) + 10.0)  # slope and curvature 0 at corners
    sides = np.stack([1.0 - rise, rise])  # [2, 4, ...]
    corner = (low.astype(np.int64) + CORNERS[..., *[None] * keys.ndim]).astype(np.uint64) & LOW
    values = normal(philox(corner.swapaxes(0, 1), keys))  # [16, ...]
    weight = np.ones(1)
    for axis in range(4):
        weight = weight * sides[CORNERS[:, axis], axis]  # [16, ...]
    spread = np.sqrt(np.prod(np.sum(sides**2, axis=0), axis=0))
    return np.asarray(np.sum(weight * values, axis=0) / spread, np.float32)


def ears_mix(left: Latents, fresh: Latents, width: ArrayLike) -> Latents:
    """Make the right ear's noise from the left's and fresh noise, variance kept.

    Args:
        left: The left ear's noise, unit variance, shape [...].
        fresh: Independent noise of the right ear, same shape.
        width: 0 (both ears equal) .. 1 (independent), broadcastable.

    Returns:
        Same shape, float32; its correlation with ``left`` is ``1 - width``.
    """
    rho = 1.0 - np.asarray(width, np.float64)
    return np.asarray(rho * left + np.sqrt(1.0 - rho**2) * fresh, np.float32)
