"""Walkers of several walks side by side: per-walk answers laid out as one row a walker."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Samples, Weights
from latentwalk.engine.contract import Contract
from latentwalk.session.control import Control
from latentwalk.session.standing import Standing
from latentwalk.session.tick import Tick
from latentwalk.session.told import Told


def weigh(tick: Tick, here: Standing, told: tuple[Told, ...]) -> tuple[Weights, ...]:
    """Weigh the zones of each group's own walk, [W_g, Z + 1] a group."""
    groups = zip(tick.groups, told, strict=True)
    return tuple(ground.weights(here.take(rows), theirs) for (ground, rows), theirs in groups)


def control_of(
    tick: Tick,
    contract: Contract,
    here: Standing,
    weights: tuple[Weights, ...],
    told: tuple[Told, ...],
    gate: Weights,
) -> Control:
    """Ask every walk what a model should sound like, one row a walker.

    Returns:
        A control whose level is 0 for walkers whose walk never uses it. Where an artist
        auditions latents they stand in for the ground.
    """
    model, latent_size = contract.model_id, contract.latent_size
    gain = float(10.0 ** (contract.gain_db / 20.0))
    control = None
    for (ground, rows), mine, said in zip(tick.groups, weights, told, strict=True):
        theirs = ground.control(model, mine, here.take(rows), gate[rows], said, tick.clock)
        if theirs is not None and len(rows) == len(tick.lanes):  # all walk one walk
            control = theirs
        elif theirs is not None:
            control = control or Control.silent(len(tick.lanes), latent_size)
            control.assign(rows, theirs)
    control = control or Control.silent(len(tick.lanes), latent_size)
    for row, audition in tick.auditions.items():
        level = gain if audition.model == model else 0.0
        control.assign(np.array([row]), Control.fixed(audition.values, latent_size, level))
    return control


def stage_of(tick: Tick, weights: tuple[Weights, ...]) -> NDArray[np.float64]:
    """Return the azimuths of each walker's two virtual speakers, degrees, [W, 2]."""
    stage_deg = np.zeros((len(tick.lanes), 2))
    for (ground, rows), mine in zip(tick.groups, weights, strict=True):
        stage_deg[rows] = ground.stage_deg(mine)
    return stage_deg


def add_dry(bed: Samples, dry: Samples, gain: Weights) -> Samples:
    """Add the mics [W, 1, T] to ``bed`` [W, 2, T] of those who asked for theirs; return it."""
    rows = np.flatnonzero(gain)
    if len(rows):
        bed[rows] += gain[rows, None, None] * dry[rows]
    return bed
