"""Smooth random fields as sums of plane waves: pure functions of a key and a point."""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from latentwalk.latent.philox import normal, philox

Numbers = NDArray[np.float64]

N_WAVES = 32  # a latent; enough to sound Gaussian, 10 µs a walker at K = 8
RMS_STEP = math.sqrt(2.0 * math.log(2.0))  # a point this far away differs by one deviation, rms
TURN = 2.0 * math.pi
PARTS = 4  # wave vectors have at most this many dimensions: east, north, up, time


def waves(key: int, points: Numbers, latent_size: int) -> Numbers:
    """Return a field with mean 0 and variance 1 for each latent.

    Each latent is a sum of 32 plane waves with random phases, whose wave vectors are drawn
    from a Gaussian of deviation 1. Its covariance over a distance d is exp(-d²/2), in any
    direction, so the field is stationary: its statistics are the same everywhere.

    Args:
        key: Which field, unsigned 64-bit.
        points: Where, in correlation lengths, shape [W, M], M ≤ 4.
        latent_size: K; a latent's field does not depend on it.

    Returns:
        Shape [W, K].

    References:
        Rahimi & Recht (2007), Random features for large-scale kernel machines.
    """
    vectors, phases = _drawn(key, latent_size)
    angle = points[:, :1] * vectors[0]
    for column in range(1, points.shape[1]):
        # Not a matrix product: BLAS rounds a row differently in another batch.
        angle = angle + points[:, column : column + 1] * vectors[column]
    angle = angle + phases  # [W, K·32]
    # Within one turn single precision is exact to 1e-7, and its cosine costs a tenth.
    angle -= TURN * np.rint(angle * (1.0 / TURN))
    cosines = np.cos(angle.astype(np.float32)).reshape(len(points), latent_size, N_WAVES)
    return np.asarray(cosines.sum(axis=-1, dtype=np.float64) * math.sqrt(2.0 / N_WAVES))


def steepest(key: int, latent_size: int, n_dimensions: int = 3) -> Numbers:
    """Return a bound on each latent's slope over its first dimensions, shape [K]."""
    vectors, _ = _drawn(key, latent_size)
    lengths = np.linalg.norm(vectors[:n_dimensions], axis=0).reshape(latent_size, N_WAVES)
    return np.asarray(lengths.sum(axis=-1) * math.sqrt(2.0 / N_WAVES))


@lru_cache(maxsize=256)
def _drawn(key: int, latent_size: int) -> tuple[Numbers, Numbers]:
    """Return wave vectors [4, K·32] and phases [K·32]."""
    axis = np.repeat(np.arange(latent_size, dtype=np.uint64), N_WAVES)
    wave = np.tile(np.arange(N_WAVES, dtype=np.uint64), latent_size)
    draws = [
        philox([axis, wave, np.uint64(part), np.uint64(0)], np.asarray(key, np.uint64))
        for part in range(PARTS)
    ]
    vectors = np.stack([normal(words) for words in draws])
    phases = draws[0][2] * (2.0 * np.pi / 2.0**32)
    vectors.flags.writeable = phases.flags.writeable = False
    return vectors, phases
