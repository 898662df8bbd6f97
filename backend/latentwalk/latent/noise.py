"""Decoder noise as a pure function of seeds, place and time (DESIGN §5.4).

A lattice of Gaussian values over east, north, up and time is interpolated smoothly. Each
value is drawn by a counter-based generator from its own lattice coordinates, so the noise
depends on no row, batch, call order or restart.
"""

from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.ids import stable_key
from latentwalk.latent.philox import HALF, LOW, Keys, normal, philox

QUARTER = np.uint64(0xFFFF)
QUARTERS = tuple(np.uint64(bits) for bits in (0, 16, 32, 48))
CORNERS = np.array(list(product((0, 1), repeat=4)), np.int64)  # [16, 4] of a lattice cell


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
    cell = np.stack([every >> shift & QUARTER for shift in QUARTERS]) / 2.0**16  # [4, ...]
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
