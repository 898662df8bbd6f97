from hypothesis import given
from hypothesis import strategies as st

from latentwalk.session.clock_offset import REANCHOR_S, ClockOffset


def test_uneven_arrivals_keep_the_senders_own_spacing() -> None:
    offset = ClockOffset()
    delays_s = [0.050, 0.050, 0.220, 0.180, 0.060, 0.051]
    mapped_s = [offset.to_local_s(n * 0.05, 100.0 + n * 0.05 + d) for n, d in enumerate(delays_s)]
    steps_s = [b - a for a, b in zip(mapped_s, mapped_s[1:], strict=False)]
    assert all(abs(step - 0.05) < 0.001 for step in steps_s)


@given(st.lists(st.floats(0.0, 1.5), min_size=1, max_size=50))
def test_mapped_times_never_lie_in_the_future(delays_s: list[float]) -> None:
    offset = ClockOffset()
    for number, delay_s in enumerate(delays_s):
        arrived_s = number * 0.05 + delay_s
        assert offset.to_local_s(number * 0.05, arrived_s) <= arrived_s + 1e-9


def test_a_restarted_clock_is_anchored_anew() -> None:
    offset = ClockOffset()
    offset.to_local_s(5000.0, 10.0)
    assert offset.to_local_s(0.5, 10.0 + REANCHOR_S) == 10.0 + REANCHOR_S


def test_a_clock_that_runs_slow_is_followed() -> None:
    offset = ClockOffset()
    for second in range(600):
        mapped_s = offset.to_local_s(second * (1.0 - 200e-6), second + 0.05)
        assert abs(mapped_s - (second + 0.05)) < 0.01
