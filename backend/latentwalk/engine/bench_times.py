"""Timing calls fairly: ways in turn, and the most walkers who are on time. Torch-free."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

ENOUGH_CALLS = 100  # p99 under the limit is then: not two of them over it
FIRST_CALLS = 2  # allocate and choose kernels; not counted
FEWEST_ROUNDS = 5

Call = Callable[[int], None]
NowS = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Timing:
    """What the calls of one way with so many rows took."""

    median_s: float
    p99_s: float


def take_turns(
    calls: Mapping[str, Call], rows: int, rounds: int, within_s: float, now_s: NowS
) -> dict[str, Timing]:
    """Time each way once a round, so that a slow moment of the machine meets all of them.

    Args:
        calls: By name; each plays one block of ``rows``.
        rows: Walkers of a call.
        rounds: At most.
        within_s: No round begins later, once there were :data:`FEWEST_ROUNDS`.
        now_s: The clock.
    """
    for call in calls.values():
        for _ in range(FIRST_CALLS):
            call(rows)
    spent_s: dict[str, list[float]] = {name: [] for name in calls}
    begun_s = now_s()
    for done in range(rounds):
        if done >= FEWEST_ROUNDS and now_s() - begun_s > within_s:
            break
        for name, call in calls.items():
            spent_s[name].append(time_call(call, rows, now_s))
    return {
        name: Timing(float(np.median(times_s)), float(np.quantile(times_s, 0.99)))
        for name, times_s in spent_s.items()
    }


def time_call(call: Call, rows: int, now_s: NowS) -> float:
    """Return what one call takes."""
    before_s = now_s()
    call(rows)
    return now_s() - before_s


def is_on_time(call: Call, rows: int, limit_s: float, now_s: NowS, calls: int) -> bool:
    """Say whether the p99 of a call stays under a limit, stopping as soon as it cannot."""
    for _ in range(FIRST_CALLS):
        call(rows)
    late, allowed = 0, calls // ENOUGH_CALLS
    for _ in range(calls):
        late += time_call(call, rows, now_s) >= limit_s
        if late > allowed:
            return False
    return True


def most_on_time(
    call: Call,
    candidates: Sequence[int],
    limit_s: float,
    now_s: NowS,
    calls: int = ENOUGH_CALLS,
) -> int:
    """Return the most rows, of ascending candidates, that are on time; 0 if none is.

    By bisection: more rows never take less.
    """
    within, beyond = -1, len(candidates)
    while beyond - within > 1:
        middle = (within + beyond) // 2
        if is_on_time(call, candidates[middle], limit_s, now_s, calls):
            within = middle
        else:
            beyond = middle
    return candidates[within] if within >= 0 else 0
