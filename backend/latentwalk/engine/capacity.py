"""How many rows a model plays on time on this machine: timed at load. Torch-free."""

import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

ROW_BUCKETS = (1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64)  # what a call is padded to
ON_TIME_SHARE = 0.8  # of the block; the rest is for pipes, wake-ups and neighbours
TIMED_ROWS = (1, 4, 16, 32, 64)
MOST_CALLS, FEWEST_CALLS = 20, 3
LATE_QUANTILE = 0.9  # of so few calls it is about the p99 of many
TIMING_S = 1.0  # for all row counts together; each large one gets its fewest calls at least

Cost = tuple[tuple[int, float], ...]  # rows, seconds of a call; rows ascending


def bucket_of(rows: int) -> int:
    """Return what ``rows`` are padded to; more than the largest bucket stay as they are."""
    place = bisect_left(ROW_BUCKETS, rows)
    return ROW_BUCKETS[place] if place < len(ROW_BUCKETS) else rows


@dataclass(frozen=True, slots=True)
class CallCost:
    """What a call of so many rows takes: measured points, straight lines between them.

    Attributes:
        points: At least one; beyond the last one the last slope goes on.
        fastest_s: Of the calls of fewest rows that were timed, the quickest: what no
            neighbour slowed down. 0 where it was not measured.
    """

    points: Cost
    fastest_s: float = 0.0

    def seconds(self, rows: int) -> float:
        """Return what a call takes in which ``rows`` are encoded and decoded."""
        return _seconds(self.points, bucket_of(rows))

    def mixed_seconds(self, encoded: int, decoded: int) -> float:
        """Return the same for unequal halves: each is taken to cost the half of a call."""
        return sum(self.seconds(rows) / 2 for rows in (encoded, decoded) if rows)


@lru_cache(maxsize=256)
def _seconds(points: Cost, padded: int) -> float:
    counts = [float(count) for count, _ in points]
    times_s = np.maximum.accumulate([time_s for _, time_s in points])  # noise aside
    if padded <= counts[-1]:
        return float(np.interp(padded, counts, times_s))
    return float(times_s[-1] + (padded - counts[-1]) * _slope_s(counts, times_s.tolist()))


def _slope_s(counts: Sequence[float], times_s: Sequence[float]) -> float:
    if len(counts) == 1:  # nothing tells what a further row would save
        return times_s[0] / counts[0]
    return (times_s[-1] - times_s[-2]) / (counts[-1] - counts[-2])


def rows_within(seconds: Callable[[int], float], limit_s: float, max_rows: int) -> int:
    """Return the most rows, at most ``max_rows``, whose call takes ``limit_s``; 0 if none."""
    rows = 0
    for bucket in ROW_BUCKETS:
        if rows == max_rows or seconds(min(bucket, max_rows)) > limit_s:
            break
        rows = min(bucket, max_rows)
    return rows


def time_calls(
    call: Callable[[int], float],
    block_s: float,
    max_rows: int,
    now_s: Callable[[], float] = time.perf_counter,
) -> CallCost:
    """Time calls of growing row counts, until one is late or the time for it is over.

    Args:
        call: Plays one block of so many sessions with a microphone; returns what it took.
        block_s: What a block lasts.
        max_rows: What the model carries.
        now_s: Tells how long the timing itself goes on.
    """
    ends_s = now_s() + TIMING_S
    points: list[tuple[int, float]] = []
    fastest_s = 0.0
    for rows in sorted({min(rows, max_rows) for rows in TIMED_ROWS}):
        if points and (points[-1][1] > ON_TIME_SHARE * block_s or now_s() >= ends_s):
            break
        call(rows)  # the first one allocates
        times_s: list[float] = []
        while len(times_s) < MOST_CALLS and (len(times_s) < FEWEST_CALLS or now_s() < ends_s):
            times_s.append(call(rows))
        points.append((rows, float(np.quantile(times_s, LATE_QUANTILE))))
        fastest_s = fastest_s or min(times_s)
    return CallCost(tuple(points), fastest_s)
