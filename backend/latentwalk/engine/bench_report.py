"""What the bench of the engine found, and how it is written down. Torch-free."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Variant(StrEnum):
    """A way to play many walkers.

    - ``per-walker``: TorchScript, one call for each, as one nn~ a walker does.
    - ``batched``: TorchScript, one call for all, as mc.nn~ does.
    - ``fp32``: this engine, in single precision.
    - ``chosen``: this engine, in the precision that it chose here.
    """

    PER_WALKER = "per-walker"
    BATCHED = "batched"
    FP32 = "fp32"
    CHOSEN = "chosen"


HEADS = (
    "rows",
    "way",
    "precision",
    "walkers/core",
    "x nn~'s",
    "median ms",
    "p99 ms",
    "GFLOP/s",
    "of peak",
    "signal/error dB",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One way with so many walkers.

    Attributes:
        rows: Walkers of a call, each encoded and decoded.
        variant: Which way.
        precision: Of its arithmetic.
        walkers_per_core: Throughput: rows times block over the median call time.
        ratio_vs_per_walker: Its throughput over that of ``per-walker``.
        p99_ms: 99 % of the calls were faster.
        signal_to_error_db: Of its decoder against one call per walker, worst row; ``None`` where
            the export draws its sound, and for what it is measured against.
        median_ms: Of a call.
        gflops: Arithmetic done, 10^9 a second.
        peak_share: Of the fastest matrix product of this precision.
    """

    rows: int
    variant: Variant
    precision: str
    walkers_per_core: float
    ratio_vs_per_walker: float
    p99_ms: float
    signal_to_error_db: float | None
    median_ms: float
    gflops: float
    peak_share: float

    def cells(self) -> tuple[str, ...]:
        """Return its line of the table."""
        error_db = self.signal_to_error_db
        return (
            str(self.rows),
            self.variant.value,
            self.precision,
            f"{self.walkers_per_core:.1f}",
            f"{self.ratio_vs_per_walker:.2f}",
            f"{self.median_ms:.1f}",
            f"{self.p99_ms:.1f}",
            f"{self.gflops:.0f}",
            f"{100 * self.peak_share:.0f} %",
            "" if error_db is None else f"{error_db:.0f}",
        )


@dataclass(frozen=True, slots=True)
class EngineReport:
    """What one model costs on one machine.

    Attributes:
        model: Its id.
        cpu: The machine in one line.
        cpu_flags: Its instructions for matrices.
        block: Frames of a call.
        block_ms: How long they last.
        threads: That computed.
        rows: One entry for each row count and way.
        on_time: Most walkers of each way whose p99 call stays under 80 % of the block.
        gflop_per_s: Arithmetic of one second of sound, encoded and decoded.
        gemm_peak: Fastest matrix products of this machine by precision, GFLOP/s.
        load_s: Loading, proving and tuning, by way, in this process; what was tuned before is
            remembered on disk.
        process: A fresh process with the most rows: ``load_s`` and ``resident_mb``.
    """

    model: str
    cpu: str
    cpu_flags: tuple[str, ...]
    block: int
    block_ms: float
    threads: int
    rows: tuple[Row, ...]
    on_time: dict[str, int]
    gflop_per_s: float
    gemm_peak: dict[str, float]
    load_s: dict[str, float]
    process: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return asdict(self)

    def find(self, rows: int, variant: Variant) -> Row | None:
        """Return one entry, if it was measured."""
        found = (row for row in self.rows if (row.rows, row.variant) == (rows, variant))
        return next(found, None)

    def growth(self, variant: Variant) -> float:
        """Return how many calls of the fewest rows one of the most takes."""
        mine = [row for row in self.rows if row.variant is variant]
        return mine[-1].median_ms / mine[0].median_ms

    def in_words(self) -> str:
        """Return the report for a terminal."""
        table = [HEADS, *(row.cells() for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [_line(cells, widths) for cells in table]
        return "\n".join([self._title(), "", *lines, "", *self._remarks()])

    def in_markdown(self) -> str:
        """Return the report for a README."""
        table = [HEADS, ["---"] * 3 + ["--:"] * (len(HEADS) - 3)]
        lines = [_piped(cells) for cells in [*table, *(row.cells() for row in self.rows)]]
        return "\n\n".join([self._title(), "\n".join(lines), "\n".join(self._remarks())])

    def _title(self) -> str:
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        flags = ", ".join(self.cpu_flags) or "no wide instructions known"
        block = f"{self.block} frames a block ({self.block_ms:.1f} ms)"
        return f"{self.model} on {self.cpu} ({flags}), {threads}, {block}"

    def _remarks(self) -> list[str]:
        on_time = ", ".join(f"{name} {count}" for name, count in self.on_time.items())
        peaks = ", ".join(f"{name} {speed:.0f}" for name, speed in self.gemm_peak.items())
        remarks = [f"on-time walkers per core: {on_time}"] if on_time else []
        remarks += [
            f"arithmetic: {self.gflop_per_s:.1f} GFLOP a second of sound; fastest matrix product: "
            f"{peaks} GFLOP/s",
        ]
        counts = sorted({row.rows for row in self.rows})
        if len(counts) > 1:
            grown = ", ".join(
                f"{variant} {self.growth(variant):.1f}"
                for variant in Variant
                if self.find(counts[-1], variant)
            )
            remarks.append(f"a call of {counts[-1]} rows over one of {counts[0]}: {grown}")
        loads = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.load_s.items())
        remarks.append(f"load, s: {loads}")
        if self.process:
            remarks.append(
                f"a fresh process with {self.process['rows']:.0f} rows: ready in "
                f"{self.process['load_s']:.1f} s, {self.process['resident_mb']:.0f} MB resident"
            )
        return remarks


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    """Align words left and figures right."""
    placed = [
        cell.ljust(width) if column in (1, 2) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(placed).rstrip()


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
