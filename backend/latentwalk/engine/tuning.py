"""Which way each product goes: measured once, remembered on disk (DESIGN §5.3)."""

import contextlib
import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch

from latentwalk.engine.gemm import EXACT, HALF, Job, plain, ways
from latentwalk.engine.operators import Step
from latentwalk.engine.options import Precision
from latentwalk.engine.scratch import CPU

TRIES = 3
FOLDER = "latentwalk/tuning"
GAIN = 1.1  # so much faster bf16 must be: else its error buys nothing
EXTRA = 1.25  # so much slower a way may be whose weights lie in memory already
BF16_FLAGS = ("avx512_bf16", "amx_bf16")


def cpu_flags() -> frozenset[str]:
    """Return what the processor says it can do; empty where nobody tells."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("flags"):
                return frozenset(line.split(":", 1)[1].split())
    return frozenset()


def has_bf16(device: torch.device = CPU) -> bool:
    """Say whether a device multiplies bf16 itself; without, it is far slower than fp32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return any(flag in cpu_flags() for flag in BF16_FLAGS)


def _file(model: str, precision: Precision) -> Path:
    processor = " ".join(sorted(cpu_flags()))
    story = f"{model} {processor} {torch.__version__} {torch.get_num_threads()} {precision}"
    name = hashlib.sha256(story.encode()).hexdigest()[:32]
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    home = given if given.is_absolute() else Path(os.path.expanduser("~/.cache"))
    return home / FOLDER / f"{name}.json"


@dataclass(slots=True)
class Tuning:
    """Chooses ways and remembers them.

    Args:
        model: The file's SHA-256.
        precision: ``auto`` lets bf16 compete where the processor has it.
        is_half: Whether bf16 may compete at all.
        device: What computes.

    Attributes:
        is_changed: Whether something was measured since :meth:`save`.
    """

    model: str
    precision: Precision
    is_half: bool
    device: torch.device = CPU
    is_changed: bool = False
    _known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = self._kept()

    def _kept(self) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(key): str(way) for key, way in kept.items()}
        return {}

    @property
    def _path(self) -> Path:
        kind = "half" if self.is_half else "exact"
        return _file(f"{self.model} {kind} {_named(self.device)}", self.precision)

    @property
    def names(self) -> list[str]:
        """The ways that compete."""
        names = [*EXACT, *(HALF if self.is_half else ())]
        return names if self.device == CPU else [n for n in names if "packed" not in n]

    def choose(self, signature: str, job: Job) -> list[Step]:
        """Return the fastest way of one product."""
        known = self._known.get(signature)
        if known in self.names:
            for _, steps in ways(job, [known]):
                job.weights.keep(known)
                return steps
        best = plain(job) or []
        best_s, best_name = float("inf"), "plain"
        for name, steps in ways(job, self.names):
            taken_s = _time(steps, self.device) * (EXTRA if job.weights.is_extra(name) else 1.0)
            taken_s *= GAIN if name in HALF else 1.0
            if taken_s < best_s:
                best, best_s, best_name = steps, taken_s, name
        self._known[signature] = best_name
        self.is_changed = True
        job.weights.keep(best_name)
        return best

    def noted(self, name: str) -> str | None:
        """Return what was noted under a name that is no signature."""
        return self._known.get(name)

    def note(self, name: str, text: str) -> None:
        """Remember something else with the next :meth:`save`."""
        self._known[name] = text
        self.is_changed = True

    def save(self) -> None:
        """Remember on disk what was measured, beside what others measured meanwhile.

        A disk that is full or shut costs only time.
        """
        if not self.is_changed:
            return
        self._known = {**self._kept(), **self._known}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            whole = self._path.with_suffix(f".{os.getpid()}")
            whole.write_text(json.dumps(self._known, indent=0), encoding="utf-8")
            whole.replace(self._path)
        self.is_changed = False


def _named(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)


def _time(steps: list[Step], device: torch.device) -> float:
    best_s = float("inf")
    for _ in range(TRIES):
        started_s = time.thread_time()  # others may want the core meanwhile
        for step in steps:
            step()
        if device.type == "cuda":  # it was only told so far; waiting for it counts as working
            torch.cuda.synchronize(device)
        best_s = min(best_s, time.thread_time() - started_s)
    return best_s
