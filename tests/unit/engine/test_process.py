"""Law 9 on the real process: what is late or dead is silent, counted, and soon over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import latentwalk
from latentwalk.domain.block import TICK_S
from latentwalk.domain.errors import ContractError, DeviceError, EngineClosedError, ModelHashError
from latentwalk.engine.arena import SLOTS
from latentwalk.engine.options import Device, EngineOptions
from latentwalk.engine.pool import Block, Stepped
from latentwalk.engine.process import ProcessPool
from latentwalk.engine.shard import HANG_S
from tests.fakes.models import Shelf
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys, lively

pytestmark = pytest.mark.slow  # processes that import torch

LIMIT_S = 30.0  # of any wait: a machine under full load still answers
PROMISE_S = 3.0  # DESIGN §13


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.time_s = 0.0

    def now_s(self) -> float:
        return self.time_s


@pytest.fixture(scope="module")
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def hand() -> Hand:
    return Hand()


@pytest.fixture(scope="module")
def pool(shelf: Shelf, stack: ExitStack, hand: Hand) -> ProcessPool:
    return stack.enter_context(closing(ProcessPool(shelf.card("plain"), clock=hand)))


@pytest.fixture(autouse=True)
def cleared(pool: ProcessPool) -> None:
    """Let every test begin with nobody seated and nothing under way."""
    pool.step(Block.silent(pool.contract, keys()))
    assert pool.wait(LIMIT_S)
    pool.step(Block.silent(pool.contract, keys()))
    assert pool.wait(LIMIT_S)


def play(pool: ProcessPool, block: Block) -> Stepped:
    """Step at the pool's own pace."""
    stepped = pool.step(block)
    assert pool.wait(LIMIT_S)
    return stepped


def until_fresh(pool: ProcessPool, block: Block) -> Stepped:
    """Step as the server does until there is sound."""
    deadline_s = time.monotonic() + LIMIT_S
    while True:
        stepped = pool.step(block)
        if stepped.is_fresh.all():
            return stepped
        assert time.monotonic() < deadline_s, "no sound"
        time.sleep(TICK_S)


def until_standby(pool: ProcessPool) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while not pool.has_standby:
        assert time.monotonic() < deadline_s, "no standby"
        time.sleep(TICK_S)


def test_process_sounds_like_local_one_block_later(
    pool: ProcessPool, shelf: Shelf, open_pool: OpenPool
) -> None:
    local = open_pool("plain")
    assert (local.depth_frames, pool.depth_frames) == (0, pool.block_frames)
    company = [[101], [101, 102], [102, 101], [103, 102], [102]]
    before = None
    for moment, sessions in enumerate(company):
        block = lively(pool.contract, keys(*sessions), moment, width=0.5)
        late, now = pool.step(block), local.step(block)
        assert pool.wait(LIMIT_S)
        for lane, session in enumerate(sessions):
            was_there = moment > 0 and session in company[moment - 1]
            assert late.is_fresh[lane] == was_there
            if was_there:
                assert before is not None
                earlier = company[moment - 1].index(session)
                np.testing.assert_allclose(late.wet[lane], before.wet[earlier], atol=1e-5)
                np.testing.assert_allclose(late.latents[lane], before.latents[earlier], atol=1e-5)
                assert late.peak[lane] == pytest.approx(before.peak[earlier], abs=1e-5)
        before = now


def test_late_block_is_dropped_and_counted_and_the_next_is_on_time(pool: ProcessPool) -> None:
    missed = pool.counters.missed
    blocks = [lively(pool.contract, keys(1), moment) for moment in range(4)]
    blocks = [replace(block, gain_mic=block.gain_mic * 0) for block in blocks]
    play(pool, blocks[0])
    os.kill(pid_of(pool), signal.SIGSTOP)
    assert pool.step(blocks[1]).is_fresh.all()  # block 0, which was there
    assert not pool.step(blocks[2]).is_fresh.any()  # block 1, which is not
    os.kill(pid_of(pool), signal.SIGCONT)
    assert pool.wait(LIMIT_S)
    on_time = pool.step(blocks[3])
    np.testing.assert_allclose(on_time.latents, 0.5 * blocks[2].place, atol=1e-6)
    assert on_time.is_fresh.all()
    assert pool.counters.missed == missed + 1


def test_who_returns_goes_on_as_if_never_away(pool: ProcessPool, open_pool: OpenPool) -> None:
    before, after = (lively(pool.contract, keys(201), moment, width=0.5) for moment in (0, 1))
    somebody = lively(pool.contract, keys(202), 0)
    restored = pool.counters.restored
    for block in (before, somebody, Block.silent(pool.contract, keys()), after):
        play(pool, block)
    stayed = open_pool("plain")
    stayed.step(before)
    expected = stayed.step(after)
    returned = pool.step(after)
    assert returned.is_fresh.all()
    np.testing.assert_allclose(returned.wet, expected.wet, atol=1e-5)
    assert pool.counters.restored == restored + 1


def test_return_that_a_late_process_never_saw_goes_on(
    pool: ProcessPool, open_pool: OpenPool
) -> None:
    before, returning = (lively(pool.contract, keys(211), moment) for moment in (0, 1))
    play(pool, before)
    os.kill(pid_of(pool), signal.SIGSTOP)
    pool.step(Block.silent(pool.contract, keys()))
    pool.step(returning)
    os.kill(pid_of(pool), signal.SIGCONT)
    assert pool.wait(LIMIT_S)
    stayed = open_pool("plain")
    stayed.step(before)
    expected = stayed.step(returning)
    np.testing.assert_allclose(pool.step(returning).wet, expected.wet, atol=1e-5)


def test_a_process_far_behind_is_given_no_more_and_recovers(pool: ProcessPool) -> None:
    missed, block = pool.counters.missed, lively(pool.contract, keys(1), 0)
    play(pool, block)
    os.kill(pid_of(pool), signal.SIGSTOP)
    fresh = [bool(pool.step(block).is_fresh[0]) for _ in range(3 * SLOTS)]
    os.kill(pid_of(pool), signal.SIGCONT)
    assert fresh == [True] + [False] * (3 * SLOTS - 1)
    assert pool.counters.call_time_p99_s >= pool.contract.block_s
    assert pool.counters.missed == missed + 3 * SLOTS - 1
    assert pool.wait(LIMIT_S)
    pool.step(block)
    assert pool.wait(LIMIT_S)
    assert pool.step(block).is_fresh.all()


def test_killed_process_is_replaced_within_the_promise(
    pool: ProcessPool, open_pool: OpenPool
) -> None:
    until_standby(pool)
    restarts, block = pool.counters.restarts, lively(pool.contract, keys(1, 2), 0)
    play(pool, block)
    play(pool, block)
    died = pid_of(pool)
    os.kill(died, signal.SIGKILL)
    started_s = time.monotonic()
    while pid_of(pool) == died:
        pool.step(block)
    assert pool.wait(LIMIT_S)
    back = pool.step(block)
    assert back.is_fresh[0]
    until_fresh(pool, block)
    assert time.monotonic() - started_s < PROMISE_S
    assert pool.counters.restarts == restarts + 1
    np.testing.assert_allclose(back.wet[0], open_pool("plain").step(block).wet[0], atol=1e-5)


def test_hanging_process_is_replaced(pool: ProcessPool, hand: Hand) -> None:
    until_standby(pool)
    restarts, block = pool.counters.restarts, lively(pool.contract, keys(1), 0)
    hung = pid_of(pool)
    os.kill(hung, signal.SIGSTOP)
    pool.step(block)
    hand.time_s += HANG_S / 2
    pool.step(block)
    assert pid_of(pool) == hung
    hand.time_s += HANG_S
    pool.step(block)
    assert pid_of(pool) != hung
    assert until_fresh(pool, block).wet.any()
    assert pool.counters.restarts == restarts + 1


class Straggler:
    """An engine that is always one block behind."""

    is_idle, is_choked, is_killed, answered, process_id = False, True, False, 0, 1

    def collect(self) -> None:
        self.answered += 1

    def kill(self) -> None:
        self.is_killed = True


def test_process_that_is_always_late_is_not_taken_for_hung(
    pool: ProcessPool, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    straggler, block = Straggler(), lively(pool.contract, keys(1), 0)
    with monkeypatch.context() as patch:
        patch.setattr(pool, "_engine", straggler)
        for _ in range(3):
            hand.time_s += 0.9 * HANG_S
            assert not pool.step(block).is_fresh.any()
    assert not straggler.is_killed


def test_without_standby_a_dead_process_is_started_again(shelf: Shelf) -> None:
    with closing(ProcessPool(shelf.card("plain"), standby=False)) as pool:
        block, died = lively(pool.contract, keys(1), 0), pid_of(pool)
        play(pool, block)
        os.kill(died, signal.SIGKILL)
        assert not pool.has_standby
        while pid_of(pool) == died:
            pool.step(block)
        assert until_fresh(pool, block).wet.any()
        assert pool.counters.restarts == 1


def test_interrupt_is_the_servers_to_handle(pool: ProcessPool) -> None:
    block = lively(pool.contract, keys(1), 0)
    os.kill(pid_of(pool), signal.SIGINT)
    play(pool, block)
    assert play(pool, block).is_fresh.all()


def test_more_sessions_than_rows_are_silent_and_counted(pool: ProcessPool) -> None:
    refused, block = pool.counters.refused, Block.silent(pool.contract, keys(*range(1, 67)))
    deadline_s = time.monotonic() + LIMIT_S
    while np.sum((stepped := play(pool, block)).is_fresh) < 64:
        assert time.monotonic() < deadline_s, "not everybody was seated"
    np.testing.assert_array_equal(stepped.is_fresh, [True] * 64 + [False] * 2)
    assert pool.counters.refused >= refused + 2


def test_model_refused_in_the_process_is_refused_here(shelf: Shelf) -> None:
    with pytest.raises(ContractError, match=r"forgetful\.ts: streaming: .*--streaming"):
        ProcessPool(shelf.card("forgetful"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is present")
def test_device_that_is_not_there_is_refused_here(shelf: Shelf) -> None:
    options = EngineOptions(device=Device.CUDA)
    with pytest.raises(DeviceError, match=r"^no CUDA device is present; .*, use --device cpu$"):
        ProcessPool(shelf.card("nameless"), options=options)


def test_changed_file_is_refused(shelf: Shelf) -> None:
    card = shelf.card("plain")
    table = card.model.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(ModelHashError):
        ProcessPool(card.model_copy(update={"model": table}))


def test_closing_leaves_no_process(shelf: Shelf) -> None:
    pool = ProcessPool(shelf.card("plain"))
    pid = pid_of(pool)
    pool.close()
    pool.close()
    with pytest.raises(ChildProcessError):  # waited for already
        os.waitpid(pid, os.WNOHANG)
    with pytest.raises(EngineClosedError):
        pool.step(Block.silent(pool.contract, keys()))


SERVER = """
import sys
from pathlib import Path
from latentwalk.engine.manifest import manifest_of
from latentwalk.engine.process import ProcessPool

pool = ProcessPool(manifest_of(Path(sys.argv[1])))
print("torch" in sys.modules, flush=True)
sys.stdin.read()
"""


def test_server_never_imports_torch_and_takes_its_processes_along(shelf: Shelf) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(shelf.path("nameless"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(latentwalk.__file__).parents[1])},
    )
    with server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"False\n"
        server.kill()
        server.communicate(timeout=LIMIT_S)  # its processes hold the same pipe for errors


def pid_of(pool: ProcessPool) -> int:
    pid = pool.process_id
    return -1 if pid is None else pid
