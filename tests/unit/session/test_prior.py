"""A zone that sounds as its model does by itself, and what stands in where it cannot."""

import logging

import numpy as np
import pytest

from latentwalk.domain.block import TICK_S
from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.walk import Walk
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.tick import Heard
from latentwalk.session.walker import walk
from tests.fakes.pool import DREAM, WirePool, wire_contract
from tests.fakes.walks import circle, stand, tick_of, walk_of

WIRE = ModelId("wire")
TICKS = 40
DREAMS = Sound(mapping=MappingKind.PRIOR, temperature=0.5, seed=5)
STILL = Sound(mapping=MappingKind.FIXED, values=(-1.0,) * 4)


def open_hall(
    place: Walk, prior_rows: int, ratio: int = 1024, capacity: int = 2
) -> tuple[Hall, WirePool, Ground]:
    wire = WirePool(wire_contract(ratio=ratio, prior_rows=prior_rows))
    return Hall([Port(wire, capacity)], capacity), wire, Ground(place, {WIRE: wire.contract})


def play(hall: Hall, ground: Ground, paths: list[np.ndarray]) -> list[Heard]:
    """Let each lane follow its path, metres east a tick."""
    heard = []
    for number in range(len(paths[0])):
        for lane, path in enumerate(paths):
            stand(hall, lane, float(path[number]), time_s=number * TICK_S)
        heard.append(walk(hall, tick_of(number, [ground] * len(paths), has_mic=False)))
    return heard


HERE = np.zeros(TICKS)


def test_the_engine_fulfils_a_prior_at_its_temperature() -> None:
    hall, wire, ground = open_hall(walk_of(outside=DREAMS), prior_rows=2)
    heard = play(hall, ground, [HERE])
    np.testing.assert_allclose(heard[-1].latents[WIRE], DREAM)
    np.testing.assert_allclose(wire.seen[-1].temperature, 0.5)
    assert not hall.lacks_prior(0)


def test_without_room_the_zone_plays_terrain_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hall, _, ground = open_hall(walk_of(outside=DREAMS), prior_rows=1)
    hills, _, as_terrain = open_hall(
        walk_of(outside=Sound(mapping=MappingKind.TERRAIN, seed=5)), prior_rows=0
    )
    with caplog.at_level(logging.WARNING):
        heard, hilly = (play(h, g, [HERE, HERE]) for h, g in ((hall, ground), (hills, as_terrain)))
    np.testing.assert_allclose(heard[-1].latents[WIRE][0], DREAM)
    np.testing.assert_array_equal(heard[-1].latents[WIRE][1], hilly[-1].latents[WIRE][1])
    assert (hall.lacks_prior(0), hall.lacks_prior(1)) == (False, True)
    assert [r.message for r in caplog.records if "plays terrain" in r.message] == [
        "model wire has no prior left for a walker (it carries 1): the zone plays terrain"
    ]


@pytest.mark.parametrize("ratio", [1024, 2048], ids=["one tick", "two ticks"])
def test_a_walker_behind_a_port_is_told_too(ratio: int) -> None:
    hall, _, ground = open_hall(walk_of(outside=DREAMS), prior_rows=0, ratio=ratio)
    play(hall, ground, [HERE])
    assert hall.lacks_prior(0)
    hall.reset(0)
    assert not hall.lacks_prior(0)


def test_who_leaves_the_zone_lacks_nothing() -> None:
    place = walk_of([circle("dream", 0.0, 20.0, DREAMS)])
    hall, wire, ground = open_hall(place, prior_rows=0)
    play(hall, ground, [np.repeat([0.0, 200.0], 100)])
    assert not len(wire.seen[-1].sessions)
    assert not hall.lacks_prior(0)


def test_zones_of_one_model_blend_a_prior_with_a_place_by_weight() -> None:
    place = walk_of(
        [circle("dream", -25.0, 30.0, DREAMS, 10.0), circle("still", 25.0, 30.0, STILL, 10.0)]
    )
    hall, wire, ground = open_hall(place, prior_rows=1)
    path = np.concatenate([np.full(100, -15.0), np.linspace(-15.0, 15.0, 500)])  # 2.8 m/s
    latents = np.concatenate(
        [heard.latents[WIRE][0] for heard in play(hall, ground, [path])], axis=-1
    )
    latents = latents[:, 100:]  # by then the first fix is trusted
    np.testing.assert_allclose(latents[:, 0], DREAM)
    np.testing.assert_allclose(latents[:, -1], -1.0, atol=1e-3)
    assert np.abs(np.diff(latents, axis=-1)).max() < 0.1  # of the 2.5 between them
    for block in wire.seen:
        np.testing.assert_allclose(block.gain_prior + block.gain_place, 1.0, atol=1e-5)
    assert not wire.seen[-1].gain_prior.any()
