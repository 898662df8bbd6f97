import threading

import pytest

from latentwalk.domain.block import TICK_S
from latentwalk.domain.clock import MonotonicClock
from latentwalk.transport.pacing import MOST_BEHIND_TICKS, Pacer, TickThread
from tests.fakes.clock import FakeClock


def test_ticks_are_due_on_the_grid_of_media_time() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    for number in range(5):
        assert pacer.wait_s() == pytest.approx(0.0, abs=1e-9)
        assert pacer.next_number() == number
        assert pacer.wait_s() == pytest.approx(TICK_S)
        clock.time_s += TICK_S
    assert pacer.late == 0


def test_a_late_thread_catches_up_and_is_counted() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    pacer.next_number()
    clock.time_s += 3.5 * TICK_S
    numbers = []
    while pacer.wait_s() == 0.0:
        numbers.append(pacer.next_number())
    assert numbers == [1, 2, 3]
    assert pacer.late > 0
    assert pacer.skipped == 0


def test_a_very_late_thread_skips_what_nobody_can_hear_in_time() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    clock.time_s += (MOST_BEHIND_TICKS + 40) * TICK_S
    first = pacer.next_number()
    assert first >= MOST_BEHIND_TICKS
    assert pacer.skipped == first
    assert pacer.wait_s() <= TICK_S


def test_one_bad_turn_is_reported_and_the_next_one_comes() -> None:
    turned = threading.Event()
    errors: list[Exception] = []

    def turn(number: int) -> None:
        if number == 0:
            raise ValueError("bad turn")
        turned.set()

    thread = TickThread(Pacer(MonotonicClock()), turn, errors.append)
    thread.start()
    assert turned.wait(5.0)
    thread.stop()
    assert [str(error) for error in errors] == ["bad turn"]
