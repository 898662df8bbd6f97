"""What goes wrong in one session stays there."""

from contextlib import closing
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from latentwalk.engine.local import LocalPool
from latentwalk.engine.options import EngineOptions, Precision
from latentwalk.engine.pool import Block
from tests.fakes.models import Shelf
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys, lively

FLOATS = [
    field.name for field in fields(Block) if field.name not in ("sessions", "has_mic", "noise_key")
]


@pytest.fixture(scope="module")
def pool(shelf: Shelf) -> LocalPool:
    return LocalPool(shelf.card("plain"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(FLOATS),
    value=st.sampled_from([np.nan, np.inf, -np.inf, 3e38, -3e38, 1e30, 0.0, -1.0]),
)
def test_no_value_raises_or_reaches_another_session(
    pool: LocalPool, name: str, value: float
) -> None:
    good = lively(pool.contract, keys(1, 2), 0, width=0.5)
    bad = replace(good, **{name: getattr(good, name).copy()})
    getattr(bad, name)[0] = value
    pool.begin(pool.contract)
    expected = pool.step(good)
    pool.begin(pool.contract)
    stepped = pool.step(bad)
    assert np.isfinite(stepped.wet).all()
    assert np.isfinite(stepped.latents).all()
    np.testing.assert_array_equal(stepped.wet[1], expected.wet[1])


def test_broken_samples_count_as_silence(open_pool: OpenPool) -> None:
    pool = open_pool("echo_0")
    block = lively(pool.contract, keys(1), 0)
    block.gain_mic[:], block.gain_place[:] = 1.0, 0.0
    block.mic[0, 10] = np.nan
    wet = pool.step(block).wet[0, 0]
    assert wet[10] == 0.0
    np.testing.assert_allclose(np.delete(wet, 10), np.delete(block.mic[0], 10), atol=1e-6)
    assert pool.counters.resets == 0


def test_nan_from_the_encoder_costs_one_mic_block_of_one_session(open_pool: OpenPool) -> None:
    pool, twin = open_pool("poisoned"), open_pool("poisoned")
    for moment in range(5):  # two halves remember one step each
        good = lively(pool.contract, keys(1, 2), moment)
        ill = replace(good, mic=good.mic.copy())
        if moment == 1:
            ill.mic[0] = 5.0
        stepped, healthy = pool.step(ill), twin.step(good)
        np.testing.assert_array_equal(stepped.wet[1], healthy.wet[1])
        assert stepped.wet[0].any()  # the place sounds on
        if moment == 1:
            np.testing.assert_allclose(stepped.latents[0], 0.5 * good.place[0])
    assert pool.counters.resets == 1
    np.testing.assert_allclose(stepped.wet[0], healthy.wet[0], atol=1e-6)


def test_passing_nan_leaves_the_encoder_its_memory(open_pool: OpenPool) -> None:
    pool = open_pool("normed")  # NaN for two blocks, until the mic gets through
    for moment in range(4):
        block = lively(pool.contract, keys(1), moment)
        stepped = pool.step(block)
    assert not np.allclose(stepped.latents, 0.5 * block.place)
    assert pool.counters.resets == 0


def test_nan_from_the_decoder_silences_one_block_of_one_session(open_pool: OpenPool) -> None:
    pool = open_pool("shivering")
    block = lively(pool.contract, keys(1, 2), 0)
    ill = replace(block, place=block.place.copy())
    ill.place[0] = 200.0
    stepped = pool.step(ill)
    np.testing.assert_array_equal(stepped.is_fresh, [False, True])
    assert not stepped.wet[0].any()
    assert stepped.wet[1].any()
    assert pool.counters.resets == 1
    assert pool.step(block).wet[0].any()


def test_row_that_falls_ill_as_it_plays_is_reset_alone(open_pool: OpenPool) -> None:
    pool, twin = open_pool("ageing"), open_pool("ageing")
    fresh: list[bool] = []
    for moment in range(8):
        good = lively(pool.contract, keys(1, 2, 3), moment, width=0.5)
        ill = replace(good, place=good.place.copy())
        ill.place[1] = 200.0
        stepped, healthy = pool.step(ill), twin.step(good)
        np.testing.assert_array_equal(stepped.wet[[0, 2]], healthy.wet[[0, 2]])
        np.testing.assert_array_equal(stepped.is_fresh[[0, 2]], True)
        assert np.abs(stepped.wet).max() <= 1.0
        assert stepped.wet[1].any() == stepped.is_fresh[1]
        fresh.append(bool(stepped.is_fresh[1]))
    assert fresh == [True, True, False] * 2 + [True, True]  # reset, it plays on
    assert pool.counters.resets == 2


@pytest.mark.parametrize("latent", [200.0, 2000.0], ids=["loses_a_frame", "raises"])
def test_call_that_fails_is_a_silent_block_and_the_next_one_plays(
    shelf: Shelf, latent: float
) -> None:
    options = EngineOptions(precision=Precision.TORCHSCRIPT)
    with closing(LocalPool(shelf.card("stumbling"), options=options)) as pool:
        good = lively(pool.contract, keys(1, 2), 0)
        fresh = pool.step(good).wet
        ill = replace(good, place=good.place.copy())
        ill.place[0] = latent
        for _ in range(3):
            stepped = pool.step(ill)
            assert not stepped.is_fresh.any()
            assert not stepped.wet.any()
        assert pool.counters.failed == 3
        np.testing.assert_array_equal(pool.step(good).wet, fresh)  # all rows began afresh
        assert pool.counters.blocks == 5


def test_runaway_level_is_silenced_and_counted(open_pool: OpenPool) -> None:
    pool = open_pool("thundering")
    block = lively(pool.contract, keys(1, 2), 0)
    block.place[0] = 200.0
    stepped = pool.step(block)
    assert not stepped.wet[0].any()
    assert 0 < stepped.peak[1] < 1
    assert pool.counters.resets == 1
