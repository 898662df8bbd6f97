from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from latentwalk.engine.arena import COUNTS, SLOTS, Answer, Arena, ArenaLayout, open_memory
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, PoolCounters, Stepped
from tests.fakes.pool import wire_contract

CONTRACT = replace(wire_contract(ratio=512), max_rows=3)
GENERATIONS = np.array([8, 9], np.uint64)


def random_block(contract: Contract, n: int, seed: int) -> Block:
    generator = np.random.default_rng(seed)
    silent = Block.silent(contract, generator.integers(1, 2**63, n).astype(np.uint64))
    values = {
        field.name: (100 * generator.random(getattr(silent, field.name).shape)).astype(
            getattr(silent, field.name).dtype
        )
        for field in fields(Block)
        if field.name not in ("sessions", "has_mic")
    }
    return replace(silent, has_mic=generator.random(n) < 0.5, **values)


@pytest.fixture
def sides() -> tuple[Arena, Arena]:
    memory = open_memory()
    layout = ArenaLayout.of(CONTRACT)
    return Arena(memory, layout), Arena(memory, layout)


def test_block_crosses_unchanged(sides: tuple[Arena, Arena]) -> None:
    server, engine = sides
    for n in (0, 2, 3):
        block = random_block(CONTRACT, n, seed=n)
        server.write_block(n, block, np.arange(n, dtype=np.uint64))
        read, generations = engine.read_block(n)
        np.testing.assert_array_equal(generations, np.arange(n))
        for field in fields(Block):
            np.testing.assert_array_equal(getattr(read, field.name), getattr(block, field.name))


def test_answer_crosses_unchanged(sides: tuple[Arena, Arena]) -> None:
    server, engine = sides
    server.write_block(5, random_block(CONTRACT, 2, seed=0), GENERATIONS)
    sound = Stepped.silent(CONTRACT, 2)
    sound = replace(sound, wet=sound.wet + 0.5, latents=sound.latents - 1, is_fresh=~sound.is_fresh)
    sound = replace(sound, lacks_prior=np.array([False, True]))
    counts: dict[str, Any] = {name: 3 + n for n, name in enumerate(COUNTS)}
    totals = PoolCounters(**counts)
    engine.write_answer(5, Answer(sound, GENERATIONS, totals, 2, 1, call_time_s=0.01))
    answer = server.read_answer(5)
    assert (answer.totals, answer.call_time_s) == (totals, 0.01)
    assert (answer.encoded, answer.decoded) == (2, 1)
    np.testing.assert_array_equal(answer.generations, GENERATIONS)
    for field in fields(Stepped):
        np.testing.assert_array_equal(
            getattr(answer.stepped, field.name), getattr(sound, field.name)
        )


def test_the_other_side_reads_how_many_blocks_were_left_out(sides: tuple[Arena, Arena]) -> None:
    server, engine = sides
    block = random_block(CONTRACT, 2, seed=0)
    server.write_block(1, block, GENERATIONS, n_rested=3)
    server.write_block(2, block, GENERATIONS)
    assert (engine.read_rested(1), engine.read_rested(2)) == (3, 0)


def test_what_was_read_is_ours_to_keep(sides: tuple[Arena, Arena]) -> None:
    server, engine = sides
    first = random_block(CONTRACT, 2, seed=0)
    server.write_block(1, first, GENERATIONS)
    kept, _ = engine.read_block(1)
    server.write_block(1 + SLOTS, random_block(CONTRACT, 2, seed=1), GENERATIONS)
    np.testing.assert_array_equal(kept.mic, first.mic)


def test_four_blocks_stand_side_by_side(sides: tuple[Arena, Arena]) -> None:
    server, engine = sides
    blocks = [random_block(CONTRACT, 2, seed) for seed in range(SLOTS)]
    for number, block in enumerate(blocks):
        server.write_block(number, block, GENERATIONS)
    for number, block in enumerate(blocks):
        np.testing.assert_array_equal(engine.read_block(number)[0].mic, block.mic)
