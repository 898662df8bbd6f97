from dataclasses import replace

import numpy as np
import pytest

from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.wall_clock import WallClock
from latentwalk.latent.space import LatentKind
from latentwalk.session.control import Control
from latentwalk.session.ground import Ground
from latentwalk.session.standing import Standing
from latentwalk.session.told import Told
from tests.fakes.pool import LATENTS, wire_contract
from tests.fakes.walks import AXES_GROUND, MIC_GROUND, circle, walk_of

WIRE = ModelId("wire")
FIXED = Sound(mapping=MappingKind.FIXED, values=(2.0, -1.0))


def _ground(*zones: object, outside: Sound | None = None) -> Ground:
    walk = walk_of(zones, outside)  # type: ignore[arg-type]  # zones as given
    return Ground(walk, {WIRE: wire_contract()})


def _here(positions: np.ndarray, presence: float | np.ndarray = 1.0) -> Standing:
    here = Standing.at(positions, np.zeros(len(positions)), 0.0)
    return replace(here, presence=np.full(len(positions), presence, np.float32))


def _told(ground: Ground, count: int = 1) -> Told:
    return Told.nothing(count, len(ground.walk.zones))


def _control(ground: Ground, east_m: float, presence: float = 1.0, gate: float = 1.0) -> Control:
    here, told = _here(np.array([[east_m, 0.0, 0.0]]), presence), _told(ground)
    weights = ground.weights(here, told)
    gates = np.array([gate], np.float32)
    control = ground.control(WIRE, weights, here, gates, told, WallClock(0.0))
    assert control is not None
    return control


def test_an_edge_turns_the_sound_down_and_never_pulls_the_latents() -> None:
    ground = _ground(circle("one", 0.0, 20.0, FIXED, fade_m=10.0))
    core, edge = _control(ground, 0.0), _control(ground, 14.0)
    np.testing.assert_allclose(edge.place, core.place, atol=1e-6)
    assert 0.0 < edge.level[0] < core.level[0]


def test_the_level_is_the_root_of_the_weight() -> None:
    ground = _ground(circle("one", 0.0, 20.0, FIXED, fade_m=10.0))
    weight = ground.weights(_here(np.array([[15.0, 0.0, 0.0]])), _told(ground))[0, 0]
    assert _control(ground, 15.0).level[0] == pytest.approx(np.sqrt(weight))


def test_two_zones_of_one_model_blend_in_latent_space() -> None:
    other = Sound(mapping=MappingKind.FIXED, values=(-2.0, 1.0))
    ground = _ground(circle("one", -5.0, 40.0, FIXED), circle("two", 5.0, 40.0, other))
    control = _control(ground, 0.0)
    np.testing.assert_allclose(control.place[0], 0.0, atol=1e-6)
    assert control.level[0] == pytest.approx(1.0)


def test_without_a_trusted_place_only_the_outside_sounds() -> None:
    ground = _ground(circle("one", 0.0, 20.0, FIXED), outside=AXES_GROUND)
    weights = ground.weights(_here(np.zeros((1, 3)), 0.0), _told(ground))
    np.testing.assert_allclose(weights, [[0.0, 1.0]])


def test_weights_sum_to_one_wherever_one_stands() -> None:
    ground = _ground(circle("one", 0.0, 20.0, FIXED), circle("two", 10.0, 20.0, FIXED))
    positions = np.stack([np.linspace(-40, 40, 81), np.zeros(81), np.zeros(81)], axis=1)
    weights = ground.weights(_here(positions, np.linspace(0, 1, 81)), _told(ground, 81))
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-6)


def test_a_silent_zone_needs_no_model() -> None:
    ground = _ground(circle("hush", 0.0, 20.0, Sound(mapping=MappingKind.SILENCE)))
    assert ground.models == ()
    here, gate = _here(np.zeros((1, 3))), np.ones(1, np.float32)
    weights = np.ones((1, 2), np.float32)
    assert ground.control(WIRE, weights, here, gate, _told(ground), WallClock(0.0)) is None


def test_a_closed_gate_gives_the_mics_share_back_to_the_place() -> None:
    ground = _ground(circle("mic", 0.0, 20.0, MIC_GROUND))
    is_open, closed = _control(ground, 0.0, gate=1.0), _control(ground, 0.0, gate=0.0)
    np.testing.assert_allclose(is_open.gain_mic, 1.0)
    np.testing.assert_allclose(closed.gain_mic, 0.0)
    np.testing.assert_allclose(closed.gain_place, 1.0)
    assert is_open.takes_mic[0]
    assert closed.takes_mic[0]


def test_ground_without_mic_takes_none() -> None:
    ground = _ground(circle("one", 0.0, 20.0, FIXED))
    assert not _control(ground, 0.0).takes_mic[0]


def test_raw_latents_reach_the_model_as_written() -> None:
    contract = wire_contract()
    contract.mean[:] = 0.5
    contract.std[:] = 2.0
    contract.sign[:] = -1.0
    sound = Sound(mapping=MappingKind.FIXED, values=(2.0, 1.0, 0.0, -1.0), raw=True)
    ground = Ground(walk_of([circle("raw", 0.0, 20.0, sound)]), {WIRE: contract})
    place = _control(ground, 0.0).place[0]
    np.testing.assert_allclose(place * -2.0 + 0.5, [2.0, 1.0, 0.0, -1.0], atol=1e-6)
    assert len(place) == LATENTS


PRIOR = Sound(mapping=MappingKind.PRIOR, temperature=0.5, seed=3)


def test_a_prior_takes_the_share_that_its_place_would() -> None:
    ground = _ground(circle("dream", -5.0, 40.0, PRIOR), circle("still", 5.0, 40.0, FIXED))
    control = _control(ground, 0.0)
    np.testing.assert_allclose(control.gain_prior, 0.5, atol=1e-6)
    np.testing.assert_allclose(control.gain_place, 0.5, atol=1e-6)
    np.testing.assert_allclose(control.place[0, :2], FIXED.values, atol=1e-6)
    assert control.temperature[0] == pytest.approx(0.5)


def test_terrain_stands_in_for_a_prior() -> None:
    terrain = Sound(mapping=MappingKind.TERRAIN, seed=3)
    asked = _control(_ground(circle("one", 0.0, 20.0, PRIOR)), 3.0)
    ours = _control(_ground(circle("one", 0.0, 20.0, terrain)), 3.0)
    np.testing.assert_array_equal(asked.stand_in, ours.place)
    np.testing.assert_array_equal(asked.gain_prior, ours.gain_place)
    assert not asked.gain_place.any()
    assert not ours.gain_prior.any()


def test_the_mic_shares_a_prior_as_it_shares_a_place() -> None:
    ground = _ground(circle("one", 0.0, 20.0, replace(PRIOR, mic=(0.75,))))
    is_open, closed = _control(ground, 0.0, gate=1.0), _control(ground, 0.0, gate=0.0)
    np.testing.assert_allclose(is_open.gain_prior, 0.25)
    np.testing.assert_allclose(is_open.gain_mic, 0.75)
    np.testing.assert_allclose(closed.gain_prior, 1.0)


def test_the_stage_blends_on_the_circle() -> None:
    left = Sound(mapping=MappingKind.FIXED, stage_deg=(170.0, 170.0))
    right = Sound(mapping=MappingKind.FIXED, stage_deg=(-170.0, -170.0))
    ground = _ground(circle("one", -5.0, 40.0, left), circle("two", 5.0, 40.0, right))
    weights = ground.weights(_here(np.zeros((1, 3))), _told(ground))
    np.testing.assert_allclose(np.abs(ground.stage_deg(weights)), 180.0, atol=0.01)


@pytest.mark.parametrize(
    ("kind", "east_m", "expected"),
    [
        (LatentKind.REAL, 0.0, 0.0),
        (LatentKind.INDEX, -1.0, -0.9),
        (LatentKind.INDEX, 1.0, 0.9),
        (LatentKind.ANGLE, 0.0, 1.0),
    ],
)
def test_zones_meet_as_their_models_latents_do(
    kind: LatentKind, east_m: float, expected: float
) -> None:
    west, east = (
        circle(f"at {value}", 5 * side, 10.0, fixed, fade_m=10.0)
        for side, value in ((-1.0, -0.9), (1.0, 0.9))
        for fixed in [Sound(mapping=MappingKind.FIXED, values=(value,) * LATENTS)]
    )
    ground = Ground(walk_of((west, east)), {WIRE: replace(wire_contract(), kind=kind)})
    last = _control(ground, east_m).place[0, -1]
    assert (last - expected + 1.0) % 2.0 == pytest.approx(1.0, abs=1e-5)
