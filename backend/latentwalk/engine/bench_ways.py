"""The ways to play many walkers that the bench compares, each as one call."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from latentwalk.domain.block import Latents, Samples
from latentwalk.engine.bench_report import Variant
from latentwalk.engine.calls import Calls, engine_mode, open_calls
from latentwalk.engine.capacity import ROW_BUCKETS
from latentwalk.engine.contract import Contract
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.options import EngineOptions, Precision
from latentwalk.engine.state import StateRecord

MOST_DB = 200.0  # equal to the last bit
VARIETY = 8  # blocks of input, played in turn


@dataclass(frozen=True, slots=True)
class Way:
    """One way.

    Attributes:
        variant: Its name.
        precision: Tells that of its arithmetic so far.
        candidates: Row counts at which its cost rises.
        play: Encodes and decodes one block of so many.
        decode_afresh: Decodes blocks in turn, from silence, [blocks, B, D, N] to [B, C, T].
        load_s: How long it took to load.
    """

    variant: Variant
    precision: Callable[[], str]
    candidates: Sequence[int]
    play: Callable[[int], None]
    decode_afresh: Callable[[Latents], Samples]
    load_s: float


@dataclass(frozen=True, slots=True)
class Feed:
    """What the walkers say, in turn.

    Attributes:
        mic: [blocks, B, C, T].
        latents: Model units, [blocks, B, D, N].
    """

    mic: Samples
    latents: Latents

    def next(self, turn: int, rows: int) -> tuple[Samples, Latents]:
        """Return one block of so many rows."""
        which = turn % len(self.mic)
        return self.mic[which, :rows], self.latents[which, :rows]


def make_feed(contract: Contract, decode_size: int, block: int, rows: int) -> Feed:
    """Make lively input: silence would let some models off cheaply."""
    dice = np.random.default_rng(6)
    mic = 0.1 * dice.standard_normal((VARIETY, rows, contract.channels_in, block))
    latents = dice.standard_normal((VARIETY, rows, decode_size, block // contract.ratio))
    size = contract.latent_size
    latents[:, :, :size] = contract.space.from_units(latents[:, :, :size].astype(np.float32))
    return Feed(mic.astype(np.float32), latents.astype(np.float32))


class Script:
    """The export as it came."""

    def __init__(self, manifest: Manifest) -> None:
        started_s = time.perf_counter()
        self.module = load_module(manifest.path, manifest.model.sha256)
        with engine_mode():
            self.facts = read_facts(self.module, manifest.path)
            self.calls: Calls = open_calls(self.module, self.facts, manifest.path)
        self.load_s = time.perf_counter() - started_s
        self._fresh = StateRecord(self.module)
        self._turn = 0

    def each(self, feed: Feed) -> Callable[[int], None]:
        """Return one call per walker; all use row 0, as if moving state cost nothing."""

        def play(rows: int) -> None:
            for _ in range(rows):
                self._play(feed, 1)

        return play

    def all(self, feed: Feed) -> Callable[[int], None]:
        """Return one call for all."""

        def play(rows: int) -> None:
            self._play(feed, rows)

        return play

    def _play(self, feed: Feed, rows: int) -> None:
        self._turn += 1
        mic, latents = feed.next(self._turn, rows)
        with engine_mode():
            self.calls.encode(torch.from_numpy(mic))
            self.calls.decode(torch.from_numpy(latents))

    def decode_all(self, latents: Latents) -> Samples:
        """Decode all rows in one call a block, from silence."""
        with engine_mode():
            self._fresh.restore()
            heard = [self.calls.decode(torch.from_numpy(z)).numpy().copy() for z in latents]
        return np.concatenate(heard, axis=-1)

    def decodes_alike(self, latents: Latents) -> bool:
        """Say whether the decoder makes the same of the same, whatever the encoder does."""
        with torch.random.fork_rng(devices=[]):
            once = self.decode_all(latents)
            torch.manual_seed(0)
            return np.array_equal(once, self.decode_all(latents))

    def decode_each(self, latents: Latents) -> Samples:
        """Decode every row by itself, from silence."""
        rows = range(latents.shape[1])
        return np.concatenate([self.decode_all(latents[:, row : row + 1]) for row in rows])


def script_ways(script: Script, feed: Feed, max_rows: int, is_batchable: bool) -> list[Way]:
    """Return the export's own ways: every walker more costs, so every count is a candidate."""
    counts = range(1, max_rows + 1)
    each, all_ = script.each(feed), script.all(feed)

    def single() -> str:
        return "fp32"

    alone, together = script.decode_each, script.decode_all
    each_way = Way(Variant.PER_WALKER, single, counts, each, alone, script.load_s)
    all_way = Way(Variant.BATCHED, single, counts, all_, together, script.load_s)
    return [each_way, all_way] if is_batchable else [each_way]


class Loaded:
    """The engine's own way with the export."""

    def __init__(self, manifest: Manifest, precision: Precision, block: int | None = None) -> None:
        started_s = time.perf_counter()
        self.model: Model = load_model(manifest, EngineOptions(precision=precision), block)
        self.load_s = time.perf_counter() - started_s
        self._rows = 0
        self._turn = 0

    def way(self, variant: Variant, feed: Feed) -> Way:
        """Return it as one of those compared; what is padded to a bucket costs as much."""
        most = self.model.contract.max_rows
        counts = sorted({min(bucket, most) for bucket in ROW_BUCKETS})

        def play(rows: int) -> None:
            self._ready(rows)
            self._turn += 1
            mic, latents = feed.next(self._turn, rows)
            self.model.encode(mic)
            self.model.decode(latents)

        return Way(
            variant, lambda: self.model.precision, counts, play, self._decode_afresh, self.load_s
        )

    def _ready(self, rows: int) -> None:
        """Prepare a row count when it changes, which is in a call that nobody times."""
        if rows != self._rows:
            for method in ("encode", "decode"):
                self.model.prepare(method, rows)
        self._rows = rows

    def _decode_afresh(self, latents: Latents) -> Samples:
        rows = latents.shape[1]
        self._ready(rows)
        for row in range(rows):
            self.model.reset("decode", row)
        return np.concatenate([self.model.decode(z).copy() for z in latents], axis=-1)


def signal_to_error_db(made: Samples, expected: Samples) -> float:
    """Return how far the error lies below the sound in the worst row, [B, C, T]."""
    wanted = np.square(expected, dtype=np.float64).sum(axis=(1, 2))
    wrong = np.square(made.astype(np.float64) - expected).sum(axis=(1, 2))
    ratio = np.divide(wanted, wrong, out=np.full(len(wanted), np.inf), where=wrong > 0)
    with np.errstate(divide="ignore"):
        return float(np.minimum(10 * np.log10(ratio), MOST_DB).min())
