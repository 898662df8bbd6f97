import threading

import pytest

from latentwalk.domain.block import TICK_S
from latentwalk.domain.clock import MonotonicClock
from latentwalk.transport.pacing import GRACE_S, MOST_BEHIND_TICKS, Pacer, TickThread
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


def test_catching_up_leaves_the_models_most_of_their_pause_and_still_catches_up() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    turn_s = 0.005
    starts_s = []
    clock.time_s += 4 * TICK_S  # a stall
    for _ in range(60):
        clock.time_s += pacer.wait_s()
        starts_s.append(pacer.media_time_s())
        number = pacer.next_number()
        clock.time_s += turn_s
        pacer.finish()
    pauses_s = [b - a - turn_s for a, b in zip(starts_s, starts_s[1:], strict=False)]
    assert min(pauses_s) >= 0.55 * (TICK_S - turn_s)
    assert starts_s[-1] == pytest.approx(number * TICK_S)


def test_turns_nearly_as_long_as_a_tick_still_catch_up() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    clock.time_s += 4 * TICK_S
    for _ in range(400):
        clock.time_s += pacer.wait_s()
        number = pacer.next_number()
        start_s = pacer.media_time_s()
        clock.time_s += 0.9 * TICK_S
        pacer.finish()
    assert start_s == pytest.approx(number * TICK_S, abs=1e-6)


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


def test_models_are_given_their_grace_before_every_turn() -> None:
    turned = threading.Event()
    order: list[str] = []

    def settle(limit_s: float) -> None:
        order.append(f"settle {limit_s}")

    def turn(number: int) -> None:
        order.append("turn")
        if number == 2:
            turned.set()

    thread = TickThread(Pacer(MonotonicClock()), turn, lambda error: None, settle)
    thread.start()
    assert turned.wait(5.0)
    thread.stop()
    assert order[:6] == [f"settle {GRACE_S}", "turn"] * 3
