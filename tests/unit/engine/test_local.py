"""Laws 1 and 8 on scripted models: streams are whole, sessions never hear each other."""

from dataclasses import replace

import numpy as np
import pytest

from latentwalk.domain.block import Latents, Samples
from latentwalk.domain.errors import BlockSizeError, EngineClosedError
from latentwalk.engine.contract import Contract
from latentwalk.engine.dice import Dice
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import manifest_of
from latentwalk.engine.model import Model
from latentwalk.engine.pool import Block, Keys, Stepped
from tests.fakes.models import Shelf
from tests.fakes.nets import K
from tests.unit.engine.conftest import OpenPool

N_BLOCKS = 5


def keys(*sessions: int) -> Keys:
    return np.array(sessions, np.uint64)


def lively(contract: Contract, sessions: Keys, moment: int, width: float = 0.0) -> Block:
    """Return a block in which every session has its own mic, place and noise."""
    block = Block.silent(contract, sessions)
    for lane, session in enumerate(sessions.tolist()):
        generator = np.random.default_rng([session, moment])
        block.mic[lane] = 0.3 * generator.standard_normal(contract.block_frames)
        block.place[lane] = generator.standard_normal(block.place.shape[1:])
        block.noise_key[lane], block.noise_place[lane] = session, [session, 0, 0, moment]
    block.has_mic[:], block.gain_mic[:], block.gain_place[:] = True, 0.5, 0.5
    block.width[:] = width
    return block


def heard(pool: LocalPool, session: int, company: list[list[int]], width: float) -> list[Stepped]:
    """Return what ``session`` hears, block by block, among changing company."""
    answers: list[Stepped] = []
    for moment, others in enumerate(company):
        sessions = keys(*others)
        stepped = pool.step(lively(pool.contract, sessions, moment, width))
        lane = others.index(session)
        answers.append(Stepped(*(getattr(stepped, n)[lane] for n in Stepped.__slots__)))
    return answers


@pytest.mark.parametrize("width", [0.0, 0.7], ids=["mono", "wide"])
@pytest.mark.parametrize("name", ["plain", "fine", "stereo", "stereo_bank", "nameless"])
def test_session_hears_the_same_in_company_as_alone(
    open_pool: OpenPool, name: str, width: float
) -> None:
    company = [[7, 1], [2, 7, 1], [7], [3, 4, 7], [7, 5]]
    pool = open_pool(name)
    among = heard(pool, 7, company, width)
    pool.begin(pool.contract)
    alone = heard(pool, 7, [[7]] * len(company), width)
    for mine, lonely in zip(among, alone, strict=True):
        assert mine.peak > 0.01
        np.testing.assert_allclose(mine.wet, lonely.wet, atol=1e-5)
        np.testing.assert_allclose(mine.latents, lonely.latents, atol=1e-5)


@pytest.mark.parametrize("name", ["nameless", "plain", "dirty", "remembering"])
def test_reused_row_starts_silent(open_pool: OpenPool, name: str) -> None:
    pool = open_pool(name)
    for moment in range(3):
        pool.step(lively(pool.contract, keys(1), moment))
    loud, first = pool.step(still(pool, 1)), pool.step(still(pool, 2))
    fresh = open_pool(name).step(still(pool, 2))
    assert not np.array_equal(loud.wet, first.wet)
    np.testing.assert_array_equal(first.wet, fresh.wet)
    if name == "nameless":  # the others play their noise axes
        assert not first.wet.any()


def still(pool: LocalPool, session: int) -> Block:
    """Return a block that asks for nothing at all."""
    block = Block.silent(pool.contract, keys(session))
    block.has_mic[:] = True
    return replace(block, gain_place=block.gain_place * 0)


@pytest.mark.parametrize("name", ["plain", "fine", "coarse", "stereo_in", "nameless"])
def test_blocks_give_what_one_long_call_gives(open_pool: OpenPool, name: str) -> None:
    pool = open_pool(name)
    contract = pool.contract
    blocks = [lively(contract, keys(3), moment) for moment in range(N_BLOCKS)]
    blocks = [replace(block, noise_place=block.noise_place * 0) for block in blocks]
    model = open_pool(name)._model
    assert model is not None
    sound = np.concatenate([block.mic[0] for block in blocks])
    z = model.encode(np.broadcast_to(sound, (1, contract.channels_in, len(sound))).copy())[0]
    place = np.concatenate([block.place[0] for block in blocks], axis=-1)
    whole = 0.5 * z + 0.5 * place
    steps = [pool.step(block) for block in blocks]
    np.testing.assert_allclose(
        np.concatenate([step.latents[0] for step in steps], axis=-1), whole, atol=1e-5
    )
    if model.decode_size == K:  # with noise axes the two would have to draw alike
        wet = np.concatenate([step.wet[0] for step in steps], axis=-1)
        np.testing.assert_allclose(wet[0], model.decode(whole[None])[0, 0], atol=1e-5)


@pytest.mark.parametrize("delay_frames", [0, 700, 5000])
def test_declared_delay_is_the_delay(shelf: Shelf, delay_frames: int) -> None:
    pool = LocalPool(manifest_of(shelf.path(f"echo_{delay_frames}")))  # no card: measured at load
    blocks = [lively(pool.contract, keys(1), moment) for moment in range(6)]
    heard = [
        pool.step(replace(b, gain_place=b.gain_place * 0, gain_mic=b.gain_mic * 0 + 1)).wet[0, 0]
        for b in blocks
    ]
    said, heard_all = np.concatenate([b.mic[0] for b in blocks]), np.concatenate(heard)
    late = pool.depth_frames + pool.contract.delay_frames
    np.testing.assert_allclose(heard_all[late:], said[: len(said) - late], atol=1e-5)


def test_mic_off_and_on_again_starts_from_silence(open_pool: OpenPool) -> None:
    pool = open_pool("echo_0")
    block = lively(pool.contract, keys(1), 0)
    on = replace(block, gain_place=block.gain_place * 0, gain_mic=block.gain_mic * 0 + 1)
    off = replace(on, has_mic=np.zeros(1, np.bool_))
    np.testing.assert_allclose(pool.step(on).wet[0, 0], block.mic[0], atol=1e-6)
    assert not pool.step(off).wet.any()
    np.testing.assert_allclose(pool.step(on).wet[0, 1], block.mic[0], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "width", "equal"),
    [("plain", 0.0, True), ("plain", 1.0, False), ("nameless", 1.0, True), ("stereo", 0.0, False)],
)
def test_width_sets_the_ears_apart_by_noise_alone(
    open_pool: OpenPool, name: str, width: float, equal: bool
) -> None:
    pool = open_pool(name)
    for moment in range(2):
        left, right = pool.step(lively(pool.contract, keys(1), moment, width)).wet[0]
    assert np.array_equal(left, right) == equal


def test_noise_follows_key_place_and_time_alone(open_pool: OpenPool) -> None:
    pool = open_pool("plain")
    base = Block.silent(pool.contract, keys(1))

    def wet(**fields: object) -> bytes:
        pool.begin(pool.contract)
        return bytes(pool.step(replace(base, **fields)).wet.tobytes())  # type: ignore[arg-type]

    same = wet()
    assert wet(sessions=keys(9)) == same
    assert wet(noise_key=keys(5)) != same
    assert wet(noise_place=np.array([[3.0, 0, 0, 0]])) != same
    assert wet(noise_place=np.array([[0.0, 0, 0, 4.0]])) != same


def test_latents_come_and_go_in_standard_deviations(open_pool: OpenPool) -> None:
    pool = open_pool("plain")
    model = pool._model
    assert model is not None
    block = replace(lively(pool.contract, keys(1), 0), has_mic=np.zeros(1, np.bool_))
    once = replace(block, gain_mic=block.gain_mic * 0)
    first = pool.step(once).wet
    pool.begin(pool.contract)
    object.__setattr__(model.space, "std", np.full(K, 2.0, np.float32))
    half = replace(once, place=np.float32(0.5) * once.place)
    np.testing.assert_allclose(pool.step(half).wet, first, atol=1e-6)


def test_who_only_listens_never_pays_for_the_encoder(
    open_pool: OpenPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[int] = []
    encode = Model.encode

    def counting(model: Model, sound: Samples, dice: Dice | None = None) -> Latents:
        encoded.append(len(sound))
        return encode(model, sound, dice)

    monkeypatch.setattr(Model, "encode", counting)
    pool = open_pool("plain")
    block = lively(pool.contract, keys(1, 2, 3), 0)
    listening = replace(block, has_mic=np.zeros(3, np.bool_))
    assert pool.step(listening).wet.any(axis=(1, 2)).all()
    assert encoded == []
    pool.step(replace(block, has_mic=np.array([False, True, False])))
    assert encoded == [1]
    pool.step(block)
    pool.step(listening)
    assert encoded == [1, 3]


def test_more_sessions_than_rows_are_silent_and_counted(shelf: Shelf) -> None:
    card = shelf.card("one_row")
    table = card.model.model_copy(update={"max_rows": 1})
    pool = LocalPool(card.model_copy(update={"model": table}))
    pool.step(lively(pool.contract, keys(1), 0))
    stepped = pool.step(lively(pool.contract, keys(2, 1), 1))
    np.testing.assert_array_equal(stepped.is_fresh, [False, True])
    assert not stepped.wet[0].any()
    assert pool.counters.refused == 1


def test_empty_block_is_nothing(open_pool: OpenPool) -> None:
    pool = open_pool("plain")
    assert pool.step(Block.silent(pool.contract, keys())).wet.shape == (0, 2, pool.block_frames)


def test_wrong_shapes_and_doubled_sessions_are_refused(open_pool: OpenPool) -> None:
    pool = open_pool("plain")
    block = Block.silent(pool.contract, keys(1, 2))
    with pytest.raises(BlockSizeError, match="mic"):
        pool.step(replace(block, mic=block.mic[:, 1:]))
    with pytest.raises(BlockSizeError, match="each id once"):
        pool.step(Block.silent(pool.contract, keys(4, 4)))


def test_closed_pool_refuses(open_pool: OpenPool) -> None:
    pool = open_pool("plain")
    pool.close()
    with pytest.raises(EngineClosedError):
        pool.step(Block.silent(pool.contract, keys(1)))
