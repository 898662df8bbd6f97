"""How loud a sound is and how high it peaks; offline, for reports, tests and calibration."""

import numpy as np
import pyloudnorm
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import resample_poly, sosfilt

from latentwalk.audio.weighting import LOUDNESS_OFFSET_DB, k_weighting
from latentwalk.domain.block import Samples, check_shape

SILENCE = float("-inf")
MOMENTARY_S = 0.4  # the window of EBU Tech 3341
_HOP_S = 0.1


def integrated_lufs(x: Samples, rate_hz: int) -> float:
    """Return the gated programme loudness.

    Args:
        x: ``[C, n]`` float32, C is 1 or 2; shorter than 0.4 s it is gated as one block.
        rate_hz: Its rate.

    Returns:
        LUFS; minus infinity for silence, for nothing, and for what lies wholly under the gate.

    Raises:
        BlockSizeError: If ``x`` is not two-dimensional.

    References:
        ITU-R BS.1770-5, annex 1.
    """
    check_shape("x", x, [None, None])
    if not x.any():
        return SILENCE
    block_s = min(MOMENTARY_S, x.shape[1] / rate_hz)
    meter = pyloudnorm.Meter(rate_hz, block_size=block_s)
    with np.errstate(all="ignore"):  # the library divides by the empty gate
        lufs = float(meter.integrated_loudness(np.asarray(x.T, np.float64)))
    return lufs if np.isfinite(lufs) else SILENCE


def momentary_max_lufs(x: Samples, rate_hz: int) -> float:
    """Return the loudest 400 ms (hop 100 ms, ungated).

    Args:
        x: ``[C, n]`` float32.
        rate_hz: Its rate.

    Returns:
        LUFS; minus infinity for silence.

    Raises:
        BlockSizeError: If ``x`` is not two-dimensional.
    """
    check_shape("x", x, [None, None])
    n_window, n_hop = round(MOMENTARY_S * rate_hz), round(_HOP_S * rate_hz)
    if not x.any():
        return SILENCE
    power = (sosfilt(k_weighting(rate_hz), x, axis=1) ** 2).sum(axis=0)
    power = np.pad(power, (0, max(0, n_window - len(power))))
    hops = power[: len(power) // n_hop * n_hop].reshape(-1, n_hop).mean(axis=1)
    means = sliding_window_view(hops, n_window // n_hop).mean(axis=1)
    return LOUDNESS_OFFSET_DB + 10.0 * float(np.log10(means.max()))


def peak_db(x: Samples) -> float:
    """Return the highest sample, dBFS; minus infinity for silence or nothing."""
    peak = float(np.abs(x).max(initial=0.0))
    return 20.0 * float(np.log10(peak)) if peak > 0.0 else SILENCE


def true_peak_db(x: Samples, oversampling: int = 4) -> float:
    """Return the highest point of the wave between the samples.

    Args:
        x: ``[..., n]`` float32.
        oversampling: 4 as in BS.1770-5 annex 2; more comes nearer to the truth.

    Returns:
        dBTP; minus infinity for silence or nothing.
    """
    if not x.any():
        return SILENCE
    return max(peak_db(x), peak_db(resample_poly(x, oversampling, 1, axis=-1)))
