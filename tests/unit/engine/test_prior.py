"""A model's own generation, heard through a pool: one stream a walker, always a sound."""

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from latentwalk.domain.block import Latents
from latentwalk.engine.local import LocalPool
from latentwalk.engine.pool import Block, Stepped
from tests.fakes.models import Shelf
from tests.fakes.nets import K
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys

STAND_IN = 0.25
PRIORS = ["dreaming", "solo"]


def asking(pool: LocalPool, heats: dict[int, float], gain: float = 1.0) -> Block:
    """Return a block in which each session hears the prior at its own temperature."""
    block = Block.silent(pool.contract, keys(*heats))
    block.gain_prior[:], block.gain_place[:] = gain, 1.0 - gain
    block.stand_in[:] = STAND_IN
    block.temperature[:] = list(heats.values())
    return block


def dream(pool: LocalPool, session: int, company: list[dict[int, float]]) -> list[Latents]:
    """Return what ``session`` is given, block by block, among changing company."""
    return [pool.step(asking(pool, heats)).latents[list(heats).index(session)] for heats in company]


@pytest.mark.parametrize("name", PRIORS)
def test_two_walkers_priors_never_mix(open_pool: OpenPool, name: str) -> None:
    company = [{7: 1.0, 1: 0.3}, {2: 1.9, 7: 1.0, 1: 0.1}, {7: 1.0}, {3: 0.0, 4: 2.0, 7: 1.0}]
    pool = open_pool(name)
    among = dream(pool, 7, company)
    pool.begin(pool.contract)
    alone = dream(pool, 7, [{7: 1.0}] * len(company))
    np.testing.assert_allclose(among, alone, atol=1e-5)
    assert np.std(alone) > 0.1


@pytest.mark.parametrize("name", PRIORS)
def test_joined_row_starts_fresh(open_pool: OpenPool, name: str) -> None:
    pool, fresh = open_pool(name), open_pool(name)
    dream(pool, 1, [{1: 2.0}] * 4)
    first = dream(pool, 2, [{2: 1.0}])
    np.testing.assert_array_equal(first, dream(fresh, 2, [{2: 1.0}]))
    assert not np.array_equal(first, dream(pool, 2, [{2: 1.0}]))


@pytest.mark.parametrize("name", PRIORS)
def test_a_walker_who_comes_back_starts_fresh(open_pool: OpenPool, name: str) -> None:
    pool = open_pool(name)
    first = dream(pool, 1, [{1: 1.0}])
    pool.step(asking(pool, {1: 1.0}, gain=0.0))
    np.testing.assert_array_equal(dream(pool, 1, [{1: 1.0}]), first)


def test_temperature_zero_is_still(open_pool: OpenPool) -> None:
    pool = open_pool("dreaming")
    assert not np.any(dream(pool, 1, [{1: 0.0}] * 3))
    assert np.any(dream(pool, 1, [{1: 1.0}]))


def test_latents_returned_are_those_mixed_and_decoded(open_pool: OpenPool) -> None:
    pool, twin = open_pool("dreaming"), open_pool("dreaming")
    for _ in range(3):
        half = asking(pool, {1: 1.0}, gain=0.5)
        half.place[:] = 2.0
        stepped = pool.step(half)
        given = Block.silent(twin.contract, keys(1))
        given.place[:] = stepped.latents
        np.testing.assert_array_equal(twin.step(given).wet, stepped.wet)
    alone = dream(open_pool("dreaming"), 1, [{1: 1.0}] * 3)[-1]
    np.testing.assert_allclose(stepped.latents[0], 0.5 * 2.0 + 0.5 * alone, atol=1e-5)


def test_latents_come_in_standard_deviations(shelf: Shelf) -> None:
    card = shelf.card("dreaming")
    assert card.calibration is not None
    units = {"mean": (0.5,) * K, "std": (2.0,) * K, "sign": (-1.0,) * K}
    calibration = card.calibration.model_copy(update=units)
    with (
        closing(LocalPool(card)) as plain,
        closing(LocalPool(card.model_copy(update={"calibration": calibration}))) as measured,
    ):
        own, ours = (dream(pool, 1, [{1: 0.5}] * 2) for pool in (plain, measured))
    np.testing.assert_allclose(-2.0 * np.array(ours) + 0.5, own, atol=1e-5)


def few(shelf: Shelf, name: str, rows: int) -> LocalPool:
    card = shelf.card(name)
    table = card.model.model_copy(update={"prior_rows": rows})
    return LocalPool(card.model_copy(update={"model": table}))


@pytest.mark.parametrize("name", [*PRIORS, "plain"])
def test_without_room_the_stand_in_sounds_and_says_so(shelf: Shelf, name: str) -> None:
    rows = 0 if name == "plain" else 1
    with closing(few(shelf, name, rows)) as pool:
        for _ in range(3):
            stepped = pool.step(asking(pool, {1: 1.0, 2: 1.0, 3: 1.0}))
        np.testing.assert_array_equal(stepped.lacks_prior, [not rows, True, True])
        np.testing.assert_array_equal(stepped.latents[1:], STAND_IN)
        assert (stepped.peak > 0.0).all()
        assert pool.counters.prior_refused == 3 - rows


@pytest.mark.parametrize("name", ["brooding", "choking"])
def test_a_prior_that_fails_falls_to_the_stand_in_and_never_stops_sound(
    open_pool: OpenPool, name: str
) -> None:
    pool = open_pool(name)
    dream(pool, 1, [{1: 1.0}] * 2)
    failed = pool.step(asking(pool, {1: 1.95}))
    later = [pool.step(asking(pool, {1: 1.0})) for _ in range(3)]
    for stepped in (failed, *later):  # a prior that failed once would make the sound leap
        np.testing.assert_array_equal(stepped.latents, STAND_IN)
        assert stepped.lacks_prior.all()
        assert stepped.is_fresh.all()
        assert stepped.peak[0] > 0.0
    assert (pool.counters.prior_failed, pool.counters.resets) == (1, 0)
    pool.step(asking(pool, {1: 1.0}, gain=0.0))
    assert not pool.step(asking(pool, {1: 1.0})).lacks_prior.any()


def test_a_prior_that_gives_nan_to_one_goes_on_for_the_other(open_pool: OpenPool) -> None:
    pool = open_pool("brooding")
    among = dream(pool, 2, [{1: 1.95, 2: 1.0}, {1: 1.95, 2: 1.0}, {2: 1.0}])
    pool.begin(pool.contract)
    np.testing.assert_allclose(among, dream(pool, 2, [{2: 1.0}] * 3), atol=1e-5)


@pytest.mark.parametrize("name", PRIORS)
def test_walking_from_a_place_into_a_prior_does_not_click(open_pool: OpenPool, name: str) -> None:
    pool = open_pool(name)
    n_blocks, steps = 24, pool.contract.latent_steps
    heard: list[Stepped] = []
    for number in range(n_blocks):
        block = asking(pool, {1: 1.0})
        along = (number + np.arange(1, steps + 1) / steps) / n_blocks
        block.gain_prior[:], block.gain_place[:] = along, 1.0 - along
        block.place[:] = 1.0
        heard.append(pool.step(replace(block, gain_prior=block.gain_prior.clip(0.0, 1.0))))
    sound = np.concatenate([stepped.wet[0, 0] for stepped in heard])
    latents = np.concatenate([stepped.latents[0] for stepped in heard], axis=-1)
    edges = np.arange(1, n_blocks) * pool.block_frames
    jumps = np.abs(np.diff(sound))
    assert jumps[edges - 1].max() <= jumps.max(
        initial=0.0, where=np.isin(np.arange(len(jumps)), edges - 1, invert=True)
    )
    np.testing.assert_allclose(latents[:, 0], 1.0, atol=0.1)  # it begins in the place
    assert np.std(latents[:, -4:]) > 0.1  # and ends in the prior


def test_an_official_prior_draws_and_never_repeats_itself(open_pool: OpenPool) -> None:
    pool = open_pool("solo_drawing")
    stepped = pool.step(asking(pool, {1: 1.0, 2: 1.0}))
    assert not stepped.lacks_prior.any()
    assert not np.array_equal(*stepped.latents)
