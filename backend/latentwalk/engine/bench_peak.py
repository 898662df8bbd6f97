"""What this processor could do at best, and how much a model asks of it."""

import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch.utils.flop_counter import FlopCounterMode

SHAPES = ((512, 512, 512), (1024, 1024, 1024), (2048, 2048, 768), (4096, 768, 768))
TRIES = 4
FLAGS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16")
BF16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}


def cpu_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[str, ...]:
    """Name the instructions of this processor that matter for matrices."""
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.exists() else ""
    words = {
        word
        for line in text.splitlines()
        if line.startswith(("flags", "Features"))
        for word in line.split()
    }
    return tuple(flag for flag in FLAGS if flag in words)


def gemm_peak_gflops(flags: tuple[str, ...]) -> dict[str, float]:
    """Return the speed of the fastest of a few matrix products, by precision."""
    kinds = {"fp32": torch.float32}
    if BF16_FLAGS & set(flags):
        kinds["bf16"] = torch.bfloat16
    return {name: max(_gflops(shape, kind) for shape in SHAPES) for name, kind in kinds.items()}


def _gflops(shape: tuple[int, int, int], kind: torch.dtype) -> float:
    rows, inner, columns = shape
    left, right = torch.randn(rows, inner).to(kind), torch.randn(inner, columns).to(kind)
    out = torch.empty(rows, columns, dtype=kind)
    with torch.inference_mode():
        times_s = [_seconds(lambda: torch.mm(left, right, out=out)) for _ in range(1 + TRIES)]
    return 2e-9 * rows * inner * columns / min(times_s)


def _seconds(product: Callable[[], object]) -> float:
    started_s = time.perf_counter()
    product()
    return time.perf_counter() - started_s


def count_gflop(call: Callable[[], object]) -> float:
    """Return the arithmetic of convolutions and matrix products in one call, 10^9."""
    with FlopCounterMode(display=False) as counter:
        call()
    return float(1e-9 * counter.get_total_flops())
