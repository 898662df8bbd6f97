"""Token buckets over a fake time, and what they make of a session."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import FloodError
from latentwalk.transport.limits import SessionLimits, TokenBucket
from latentwalk.transport.wire import Packet
from tests.unit.transport import golden

MIC = golden.PACKETS["mic_opus"]
POSE = golden.PACKETS["pose_local"]
gaps_s = st.lists(st.floats(0, 3), min_size=1, max_size=80)
rates = st.floats(0.1, 1000)
bursts = st.floats(1, 50)


@given(rates, bursts, gaps_s)
def test_no_span_lets_more_pass_than_burst_and_rate_allow(
    rate_per_s: float, burst: float, gaps: list[float]
) -> None:
    bucket = TokenBucket(rate_per_s, burst)
    times_s = [sum(gaps[: i + 1]) for i in range(len(gaps))]
    taken_s = [now_s for now_s in times_s if bucket.take(now_s)]
    for first, start_s in enumerate(taken_s):
        for last in range(first, len(taken_s)):
            allowed = burst + rate_per_s * (taken_s[last] - start_s)
            assert last - first + 1 <= allowed + 1e-6


@given(rates, bursts, st.floats(0, 1e6))
def test_a_sender_at_the_rate_is_never_refused(
    rate_per_s: float, burst: float, start_s: float
) -> None:
    bucket = TokenBucket(rate_per_s, burst + 0.01, start_s)  # for rounded sums
    assert all(bucket.take(start_s + i / rate_per_s) for i in range(200))


def test_a_bucket_empties_and_fills_again() -> None:
    bucket = TokenBucket(rate_per_s=2.0, burst=3.0)
    assert [bucket.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(10.5) for _ in range(2)] == [True, False]
    assert [bucket.take(1000.0) for _ in range(4)] == [True, True, True, False]


def test_time_that_runs_back_gives_no_tokens() -> None:
    bucket = TokenBucket(rate_per_s=1.0, burst=1.0)
    assert bucket.take(100.0)
    assert not bucket.take(0.0)
    assert not bucket.take(100.5)
    assert bucket.take(101.0)


def test_a_reset_bucket_equals_a_fresh_one() -> None:
    bucket = TokenBucket(rate_per_s=1.0, burst=2.0)
    bucket.take(5.0)
    bucket.reset(7.0)
    assert bucket == TokenBucket(rate_per_s=1.0, burst=2.0, last_s=7.0)


@pytest.mark.parametrize(
    ("packet", "burst", "name"), [(MIC, 200, "mic"), (POSE, 100, "pose")], ids=["mic", "pose"]
)
def test_two_seconds_of_packets_pass_at_once_and_one_more_floods(
    packet: Packet, burst: int, name: str
) -> None:
    limits = SessionLimits(0.0)
    for _ in range(burst):
        limits.admit_packet(packet, now_s=7.0)
    with pytest.raises(FloodError, match=f"{name}: expected at most"):
        limits.admit_packet(packet, now_s=7.0)


def test_kinds_are_counted_apart() -> None:
    limits = SessionLimits(0.0)
    for _ in range(200):
        limits.admit_packet(MIC, now_s=0.0)
    limits.admit_packet(POSE, now_s=0.0)
    limits.admit_message(now_s=0.0)


def test_an_ordinary_walk_of_ten_minutes_never_floods() -> None:
    limits = SessionLimits(0.0)
    for i in range(30_000):  # 50 mic packets, 25 poses and 1 message a second
        limits.admit_packet(MIC, now_s=i / 50)
        if i % 2:
            limits.admit_packet(POSE, now_s=i / 50)
        if i % 50 == 0:
            limits.admit_message(now_s=i / 50)


def test_too_many_messages_flood() -> None:
    limits = SessionLimits(0.0)
    for _ in range(40):
        limits.admit_message(now_s=0.0)
    with pytest.raises(FloodError, match="JSON"):
        limits.admit_message(now_s=0.0)
