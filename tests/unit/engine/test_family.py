"""Every kind of export there is loads and plays through a pool, or is refused for what it is."""

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import pytest

from latentwalk.domain.errors import ContractError
from latentwalk.engine.contract import Contract
from latentwalk.engine.local import LocalPool
from latentwalk.engine.model import Model
from latentwalk.engine.options import EngineOptions, Precision
from latentwalk.engine.pool import Block
from latentwalk.latent.space import LatentKind
from tests.fakes.models import Shelf
from tests.fakes.nets import F, K
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import heard, keys, lively

N_BLOCKS = 4
BATCHED, ALONE = True, False


@dataclass(frozen=True)
class Expected:
    """What a load must find."""

    sample_rate_hz: int = 48_000
    ratio: int = 1024
    latent_size: int = K
    full_latent_size: int = F
    channels: int = 1
    kind: LatentKind = LatentKind.REAL
    is_batched: bool = BATCHED
    seeded: bool = True


MEMBERS = {
    "v1": Expected(44_100, 2048),
    "v2": Expected(ratio=2048),
    "v2_44k": Expected(44_100, 2048),
    "v2_small": Expected(ratio=512),
    "v2_stereo": Expected(ratio=2048, channels=2),
    "v3": Expected(ratio=2048),
    "v3_learning": Expected(ratio=2048),
    "brave": Expected(ratio=128),
    "discrete": Expected(kind=LatentKind.INDEX),
    "wasserstein": Expected(full_latent_size=K),
    "spherical": Expected(
        latent_size=K - 1, full_latent_size=K - 1, kind=LatentKind.ANGLE, seeded=True
    ),
    "tempered": Expected(),
    "one_row": Expected(is_batched=ALONE),
    "single": Expected(is_batched=ALONE),
    "split_bank": Expected(channels=2, is_batched=ALONE),
    "channelled": Expected(channels=2, is_batched=ALONE, seeded=True),
    "modern": Expected(44_100),
    "combined": Expected(32_000),
    "cd": Expected(44_100, 512),
    "ratio_256": Expected(ratio=256),
    "ratio_600": Expected(ratio=600),
    "coarse": Expected(ratio=2048),
    "dreaming": Expected(),
    "solo": Expected(),
}
DRAWS = ["v1", "v2", "v2_44k", "v2_small", "v2_stereo", "v3", "v3_learning"]
DRAWS += ["brave", "discrete", "wasserstein"]


@pytest.mark.parametrize("name", MEMBERS)
def test_member_is_read_and_sounds_for_each_of_three(open_pool: OpenPool, name: str) -> None:
    pool, expected = open_pool(name), MEMBERS[name]
    found = pool.contract
    assert (
        Expected(
            found.sample_rate_hz,
            found.ratio,
            found.latent_size,
            found.full_latent_size,
            found.channels_out,
            found.kind,
            found.batchable,
            found.seeded,
        )
        == expected
    )
    assert found.max_rows >= 3
    for moment in range(N_BLOCKS):
        stepped = pool.step(lively(found, keys(1, 2, 3), moment))
    assert stepped.wet.shape == (3, 2, pool.block_frames)
    assert np.isfinite(stepped.wet).all()
    assert (stepped.peak > 0.01).all()
    assert stepped.is_fresh.all()
    assert pool.counters.resets == 0


@pytest.mark.parametrize("name", MEMBERS)
def test_member_sounds_to_each_as_to_one_alone(open_pool: OpenPool, name: str) -> None:
    company = [[7, 1], [2, 7, 1], [7], [3, 4, 7], [7, 5]]
    pool = open_pool(name)
    among = heard(pool, 7, company, 0.0)
    pool.begin(pool.contract)
    alone = heard(pool, 7, [[7]] * len(company), 0.0)
    for mine, lonely in zip(among, alone, strict=True):
        np.testing.assert_allclose(mine.wet, lonely.wet, atol=1e-5)
        np.testing.assert_allclose(mine.latents, lonely.latents, atol=1e-5)


@pytest.mark.parametrize("name", DRAWS)
def test_member_that_draws_leaves_the_others_their_place(open_pool: OpenPool, name: str) -> None:
    pool = open_pool(name)
    calm = lively(pool.contract, keys(1, 2), 0)
    deaf = replace(calm, gain_mic=0 * calm.gain_mic, gain_place=0 * calm.gain_place + 1)
    wild = replace(deaf, place=deaf.place.copy())
    wild.place[0] = 8.0
    latents = []
    for block in (deaf, wild):
        pool.begin(pool.contract)
        latents.append(pool.step(block).latents[1])
    np.testing.assert_array_equal(*latents)


def test_what_a_member_draws_is_ours_only_where_it_is_lowered(shelf: Shelf) -> None:
    card, sounds = shelf.card("v2_small"), {}
    for precision in (Precision.FP32, Precision.TORCHSCRIPT):
        with closing(LocalPool(card, options=EngineOptions(precision=precision))) as pool:
            assert pool.contract.seeded == (precision is Precision.FP32)
            block, heard_ = lively(pool.contract, keys(1, 2), 0), []
            for _ in range(2):
                pool.begin(pool.contract)
                pool.forget()
                heard_.append(pool.step(block).wet)
            sounds[precision] = np.array_equal(heard_[0], heard_[1])
    assert sounds == {Precision.FP32: True, Precision.TORCHSCRIPT: False}


REFUSED = {
    "forgetful": ["click at every block", "rave export --streaming"],
    "hybrid": ["click at every block", "rave export --streaming"],
    "two_ratios": ["512", "one ratio", "Export the model again"],
    "strided": ["4 frames of sound", "expected 1 to 1", "Export the model again"],
    "songless": ["expected an nn~ method 'encode'", "found decode", "Export it as"],
    "surround": ["6 audio channels", "Export a mono or stereo model"],
    "long": ["expected [1, 1, 2048]", "Export the model again"],
    "sick": ["NaN or infinity", "Its training failed"],
    "shared": ["both write", "separate state"],
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_says_why_and_how_to_mend_it(shelf: Shelf, name: str) -> None:
    with pytest.raises(ContractError) as refusal:
        LocalPool(shelf.card(name))
    for part in [f"{name}.ts", *REFUSED[name]]:
        assert part in str(refusal.value)


def shares(contract: Contract, place: float, mic: float) -> Block:
    """Return one session's block with those gains on every axis."""
    block = lively(contract, keys(1), 0)
    block.gain_place[:], block.gain_mic[:] = place, mic
    return block


def once(pool: LocalPool, block: Block) -> tuple[bytes, np.ndarray]:
    """Play one block to somebody who joins; return sound and latents."""
    pool.begin(pool.contract)
    stepped = pool.step(block)
    return stepped.wet.tobytes(), stepped.latents[0]


def model_of(pool: LocalPool) -> Model:
    assert pool._model is not None
    return pool._model


def test_indices_reach_the_decoder_whole_and_unmixed(open_pool: OpenPool) -> None:
    pool = open_pool("discrete")
    space, block = model_of(pool).space, shares(pool.contract, 0.4, 0.6)
    block.place[:] *= 100.0
    microphone = once(pool, shares(pool.contract, 0.0, 1.0))[1]
    np.testing.assert_array_equal(once(pool, block)[1], microphone)
    place = once(pool, replace(block, gain_place=block.gain_mic, gain_mic=block.gain_place))[1]
    np.testing.assert_array_equal(place, block.place[0])
    for latents in (microphone, place):
        index = space.from_units(latents)
        np.testing.assert_array_equal(index, np.round(index))
    sound = block.mic[:, None]
    model_of(pool).reset("encode", 0)
    np.testing.assert_array_equal(space.from_units(microphone), model_of(pool).encode(sound)[0])


def test_angles_meet_on_the_circle(open_pool: OpenPool) -> None:
    pool = open_pool("spherical")
    microphone = once(pool, shares(pool.contract, 0.0, 1.0))[1]
    block = shares(pool.contract, 0.5, 0.5)
    block.place[0] = microphone
    block.place[0, -1] += 1.9  # almost once round: a tenth of a half turn behind
    mixed = once(pool, block)[1]
    np.testing.assert_allclose(mixed[:-1], microphone[:-1], atol=1e-5)
    short_way = (mixed[-1] - (microphone[-1] - 0.05) + 1.0) % 2.0 - 1.0
    np.testing.assert_allclose(short_way, 0.0, atol=1e-5)


def test_walking_once_round_a_circle_returns_to_its_sound(open_pool: OpenPool) -> None:
    pool = open_pool("spherical")
    block = shares(pool.contract, 1.0, 0.0)
    block.place[0] = np.float32(0.25)
    round_again = replace(block, place=block.place.copy())
    round_again.place[0, -1] += 2.0
    beyond_a_pole = replace(block, place=block.place.copy())
    beyond_a_pole.place[0, 0] = 1.75
    assert once(pool, round_again)[0] == once(pool, block)[0]
    before = replace(block, place=block.place.copy())
    before.place[0, 0] = 0.25
    assert once(pool, beyond_a_pole)[0] == once(pool, before)[0]


def test_each_walker_of_a_lone_export_has_a_memory_of_their_own(open_pool: OpenPool) -> None:
    pool, batched = open_pool("one_row"), open_pool("plain")
    for moment in range(N_BLOCKS):
        blocks = [lively(each.contract, keys(1, 2, 3), moment) for each in (pool, batched)]
        one_by_one, together = pool.step(blocks[0]), batched.step(blocks[1])
    np.testing.assert_allclose(one_by_one.wet, together.wet, atol=1e-6)


def test_a_card_says_what_latents_are_and_how_many_may_come(shelf: Shelf) -> None:
    card = shelf.card("one_row")
    stated = card.model.model_copy(update={"latents": LatentKind.INDEX, "max_rows": 2})
    contract = LocalPool(card.model_copy(update={"model": stated})).contract
    assert (contract.kind, contract.max_rows) == (LatentKind.INDEX, 2)


def test_angles_are_calibrated_around_their_circle(shelf: Shelf) -> None:
    card = shelf.card("spherical").model_copy(update={"calibration": None})
    space = LocalPool(card).contract.space
    assert space.kind is LatentKind.ANGLE
    assert np.isfinite(space.mean).all()
    assert abs(space.mean[-1]) <= 1.0
    assert 0.0 < space.std[-1] <= 1.0
