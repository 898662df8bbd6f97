import numpy as np
import pytest

from latentwalk.audio.arrival import ArrivalJitter, _quantile


def after(jitter: ArrivalJitter, delays_s: list[float], first: int = 0) -> int:
    """Note one packet per 20 ms, each as late as said; return the target."""
    for i, delay_s in enumerate(delays_s, first):
        jitter.note(i * 960, 960, 100.0 + i * 0.02 + delay_s)
    return jitter.target_frames


def test_a_steady_link_needs_one_packet() -> None:
    assert after(ArrivalJitter(960), [0.07] * 500) == 960


def test_the_target_covers_the_late_ones() -> None:
    delays = [0.05 if i % 20 else 0.15 for i in range(500)]
    assert after(ArrivalJitter(960), delays) == pytest.approx(0.1 * 48_000 + 960, abs=50)


def test_one_late_packet_in_ten_seconds_is_not_planned_for() -> None:
    delays = [0.05] * 499
    delays[250] = 0.2
    assert after(ArrivalJitter(960), delays) < 1500


def test_the_target_stays_within_350_ms() -> None:
    delays = list(np.random.default_rng(1).uniform(0.0, 3.0, 500))
    assert after(ArrivalJitter(960), delays) == 16_800


def test_the_target_rises_at_once_and_falls_5_ms_a_second() -> None:
    jitter = ArrivalJitter(960)
    after(jitter, [0.05] * 500)
    risen = after(jitter, [0.05, 0.15] * 25, 500)
    assert risen > 0.09 * 48_000
    after(jitter, [0.05] * 500, 550)  # the window forgets the bad second
    high = jitter.target_frames
    assert after(jitter, [0.05] * 200, 1050) == pytest.approx(high - 4 * 240, abs=130)
    assert after(jitter, [0.05] * 1500, 1250) == 960


def test_clocks_that_never_agree_do_not_matter() -> None:
    jitter = ArrivalJitter(960)
    for i in range(500):
        jitter.note(2**60 + i * 960, 960, 5.0 + i * 0.02)
    assert jitter.target_frames == 960


def test_lateness_is_the_quantile_that_numpy_finds() -> None:
    for seed, n in enumerate((1, 2, 3, 100, 499)):
        values = sorted(np.random.default_rng(seed).uniform(0.0, 5000.0, n).tolist())
        assert _quantile(values, 0.99) == pytest.approx(float(np.quantile(values, 0.99)))
