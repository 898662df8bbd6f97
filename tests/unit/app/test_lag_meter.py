import asyncio
import time

import pytest

from latentwalk.app.lag_meter import KEPT, LagMeter


def test_the_percentile_is_of_what_was_noted_and_early_is_on_time() -> None:
    meter = LagMeter()
    assert meter.p99_ms() == 0.0
    for _ in range(99):
        meter.note(-0.5)
    meter.note(0.2)
    assert 0.0 < meter.p99_ms() <= 200.0


def test_old_figures_make_room() -> None:
    meter = LagMeter()
    meter.note(9.0)
    for _ in range(KEPT):
        meter.note(0.001)
    assert meter.p99_ms() == pytest.approx(1.0)


def test_a_loop_that_is_held_up_is_seen() -> None:
    async def run() -> float:
        meter = LagMeter()
        meter.start()
        until_s = time.monotonic() + 0.1
        while time.monotonic() < until_s:
            pass
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # the timer that was due has run
        meter.stop()
        return meter.p99_ms()

    assert asyncio.run(run()) > 50.0
