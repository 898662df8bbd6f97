"""The bench of the engine: one model, many walkers, four ways to play them, side by side."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from latentwalk.domain.block import Samples
from latentwalk.domain.errors import BlockSizeError
from latentwalk.engine.bench_peak import count_gflop, cpu_flags, gemm_peak_gflops
from latentwalk.engine.bench_report import EngineReport, Row, Variant
from latentwalk.engine.bench_times import ENOUGH_CALLS, Timing, most_on_time, take_turns
from latentwalk.engine.bench_ways import (
    Feed,
    Loaded,
    Script,
    Way,
    make_feed,
    script_ways,
    signal_to_error_db,
)
from latentwalk.engine.capacity import ON_TIME_SHARE
from latentwalk.engine.contract import Contract
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.options import Precision

MOST_ROWS = 64  # that the search for on-time walkers tries
ENGINE = ((Variant.FP32, Precision.FP32), (Variant.CHOSEN, Precision.AUTO))


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    Attributes:
        rounds: Turns of each way and row count, at most.
        within_s: Time for those of one row count.
        on_time_calls: Calls of each row count that the search tries; 0 leaves it out.
    """

    rounds: int = 30
    within_s: float = 40.0
    on_time_calls: int = ENOUGH_CALLS


FULL_EFFORT = Effort()


@contextmanager
def compute_threads(count: int) -> Iterator[None]:
    """Let torch compute with so many threads while the context is open."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def measure(
    manifest: Manifest,
    cpu: str,
    rows: Sequence[int],
    block: int | None = None,
    threads: int = 1,
    effort: Effort = FULL_EFFORT,
) -> EngineReport:
    """Compare the ways to play one model.

    Args:
        manifest: Which.
        cpu: What the report names the machine.
        rows: Walkers of a call, ascending; more than the model holds are left out.
        block: Frames of a call; those of its pool if missing.
        threads: For all ways alike.
        effort: How much is measured.

    Raises:
        ModelFileError: If the model cannot be loaded or cannot stream.
        BlockSizeError: If the block is no multiple of its ratio.
    """
    with compute_threads(threads):
        bench = _Bench(manifest, block)
        counts = sorted({min(count, bench.most) for count in rows})
        flags = cpu_flags()
        peaks = gemm_peak_gflops(flags)
        entries = tuple(row for count in counts for row in bench.compare(count, peaks, effort))
        on_time = bench.on_time(effort.on_time_calls) if effort.on_time_calls else {}
        return EngineReport(
            model=bench.contract.model_id,
            cpu=cpu,
            cpu_flags=flags,
            block=bench.block,
            block_ms=1e3 * bench.block_s,
            threads=threads,
            rows=entries,
            on_time=on_time,
            gflop_per_s=bench.gflop / bench.block_s,
            gemm_peak=peaks,
            load_s={way.variant.value: way.load_s for way in bench.ways},
            process={},
        )


class _Bench:
    """One model, loaded once for each way."""

    def __init__(self, manifest: Manifest, block: int | None) -> None:
        self._script = Script(manifest)
        ratio = self._script.facts.encode.ratio_out
        if block is not None and (block < 1 or block % ratio):
            raise BlockSizeError(f"a block of {block} frames, expected a multiple of {ratio}")
        loaded = [(variant, Loaded(manifest, precision, block)) for variant, precision in ENGINE]
        self.contract: Contract = loaded[0][1].model.contract
        self.block = self.contract.block_frames if block is None else block
        self.block_s = self.block / self.contract.sample_rate_hz
        self.most = min(MOST_ROWS, self.contract.max_rows)
        size = self._script.calls.decode_size
        self._feed: Feed = make_feed(self.contract, size, self.block, self.most)
        self.ways: list[Way] = [
            *script_ways(self._script, self._feed, self.most, self.contract.batchable),
            *(engine.way(variant, self._feed) for variant, engine in loaded),
        ]
        self.gflop = count_gflop(lambda: self.ways[0].play(1))
        self._expected: Samples | None = None
        self._draws = not self._script.decodes_alike(self._feed.latents[:2, :1])

    def compare(self, rows: int, peaks: dict[str, float], effort: Effort) -> list[Row]:
        """Measure all ways with so many rows."""
        errors_db = {way.variant: self._error_db(way, rows) for way in self.ways}
        calls = {way.variant.value: way.play for way in self.ways}
        times = take_turns(calls, rows, effort.rounds, effort.within_s, time.perf_counter)
        baseline = times[Variant.PER_WALKER.value]
        return [
            self._row(way, rows, times[way.variant.value], baseline, peaks, errors_db[way.variant])
            for way in self.ways
        ]

    def _row(
        self,
        way: Way,
        rows: int,
        timing: Timing,
        baseline: Timing,
        peaks: dict[str, float],
        error_db: float | None,
    ) -> Row:
        gflops = rows * self.gflop / timing.median_s
        return Row(
            rows=rows,
            variant=way.variant,
            precision=way.precision(),
            walkers_per_core=rows * self.block_s / timing.median_s,
            ratio_vs_per_walker=baseline.median_s / timing.median_s,
            p99_ms=1e3 * timing.p99_s,
            signal_to_error_db=error_db,
            median_ms=1e3 * timing.median_s,
            gflops=gflops,
            peak_share=gflops / peaks.get(way.precision(), peaks["fp32"]),
        )

    def _error_db(self, way: Way, rows: int) -> float | None:
        """Compare a way's decoder with one call per walker, from equal latents and silence."""
        if way.variant is Variant.PER_WALKER or self._draws:
            return None
        if self._expected is None or len(self._expected) < rows:
            self._expected = self._script.decode_each(self._feed.latents[:, :rows])
        made = way.decode_afresh(self._feed.latents[:, :rows])
        return signal_to_error_db(made, self._expected[:rows])

    def on_time(self, calls: int) -> dict[str, int]:
        """Search the most walkers of each way; 0 for a way that the export does not allow."""
        limit_s = ON_TIME_SHARE * self.block_s
        found = {variant.value: 0 for variant in Variant}
        for way in self.ways:
            candidates = [count for count in way.candidates if count <= self.most]
            found[way.variant.value] = most_on_time(
                way.play, candidates, limit_s, time.perf_counter, calls
            )
        return found
