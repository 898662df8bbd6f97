"""The numbers that Python's and the browser's phone errors must both give.

Regenerate after a change that is meant: ``python -m tests.unit.geo.gps_golden``.
"""

import json
from dataclasses import asdict
from pathlib import Path

from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.geo.dice import Dice
from latentwalk.geo.gps_error import CompassError, GpsError
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.surroundings import PRESETS

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "rehearsal" / "phone-errors.json"
SEEDS = (1, 7, 4_294_967_295)
FIXES = 240  # four minutes: canyons jump and go dark in them
ORIGINS = ((5.447, 43.5223), (-122.3, 47.6), (18.95, 69.65), (0.0, 0.0))
PLACES = ((0.0, 0.0), (3.0, -4.0), (-120.0, 55.0), (450.0, 800.0))


def golden() -> dict[str, object]:
    """Return dice, fixes and compass of every preset, and places on Earth."""
    return {
        "uniform": {str(seed): _throws(seed) for seed in SEEDS},
        "gps": {f"{name} {seed}": _fixes(name, seed) for name in PRESETS for seed in SEEDS},
        "compass": {f"{name} {seed}": _compass(name, seed) for name in PRESETS for seed in SEEDS},
        "places": [_place(origin, place) for origin in ORIGINS for place in PLACES],
    }


def _throws(seed: int) -> list[float]:
    dice = Dice(seed)
    return [dice.uniform() for _ in range(12)]


def _fixes(name: str, seed: int) -> list[dict[str, float] | None]:
    """Return every tenth of FIXES fixes, a second apart."""
    gps = GpsError(PRESETS[name], seed)
    errors = [gps.next(1.0) for _ in range(FIXES)]
    return [None if e is None else asdict(e) for e in errors[::10]]


def _compass(name: str, seed: int) -> list[float]:
    compass = CompassError(PRESETS[name], seed)
    return [compass.next(0.1) for _ in range(1200)][::100]


def _place(origin: tuple[float, float], place: tuple[float, float]) -> dict[str, float]:
    point = LocalFrame(GeoPoint(*origin)).to_geo(Position(*place))
    return {
        "origin_lon_deg": origin[0],
        "origin_lat_deg": origin[1],
        "east_m": place[0],
        "north_m": place[1],
        "lon_deg": point.lon_deg,
        "lat_deg": point.lat_deg,
    }


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(golden(), separators=(",", ":")) + "\n")
