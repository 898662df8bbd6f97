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
PROOF_CALLS = 94  # so many calls of at least so many rows show what they take: about two seconds


class CallTimes:
    """Times of one pool's calls by row count, and how many rows they leave room for.

    Capacity begins as measured at load. It falls at once when calls take longer than was
    measured then, and rises by a quarter a second when they no longer do. Rows that were played
    on time just now count as room, whatever was measured on a busier machine.

    Args:
        contract: With what was measured at load; without that, capacity stays as it states.
    """

    def __init__(self, contract: Contract) -> None:
        self._max_rows, self._block_s = contract.max_rows, contract.block_s
        self._cost = CallCost(contract.call_cost) if contract.call_cost else None
        self._all: deque[float] = deque(maxlen=KEPT)
        self._by_rows: dict[int, deque[float]] = {}
        self._excess: deque[tuple[float, float]] = deque(maxlen=JUDGED)  # seconds, of how many
        self._seen: deque[tuple[int, float]] = deque(maxlen=JUDGED)  # full rows, seconds
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
        self._excess.append((time_s - expected_s, self._weight_s(expected_s)))
        self._seen.append((min(encoded, decoded), time_s))
        self._unrevised += 1
        if self._unrevised >= REVISED_EVERY:
            self._unrevised = 0
            self._revise(self._cost)

    def rest(self) -> None:
        """Note a block in which nobody played, and none was given: nothing was late."""
        self.record(0, 0, 0.0)

    def miss(self, encoded: int, decoded: int) -> None:
        """Note a call that did not end in time: it counts as a whole block, or as expected.

        A pool that is always late answers none of its blocks, so these are all there is.
        """
        expected_s = self._cost.mixed_seconds(encoded, decoded) if self._cost else 0.0
        self.record(encoded, decoded, max(self._block_s, expected_s))

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
        """Judge anew: a slower processor slows calls by a share, neighbours delay by a time."""
        excess_s, weights_s = (np.array(values) for values in zip(*self._excess, strict=True))
        slower = float(np.median(excess_s / weights_s))
        delay_s = max(0.0, float(np.quantile(excess_s - slower * weights_s, LATE_QUANTILE)))

        def seconds(rows: int) -> float:
            expected_s = cost.seconds(rows)
            return expected_s + slower * self._weight_s(expected_s) + delay_s

        room = rows_within(seconds, ON_TIME_SHARE * self._block_s, self._max_rows)
        risen = self.capacity_rows + max(1, self.capacity_rows // 4)
        self.capacity_rows = min(max(1, room, self._proven_rows()), risen)

    def _proven_rows(self) -> int:
        """Return the most rows of which recent calls, and all larger ones, were on time."""
        rows, times_s = (np.array(values) for values in zip(*self._seen, strict=True))
        for count in np.unique(rows)[::-1].tolist():
            larger_s = times_s[rows >= count]
            if len(larger_s) >= PROOF_CALLS:
                late_s = float(np.quantile(larger_s, LATE_QUANTILE))
                if late_s <= ON_TIME_SHARE * self._block_s:
                    return int(count)
        return 0
