"""What a pool's calls take as it runs: percentiles for people, capacity for admission."""

from collections import deque
from dataclasses import replace

import numpy as np

from latentwalk.engine.capacity import ON_TIME_SHARE, CallCost, bucket_of, rows_within
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import PoolCounters

KEPT = 1024  # for the percentiles of all calls: 22 s of one-tick blocks
KEPT_A_BUCKET = 256
JUDGED = 512  # calls that capacity is judged by: 11 s of one-tick blocks
REVISED_EVERY = 47  # calls: about a second
LATE_QUANTILE = 0.95  # so 26 slow calls lower the capacity, and all must be over to raise it
LEAST_SHARE = 0.25  # of the block: a small call's excess says little about a large one's


class CallTimes:
    """Times of one pool's calls by row count, and how many rows they leave room for.

    Capacity begins as measured at load. It falls at once when calls take longer than was
    measured then, and rises by a row a second when they no longer do.

    Args:
        contract: With what was measured at load; without that, capacity stays as it states.
    """

    def __init__(self, contract: Contract) -> None:
        self._max_rows, self._block_s = contract.max_rows, contract.block_s
        self._cost = CallCost(contract.call_cost) if contract.call_cost else None
        self._all: deque[float] = deque(maxlen=KEPT)
        self._by_rows: dict[int, deque[float]] = {}
        self._excess: deque[float] = deque(maxlen=JUDGED)
        self._unrevised = 0
        self.last_s = 0.0
        self.capacity_rows = min(contract.on_time_rows, contract.max_rows)

    def record(self, encoded: int, decoded: int, time_s: float) -> None:
        """Note one call.

        Args:
            encoded: Rows of its encoder.
            decoded: Rows of its decoder; 0 is a block in which nobody played.
            time_s: What it took.
        """
        self.last_s = time_s
        self._all.append(time_s)
        if decoded:
            bucket = bucket_of(decoded)
            self._by_rows.setdefault(bucket, deque(maxlen=KEPT_A_BUCKET)).append(time_s)
        if self._cost is None:
            return
        expected_s = self._cost.mixed_seconds(encoded, decoded) if decoded else time_s
        self._excess.append((time_s - expected_s) / self._weight_s(expected_s))
        self._unrevised += 1
        if self._unrevised >= REVISED_EVERY:
            self._unrevised = 0
            self._revise(self._cost)

    def told(self, counters: PoolCounters) -> PoolCounters:
        """Return the counters with percentiles and capacity."""
        counters = replace(counters, capacity_rows=self.capacity_rows)
        if not self._all:
            return counters
        p50_s, p99_s = (float(value) for value in np.percentile(self._all, (50, 99)))
        by_rows = tuple(
            (bucket, float(np.percentile(times_s, 99)))
            for bucket, times_s in sorted(self._by_rows.items())
        )
        return replace(
            counters, call_time_p50_s=p50_s, call_time_p99_s=p99_s, call_time_p99_by_rows_s=by_rows
        )

    def _weight_s(self, expected_s: float) -> float:
        return max(expected_s, LEAST_SHARE * self._block_s)

    def _revise(self, cost: CallCost) -> None:
        excess = float(np.quantile(self._excess, LATE_QUANTILE))

        def seconds(rows: int) -> float:
            expected_s = cost.seconds(rows)
            return expected_s + excess * self._weight_s(expected_s)

        room = max(1, rows_within(seconds, ON_TIME_SHARE * self._block_s, self._max_rows))
        self.capacity_rows = min(room, self.capacity_rows + 1)
