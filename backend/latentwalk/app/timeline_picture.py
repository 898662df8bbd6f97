"""A rehearsed walk as a picture over time: an SVG, written by hand, that any browser shows."""

from html import escape

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.walk import Walk
from latentwalk.domain.words import words_in
from latentwalk.session.rehearsal import Rehearsal
from latentwalk.session.rehearsal_report import errors_m, levels_db

Numbers = NDArray[np.floating]

WIDTH, LEFT, RIGHT, TOP = 1200, 170, 64, 44
LANE, PANEL, GAP = 26, 96, 24
FLOOR_DB = -72.0
MOST_SIGMA = 4.0
MOST_POINTS = 1200  # a point a pixel
LINES = ("#8fb0dc", "#d98f7a", "#7fb8a4", "#c9b26a", "#b9b5ad", "#e6ba92", "#9cc3a5", "#ee9f93")
OUTSIDE, HUSHED = "#565b64", "#ee9f93"
TICKS_S = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600, 7200, 14_400)
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#bcc2cb}.name{fill:#f0ece5}"
    ".title{font:20px Georgia,serif;fill:#f0ece5}.rule{stroke:#46505d;stroke-width:1}"
    ".curve{fill:none;stroke-width:1.4;stroke-linejoin:round}.faint{opacity:.45}"
)


def timeline_svg(walk: Walk, rehearsal: Rehearsal) -> str:
    """Draw zones by weight, latents, level and error of the position over time.

    Args:
        walk: The document.
        rehearsal: How it went.
    """
    paper = _Paper(rehearsal)
    for column, zone in enumerate(walk.zones):
        weights = rehearsal.weights[:, column]
        paper.lane(words_in(zone.title) or zone.id, zone.colour, weights)
    paper.lane("outside", OUTSIDE, rehearsal.weights[:, -1])
    if (rehearsal.gain < 1.0).any():
        paper.lane("hushed", HUSHED, 1.0 - rehearsal.gain)
    for model, latents in rehearsal.latents.items():
        if latents.any():
            paper.panel(f"latents of {model}", list(latents.T), (-MOST_SIGMA, MOST_SIGMA), "σ")
    paper.panel("level", [levels_db(rehearsal)], (FLOOR_DB, 0.0), "dB")
    errors, told = errors_m(rehearsal), rehearsal.accuracy_m
    known = np.concatenate([errors[np.isfinite(errors)], told[np.isfinite(told)], [10.0]])
    most_m = float(np.ceil(known.max() / 10.0) * 10.0)
    paper.panel("position", [errors, told], (0.0, most_m), "m", ("true error", "accuracy told"))
    return paper.svg(words_in(walk.title))


class _Paper:
    """Draws row under row."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        times_s = rehearsal.times_s
        self._stride = max(1, -(-len(times_s) // MOST_POINTS))
        self._end_s = max(1.0, float(times_s[-1]))
        self._x = LEFT + times_s[:: self._stride] / self._end_s * (WIDTH - LEFT - RIGHT)
        self._y = float(TOP)
        self._parts: list[str] = []

    def lane(self, name: str, colour: str, weights: Numbers) -> None:
        """Draw a zone as a band as high as its weight."""
        base = self._y + LANE
        heights = base - (LANE - 3) * weights[:: self._stride]
        self._name(name, base - 8)
        self._parts.append(_line(LEFT, base, WIDTH - RIGHT, base))
        if weights.any():
            points = [(self._x[0], base), *zip(self._x, heights, strict=True), (self._x[-1], base)]
            self._parts.append(f'<polygon points="{_points(points)}" fill="{escape(colour)}"/>')
        self._y += LANE + 2

    def panel(
        self,
        name: str,
        curves: list[Numbers],
        span: tuple[float, float],
        unit: str,
        legends: tuple[str, ...] = (),
    ) -> None:
        """Draw curves between two values, named in their colours; the unknown is left out."""
        top, base = self._y + GAP, self._y + GAP + PANEL
        least, most = span
        self._name(name, top + 14)
        for number, legend in enumerate(legends):
            y = top + 32 + 16 * number
            self._parts.append(
                f'<text x="16" y="{y:.1f}" style="fill:{LINES[number]}">{escape(legend)}</text>'
            )
        for value in (least, (least + most) / 2.0, most):
            y = base - (value - least) / (most - least) * PANEL
            self._parts.append(_line(LEFT, y, WIDTH - RIGHT, y, "rule faint"))
            label = f"{value:g} {unit}"
            self._parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}">{label}</text>')
        for number, values in enumerate(curves):
            kept = np.clip(values[:: self._stride], least, most)
            heights = base - (kept - least) / (most - least) * PANEL
            colour = LINES[number % len(LINES)]
            self._parts += [
                f'<polyline class="curve" stroke="{colour}" points="{_points(run)}"/>'
                for run in _runs(self._x, heights)
            ]
        self._y = base

    def svg(self, title: str) -> str:
        """Return the picture under its title, with the time beneath."""
        height = round(self._y + 44)
        step_s = next((s for s in TICKS_S if self._end_s / s <= 12), TICKS_S[-1])
        for time_s in range(0, int(self._end_s) + 1, step_s):
            x = LEFT + time_s / self._end_s * (WIDTH - LEFT - RIGHT)
            self._parts.append(_line(x, TOP, x, self._y, "rule faint"))
            clock = f"{time_s // 60}:{time_s % 60:02d}"
            self._parts.append(f'<text x="{x:.1f}" y="{self._y + 20:.1f}">{clock}</text>')
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}"><style>{STYLE}</style>'
            f'<rect width="{WIDTH}" height="{height}" fill="#14171d"/>'
            f'<text class="title" x="16" y="28">{escape(title)}</text>'
            f"{''.join(self._parts)}</svg>\n"
        )

    def _name(self, name: str, y: float) -> None:
        short = name if len(name) <= 22 else f"{name[:21]}…"
        self._parts.append(f'<text class="name" x="16" y="{y:.1f}">{escape(short)}</text>')


def _line(x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _runs(x: Numbers, y: Numbers) -> list[list[tuple[float, float]]]:
    """Cut a curve where it is unknown."""
    runs: list[list[tuple[float, float]]] = [[]]
    for at, height in zip(x, y, strict=True):
        if np.isnan(height):
            runs.append([])
        else:
            runs[-1].append((float(at), float(height)))
    return [run for run in runs if len(run) > 1]
