from latentwalk.domain.clock import MonotonicClock


def test_the_clock_never_goes_back() -> None:
    clock = MonotonicClock()
    times = [clock.now_s() for _ in range(1000)]
    assert times == sorted(times)
