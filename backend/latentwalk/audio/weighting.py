"""K-weighting: the ear's own emphasis, as loudness is defined by it."""

import numpy as np
from numpy.typing import NDArray

# The analogue prototypes behind the tables of BS.1770-5 annex 1, fitted by De Man (2014).
_SHELF_HZ, _SHELF_Q, _SHELF_DB = 1681.974450955533, 0.7071752369554196, 3.999843853973347
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
LOUDNESS_OFFSET_DB = -0.691  # so that a 997 Hz sine at 0 dBFS reads -3.01 LUFS

Sections = NDArray[np.float64]


def shelf_section(rate_hz: int) -> Sections:
    """Return the high shelf (a head's diffraction) as one section ``[1, 6]`` for sosfilt."""
    k = np.tan(np.pi * _SHELF_HZ / rate_hz)
    high = 10.0 ** (_SHELF_DB / 20.0)
    mid = high**0.4996667741545416
    a0 = 1.0 + k / _SHELF_Q + k * k
    b = [high + mid * k / _SHELF_Q + k * k, 2.0 * (k * k - high), high - mid * k / _SHELF_Q + k * k]
    section = np.array([[*b, a0, 2.0 * (k * k - 1.0), 1.0 - k / _SHELF_Q + k * k]])
    return np.asarray(section / a0)


def high_pass_section(rate_hz: int) -> Sections:
    """Return the high-pass at 38 Hz as one section ``[1, 6]`` for sosfilt."""
    k = np.tan(np.pi * _HIGH_PASS_HZ / rate_hz)
    a0 = 1.0 + k / _HIGH_PASS_Q + k * k
    a = [1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / _HIGH_PASS_Q + k * k) / a0]
    return np.array([[1.0, -2.0, 1.0, *a]])


def k_weighting(rate_hz: int) -> Sections:
    """Return both sections, ``[2, 6]``, at any sample rate.

    References:
        ITU-R BS.1770-5, annex 1; B. De Man, "Evaluation of implementations of the EBU R128
        loudness measurement", AES 2014.
    """
    return np.vstack([shelf_section(rate_hz), high_pass_section(rate_hz)])
