"""Two virtual speakers that stand still in the world while the head turns between them."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Samples, check_shape
from latentwalk.domain.errors import BlockSizeError

GRID_FRAMES = 64  # gains are exact on this grid and straight lines between
latency_frames = 0

Degrees = NDArray[np.float64]


def rotate(
    bed: Samples, stage_deg: Degrees, heading_from_deg: Degrees, heading_to_deg: Degrees
) -> Samples:
    """Render a world-locked stereo bed for heads that turn during the block.

    Each speaker is panned with equal power by the sine of its azimuth as the head meets it; one
    behind sounds where its mirror image in front would, as loud. A heading of NaN is unknown:
    the bed passes as it is, wide. Energy stays within ±1.5 dB of the bed's for every heading,
    whether its channels are alike or unrelated. Adds no latency.

    Args:
        bed: ``[W, 2, T]`` float32; T is a positive multiple of 64.
        stage_deg: Azimuths of the two speakers, clockwise from north, ``[W, 2]``.
        heading_from_deg: Where each head faced when the block began, ``[W]``.
        heading_to_deg: Where it faces when it ends, ``[W]``; the shorter way round is taken.

    Returns:
        ``[W, 2, T]`` float32: left ear, right ear.

    Raises:
        BlockSizeError: If the shapes do not fit.
    """
    n_walkers, n_frames = len(bed), bed.shape[-1]
    check_shape("bed", bed, [n_walkers, 2, None])
    check_shape("stage_deg", stage_deg, [n_walkers, 2])
    check_shape("heading_from_deg", heading_from_deg, [n_walkers])
    check_shape("heading_to_deg", heading_to_deg, [n_walkers])
    if n_frames < 1 or n_frames % GRID_FRAMES:
        raise BlockSizeError(f"bed: expected a multiple of {GRID_FRAMES} frames, got {n_frames}")
    gains = _gains_on_grid(stage_deg, heading_from_deg, heading_to_deg, n_frames // GRID_FRAMES)
    blocks = bed.reshape(n_walkers, 2, -1, GRID_FRAMES)  # [W, S, G, 64]
    within = (np.arange(GRID_FRAMES) / GRID_FRAMES).astype(np.float32)
    start, step = gains[..., :-1, None], np.diff(gains, axis=-1)[..., None]
    out = np.empty_like(blocks)
    for ear in range(2):
        moving = start[:, ear] + step[:, ear] * within  # [W, S, G, 64]
        moving *= blocks
        np.add(moving[:, 0], moving[:, 1], out=out[:, ear])
    return out.reshape(bed.shape)


def _gains_on_grid(stage_deg: Degrees, from_deg: Degrees, to_deg: Degrees, n_steps: int) -> Samples:
    """Return gains ``[W, ear, speaker, n_steps + 1]``; unknown headings fade to and from wide."""
    along = np.arange(n_steps + 1) / n_steps
    arc_deg = (to_deg - from_deg + 180.0) % 360.0 - 180.0
    headings_deg = from_deg[:, None] + arc_deg[:, None] * along  # [W, G]
    gains = _gains(stage_deg, headings_deg)
    is_unsure = ~np.isfinite(arc_deg)
    if is_unsure.any():
        ends_deg = np.stack([from_deg, to_deg], axis=1)[is_unsure]
        ends = _gains(stage_deg[is_unsure], ends_deg)
        gains[is_unsure] = ends[..., :1] + (ends[..., 1:] - ends[..., :1]) * along
    return gains.astype(np.float32)


def _gains(stage_deg: Degrees, headings_deg: Degrees) -> Degrees:
    """Return gains ``[W, ear, speaker, G]`` for headings ``[W, G]``, wide where they are NaN."""
    right = np.sin(np.radians(stage_deg[:, :, None] - headings_deg[:, None, :]))  # [W, S, G]
    pan = (1.0 + right) * (np.pi / 4.0)
    gains = np.stack([np.cos(pan), np.sin(pan)], axis=1)  # [W, E, S, G]
    # Alike channels add up to 3 dB where both speakers meet; halving that in decibels keeps
    # alike and unrelated beds equally near to their own energy.
    gains *= (gains.sum(axis=2) ** 2).sum(axis=1)[:, None, None, :] ** -0.25 * 2.0**0.25
    wide = np.eye(2)[None, :, :, None]
    return np.where(np.isfinite(headings_deg)[:, None, None, :], gains, wide)
