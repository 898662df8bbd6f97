"""The map by what is heard: loudness, brightness and rate of change on a grid of places.

Every place is walked by the one walk function, as if somebody stood there; where what is
heard changes fastest from place to place is a hinge.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, TICK_S, Metres, Samples
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.sound import StillKind
from latentwalk.domain.walk import Walk
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.tick import Tick
from latentwalk.session.walker import walk

ARRIVED_S = 3.0  # a place is trusted from then on (session/whereabouts.py)
SETTLE_TICKS = 15  # 0.32 s: levels fade in over 0.3 s, and decoders forget where they began
MEASURE_TICKS = 19  # 0.4 s
WINDOW_FRAMES = 2048  # 43 ms, half overlapping
BANDS = 40
LOW_HZ, HIGH_HZ = 50.0, 16_000.0
FLOOR_DB = -90.0  # of a band: what is softer is silence
HINGE_DB = 3.0  # less change from cell to cell is not told apart by ear
SESSIONS = 1  # the first session's number

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells over a rectangle of ground; row 0 is the southernmost.

    Attributes:
        west_m, south_m, east_m, north_m: Its sides, local metres.
        columns, rows: How many cells.
    """

    west_m: float
    south_m: float
    east_m: float
    north_m: float
    columns: int
    rows: int

    @property
    def cell_m(self) -> tuple[float, float]:
        """Width and height of a cell."""
        width = (self.east_m - self.west_m) / self.columns
        return width, (self.north_m - self.south_m) / self.rows

    def centres(self) -> Metres:
        """Return the middle of every cell, row by row, [rows × columns, 2]."""
        width, height = self.cell_m
        east = self.west_m + width * (np.arange(self.columns) + 0.5)
        north = self.south_m + height * (np.arange(self.rows) + 0.5)
        return np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Relief:
    """What is heard, cell by cell, each [rows, columns].

    Attributes:
        loudness_db: RMS of both ears, dBFS, at least FLOOR_DB.
        brightness_hz: Centre of the spectrum; NaN in silence.
        change_db: Mean difference of the log-mel spectra to the neighbour east or north,
            whichever is larger.
        is_hinge: Where change runs along a ridge.
    """

    loudness_db: Numbers
    brightness_hz: Numbers
    change_db: Numbers
    is_hinge: NDArray[np.bool_]

    def to_json(self) -> dict[str, JsonValue]:
        """Return the grids as lists of rows, the hinges as [column, row]; silence is null."""
        hinges: list[JsonValue] = [[int(c), int(r)] for r, c in np.argwhere(self.is_hinge)]
        return {
            "loudness_db": _rows(self.loudness_db, 1),
            "brightness_hz": _rows(self.brightness_hz, 0),
            "change_db": _rows(self.change_db, 2),
            "hinges": hinges,
        }


def _rows(values: Numbers, digits: int) -> list[JsonValue]:
    return [
        [None if np.isnan(value) else round(float(value), digits) for value in row]
        for row in values
    ]


def at_first_sight(document: Walk) -> Walk:
    """Return the walk without what only comes with waiting: dwelling and stillness."""
    zones = tuple(
        replace(zone, dwell_s=0.0, sound=replace(zone.sound, still=StillKind.NONE))
        for zone in document.zones
    )
    outside = replace(document.outside, still=StillKind.NONE)
    return replace(document, zones=zones, outside=outside)


def relief(
    hall: Hall,
    ground: Ground,
    grid: Grid,
    noise_key: int,
    on_cells: Callable[[int], None] = lambda done: None,
) -> Relief:
    """Listen to every cell of ``grid``, as many at once as the hall has lanes.

    Args:
        hall: Fresh, with pools in this process.
        ground: The walk.
        grid: Where.
        noise_key: The same for all cells, so that they differ by place alone.
        on_cells: Called with the cells that are done.
    """
    centres = grid.centres()
    mel = np.zeros((len(centres), BANDS))
    loudness_db, brightness_hz = np.zeros(len(centres)), np.zeros(len(centres))
    for first in range(0, len(centres), hall.capacity):
        cells = slice(first, min(first + hall.capacity, len(centres)))
        sound = _hear(hall, ground, centres[cells], noise_key)
        loudness_db[cells], brightness_hz[cells], mel[cells] = _measures(sound)
        on_cells(cells.stop)
    shape = grid.rows, grid.columns
    change_db = _change(mel.reshape(*shape, BANDS))
    return Relief(
        loudness_db.reshape(shape), brightness_hz.reshape(shape), change_db, _ridges(change_db)
    )


def _hear(hall: Hall, ground: Ground, places: Metres, noise_key: int) -> Samples:
    """Stand at ``places`` [P, 2] and return what is heard once it has settled, [P, 2, n]."""
    count = len(places)
    up_m = ground.walk.start.up_m
    for lane, (east_m, north_m) in enumerate(places):
        hall.reset(lane)
        position = Position(float(east_m), float(north_m), up_m)
        hall.poses.report(lane, Pose(0.0, position, None), position, 0.0)
    walk(hall, _tick(0.0, ground, count, noise_key))
    parts = []
    for number in range(SETTLE_TICKS + MEASURE_TICKS):
        heard = walk(hall, _tick(ARRIVED_S + number * TICK_S, ground, count, noise_key))
        if number >= SETTLE_TICKS:
            parts.append(heard.stereo)
    return np.concatenate(parts, axis=2)


def _tick(time_s: float, ground: Ground, count: int, noise_key: int) -> Tick:
    lanes = np.arange(count, dtype=np.intp)
    return Tick(
        time_s=time_s,
        lanes=lanes,
        sessions=(lanes + SESSIONS).astype(np.uint64),
        groups=((ground, lanes),),
        mic=np.zeros((count, TICK_FRAMES), np.float32),
        has_mic=np.zeros(count, np.bool_),
        dry_gain=np.zeros(count, np.float32),
        at_ear=np.zeros(count, np.bool_),
        noise_key=np.full(count, noise_key, np.uint64),
    )


def _measures(sound: Samples) -> tuple[Numbers, Numbers, Numbers]:
    """Return loudness [P], brightness [P] and log-mel bands [P, BANDS] of sounds [P, 2, n]."""
    power = np.mean(np.square(sound, dtype=np.float64), axis=(1, 2))
    loudness_db = np.maximum(10.0 * np.log10(np.maximum(power, 1e-12)), FLOOR_DB)
    spectrum = _spectrum(sound.mean(axis=1))  # [P, F]
    hz: Numbers = np.fft.rfftfreq(WINDOW_FRAMES, 1.0 / SAMPLE_RATE_HZ).astype(np.float64)
    magnitude = np.sqrt(spectrum)
    whole = magnitude.sum(axis=1)
    centre_hz = (magnitude @ hz) / np.maximum(whole, 1e-12)
    brightness_hz = np.where(loudness_db > FLOOR_DB, centre_hz, np.nan)
    bands = np.matmul(spectrum, _mel_bands(hz).T)
    return loudness_db, brightness_hz, np.maximum(10.0 * np.log10(bands + 1e-12), FLOOR_DB)


def _spectrum(mono: Samples) -> Numbers:
    """Return the mean power spectrum of sounds [P, n], full scale 1, [P, F]."""
    window = np.hanning(WINDOW_FRAMES)
    starts = range(0, mono.shape[1] - WINDOW_FRAMES + 1, WINDOW_FRAMES // 2)
    total = np.zeros((len(mono), WINDOW_FRAMES // 2 + 1))
    for start in starts:
        frame = np.fft.rfft(mono[:, start : start + WINDOW_FRAMES] * window, axis=1)
        total += np.square(np.abs(frame)) / np.square(window.sum() / 2.0)
    return total / len(starts)


def _mel_bands(hz: Numbers) -> Numbers:
    """Return triangles evenly spaced in mel (Stevens 1937, O'Shaughnessy's form), [BANDS, F]."""
    edges_mel = np.linspace(_mel(LOW_HZ), _mel(HIGH_HZ), BANDS + 2)
    edges_hz = 700.0 * (np.power(10.0, edges_mel / 2595.0) - 1.0)
    low, middle, high = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    triangles = np.minimum((hz - low) / (middle - low), (high - hz) / (high - middle))
    return np.asarray(np.maximum(triangles, 0.0))


def _mel(hz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hz / 700.0))


def _change(mel_db: Numbers) -> Numbers:
    """Return the larger of the changes eastward and northward, [rows, columns]."""
    change = np.zeros(mel_db.shape[:2])
    east = np.abs(np.diff(mel_db, axis=1)).mean(axis=2)
    north = np.abs(np.diff(mel_db, axis=0)).mean(axis=2)
    change[:, :-1] = east
    change[:-1] = np.maximum(change[:-1], north)
    return change


def _ridges(change_db: Numbers) -> NDArray[np.bool_]:
    """Mark the cells where change is audible and greatest across, in either direction."""
    if not change_db.size:
        return np.zeros(change_db.shape, np.bool_)
    padded = np.pad(change_db, 1, constant_values=-np.inf)
    across = (change_db >= padded[1:-1, :-2]) & (change_db > padded[1:-1, 2:])
    along = (change_db >= padded[:-2, 1:-1]) & (change_db > padded[2:, 1:-1])
    least = max(HINGE_DB, float(np.quantile(change_db, 0.75)))
    return np.asarray((across | along) & (change_db >= least))
