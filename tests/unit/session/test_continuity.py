"""Between zones latents change by no more than their slopes and the weights' own allow."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.ids import ModelId
from latentwalk.domain.pose import Position
from latentwalk.domain.sound import Anchor, Axis, MappingKind, Sound
from latentwalk.domain.wall_clock import WallClock
from latentwalk.latent.mapping import mapping_of
from latentwalk.session.ground import Ground
from latentwalk.session.standing import Standing
from latentwalk.session.told import Told
from tests.fakes.pool import wire_contract
from tests.fakes.walks import circle, walk_of

WIRE = ModelId("wire")
SEED = 7
FADE_M = 8.0
ANCHORS = Anchor(Position(-20.0, 0.0), (2.0, -1.0)), Anchor(Position(0.0, 9.0), (-1.0, 1.5))
SOUNDS = (
    Sound(MappingKind.TERRAIN, scale_m=12.0, seed=3),
    Sound(MappingKind.ANCHORS, anchors=ANCHORS, smooth_m=6.0),
    Sound(MappingKind.AXES, axes=(Axis.EAST, Axis.NORTH), scale_m=9.0),
    Sound(MappingKind.FIXED, values=(1.0, 1.0, -2.0)),  # outside
)
ZONES = [
    circle(name, east_m, 30.0, sound, FADE_M)
    for name, east_m, sound in zip("abc", (-22.0, 0.0, 18.0), SOUNDS[:3], strict=True)
]
GROUND = Ground(walk_of(ZONES, SOUNDS[3], seed=SEED), {WIRE: wire_contract()})
SIZE = wire_contract().latent_size
MAPPINGS = [mapping_of(sound, SEED) for sound in SOUNDS]
metres = st.floats(-60.0, 60.0)


def heard(positions: NDArray[np.float64]) -> tuple[Latents, Latents, Latents]:
    """Return each zone's share [W, Z + 1], its latents [W, Z + 1, K], and the blend [W, K]."""
    count = len(positions)
    here = Standing.at(positions, np.zeros(count), 0.0)
    told = Told.nothing(count, len(ZONES))
    weights = GROUND.weights(here, told)
    control = GROUND.control(WIRE, weights, here, np.zeros(count, np.float32), told, WallClock(0.0))
    assert control is not None
    still = np.zeros(count)
    places = [m.place(positions, still, still, SIZE, still) for m in MAPPINGS]
    return weights, np.stack(places, axis=1), control.place


@given(metres, metres, st.floats(0.0, 6.3), st.floats(1e-3, 2.0))
@settings(deadline=None)
def test_at_blends_the_zones_slopes_and_the_weights_bound_every_latent(
    east_m: float, north_m: float, way: float, step_m: float
) -> None:
    start = np.array([east_m, north_m, 0.0])
    end = start + step_m * np.array([math.cos(way), math.sin(way), 0.0])
    weights, places, blend = heard(np.stack([start, end]))
    slopes = np.stack([mapping.steepest(SIZE) for mapping in MAPPINGS])  # [Z + 1, K]
    exchanged = 0.5 * float(np.abs(weights[1] - weights[0]).sum())
    bound = weights[0] @ slopes * step_m + exchanged * np.ptp(places[1], axis=0)
    assert (np.abs(blend[1] - blend[0]) <= bound + 1e-5).all()


@given(metres, metres, st.floats(0.0, 6.3), st.floats(1e-3, 0.5))
@settings(deadline=None)
def test_weights_change_no_faster_than_their_fades(
    east_m: float, north_m: float, way: float, step_m: float
) -> None:
    start = np.array([east_m, north_m, 0.0])
    end = start + step_m * np.array([math.cos(way), math.sin(way), 0.0])
    weights, _, _ = heard(np.stack([start, end]))
    fade = 0.5 * math.pi / FADE_M  # of sin² over the fade, where it is steepest
    exchanged = 0.5 * float(np.abs(weights[1] - weights[0]).sum())
    assert exchanged <= len(ZONES) * fade * step_m + 1e-5
