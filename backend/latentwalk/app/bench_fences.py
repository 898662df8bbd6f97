"""``latentwalk bench fences``: what it costs to know which zones everybody stands in."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated

import numpy as np
import typer

from latentwalk.app.machine import machine
from latentwalk.domain.block import Metres
from latentwalk.domain.errors import LatentwalkError
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon, Shape, Vertex
from latentwalk.domain.zone import Zone
from latentwalk.geo.fence import FenceSet

ZONES_PER_KM2 = 400.0  # one every 50 m: a walker stands in about one, near a few
RATE_HZ = 10.0
AT_ONCE = 20  # walkers of one brute-force call: a million pairs of 10,000 zones are 300 MB
SEED = 5


@dataclass(frozen=True, slots=True)
class FenceReport:
    """What was measured.

    Attributes:
        zones, walkers: How many.
        call_ms: Median of one call for all walkers, weights of all zones.
        worst_ms: 95 % of these calls were faster.
        core_share: Of one core, at ten such calls a second.
        sparse_ms: Median of one call for all walkers, weights above 0 only.
        brute_ms: The same by asking every walker about every zone.
        ratio: How much faster the tree is.
        touched: Pairs of a walker and a zone around them.
    """

    zones: int
    walkers: int
    call_ms: float
    worst_ms: float
    core_share: float
    sparse_ms: float
    brute_ms: float
    ratio: float
    touched: int


def fences(
    zones: Annotated[int, typer.Option(min=1, help="Of the walk, all shapes mixed.")] = 10_000,
    walkers: Annotated[int, typer.Option(min=1, help="Asked in one call.")] = 1_000,
    calls: Annotated[int, typer.Option(min=3, help="How many are timed.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Time the fences of a town of zones against asking every walker about every zone."""
    report = measure(zones, walkers, calls)
    if as_json:
        typer.echo(json.dumps({"machine": machine(), **asdict(report)}))
    else:
        typer.echo(f"{machine()}\n\n{_in_words(report)}")


def measure(zones: int, walkers: int, calls: int) -> FenceReport:
    """Time one town; both ways must find the same.

    Raises:
        LatentwalkError: If they do not.
    """
    dice = np.random.default_rng(SEED)
    side_m = 1000.0 * float(np.sqrt(zones / ZONES_PER_KM2))
    fences = FenceSet(town(dice, zones, side_m))
    places = [dice.uniform(0.0, side_m, (walkers, 2)) for _ in range(calls)]
    fences.weights(places[0])  # the tree is built by its first question
    spent_ms = [_spent_ms(fences.weights, here) for here in places]
    sparse_ms = [_spent_ms(fences.weights_sparse, here) for here in places]
    touched = fences.weights_sparse(places[0])
    found = set(zip(touched.walkers.tolist(), touched.zones.tolist(), strict=True))
    brute, brute_ms = _brute(fences, places[0])
    if found != brute:
        raise LatentwalkError(f"fences: expected {len(brute)} pairs inside, got {len(found)}")
    call_ms = float(np.median(spent_ms))
    return FenceReport(
        zones=zones,
        walkers=walkers,
        call_ms=call_ms,
        worst_ms=float(np.quantile(spent_ms, 0.95)),
        core_share=call_ms * RATE_HZ / 1000.0,
        sparse_ms=float(np.median(sparse_ms)),
        brute_ms=brute_ms,
        ratio=brute_ms / call_ms,
        touched=len(found),
    )


def town(dice: np.random.Generator, count: int, side_m: float) -> list[Zone]:
    """Scatter zones of every shape over a square, 15 to 60 m large."""
    makers = (_circle, _polygon, _pair, _corridor)
    return [
        Zone(ZoneId(f"z{number}"), "", makers[number % len(makers)](dice, _vertex(dice, side_m)))
        for number in range(count)
    ]


def _vertex(dice: np.random.Generator, side_m: float) -> Vertex:
    return float(dice.uniform(0.0, side_m)), float(dice.uniform(0.0, side_m))


def _circle(dice: np.random.Generator, centre: Vertex) -> Shape:
    return Circle(Position(*centre), float(dice.uniform(15.0, 40.0)))


def _polygon(dice: np.random.Generator, centre: Vertex) -> Polygon:
    """A star of 5 to 24 vertices with a hole in its middle."""
    count = int(dice.integers(5, 25))
    turn = 2.0 * np.pi * np.arange(count) / count
    radius_m = dice.uniform(15.0, 40.0, count)
    unit = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rings = [centre + radius_m[:, None] * unit, centre + 2.0 * unit]
    outline, hole = (tuple((float(e), float(n)) for e, n in ring) for ring in rings)
    return Polygon(outline, (hole,))


def _pair(dice: np.random.Generator, centre: Vertex) -> Shape:
    east, north = centre
    return MultiPolygon((_polygon(dice, centre), _polygon(dice, (east + 100.0, north))))


def _corridor(dice: np.random.Generator, start: Vertex) -> Shape:
    steps = dice.normal(0.0, 10.0, (int(dice.integers(2, 40)), 2))
    line = np.cumsum(np.vstack([start, steps]), axis=0)
    return Corridor(tuple((float(e), float(n)) for e, n in line), float(dice.uniform(4.0, 20.0)))


def _brute(fences: FenceSet, positions: Metres) -> tuple[set[tuple[int, int]], float]:
    """Ask all pairs; return those that are inside, and the milliseconds it took."""
    found: set[tuple[int, int]] = set()
    spent_ms = 0.0
    for first in range(0, len(positions), AT_ONCE):
        here = positions[first : first + AT_ONCE]
        before_s = time.perf_counter()
        distances_m = fences.distances_m(here)
        spent_ms += 1000.0 * (time.perf_counter() - before_s)
        walkers, zones = np.nonzero(distances_m > 0.0)
        found.update(zip((walkers + first).tolist(), zones.tolist(), strict=True))
    return found, spent_ms


def _spent_ms(ask: Callable[[Metres], object], positions: Metres) -> float:
    before_s = time.perf_counter()
    ask(positions)
    return 1000.0 * (time.perf_counter() - before_s)


def _in_words(report: FenceReport) -> str:
    return (
        f"{report.walkers} walkers among {report.zones} zones ({report.touched} pairs inside)\n"
        f"one call       {report.call_ms:.2f} ms median, {report.worst_ms:.2f} ms at 95 %\n"
        f"  above 0 only {report.sparse_ms:.2f} ms median\n"
        f"ten a second   {100.0 * report.core_share:.1f} % of one core\n"
        f"brute force    {report.brute_ms:.0f} ms: the tree is {report.ratio:.0f} times as fast"
    )
