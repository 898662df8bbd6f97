"""The map by what is heard: cells where they lie, edges where they are."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from latentwalk.app.relief import FLOOR_DB, Grid, Relief, at_first_sight, relief
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import Axis, MappingKind, Sound, StillKind
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, PoolCounters, Stepped
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from tests.fakes.pool import wire_contract
from tests.fakes.walks import circle, walk_of

LANES = 16
QUIET_HZ = 400.0


@dataclass
class TonePool:
    """Each session sounds a tone: latent 0 raises it by an octave a standard deviation."""

    contract: Contract = field(default_factory=wire_contract)
    depth_frames: int = 0
    blocks: int = 0

    @property
    def block_frames(self) -> int:
        return self.contract.block_frames

    @property
    def counters(self) -> PoolCounters:
        return PoolCounters(blocks=self.blocks)

    @property
    def capacity_rows(self) -> int:
        return self.contract.on_time_rows

    def step(self, block: Block) -> Stepped:
        count, frames = len(block.sessions), self.block_frames
        time_s = (self.blocks * frames + np.arange(frames)) / SAMPLE_RATE_HZ
        self.blocks += 1
        hz = QUIET_HZ * np.exp2(block.place[:, 0, -1])
        tone = 0.1 * np.sin(2.0 * np.pi * hz[:, None] * time_s).astype(np.float32)
        wet = np.repeat(tone[:, None, :], 2, axis=1)
        fresh = np.ones(count, np.bool_)
        peak = np.abs(wet).max(axis=(1, 2), initial=0.0)
        return Stepped(wet, block.place, fresh, peak, ~fresh)

    def close(self) -> None:
        """Nothing to free."""


def of(*zones: object, grid: Grid, outside: Sound | None = None) -> Relief:
    walk = walk_of(zones, outside)  # type: ignore[arg-type]  # zones as given
    ground = Ground(walk, {ModelId("wire"): wire_contract()})
    return relief(Hall([Port(TonePool(), LANES)], LANES), ground, grid, 7)


def test_cells_lie_in_the_middle_of_their_squares_from_the_south_west() -> None:
    grid = Grid(-10.0, -2.0, 10.0, 2.0, columns=4, rows=2)
    assert grid.cell_m == (5.0, 2.0)
    np.testing.assert_allclose(grid.centres()[:4], [[-7.5, -1], [-2.5, -1], [2.5, -1], [7.5, -1]])
    np.testing.assert_allclose(grid.centres()[-1], [7.5, 1.0])


def test_a_zone_is_loud_the_rest_is_silence_and_its_edge_a_hinge() -> None:
    low = Sound(mapping=MappingKind.FIXED)
    found = of(circle("one", -10.0, 10.0, low), grid=Grid(-40, -2, 20, 2, columns=30, rows=2))
    row = found.loudness_db[0]
    assert row[15] == pytest.approx(-23.0, abs=1.0)  # 0.1 peak of a sine
    assert (row[:9] == FLOOR_DB).all()
    assert (row[-9:] == FLOOR_DB).all()
    assert np.isnan(found.brightness_hz[0, 0])
    assert found.brightness_hz[0, 15] == pytest.approx(QUIET_HZ, rel=0.2)
    hinges = set(np.flatnonzero(found.is_hinge[0]).tolist())
    assert hinges & {9, 10, 11}
    assert hinges & {18, 19, 20}
    assert 15 not in hinges


def test_brightness_follows_the_ground_and_change_its_slope() -> None:
    axes = Sound(mapping=MappingKind.AXES, axes=(Axis.EAST,), scale_m=10.0)
    found = of(grid=Grid(-10, -1, 10, 1, columns=10, rows=2), outside=axes)
    assert (np.diff(found.brightness_hz[0]) > 0.0).all()
    assert (found.change_db[0, :-1] > 0.1).all()
    assert found.change_db[-1, -1] == 0.0  # no neighbour east or north


def test_more_cells_than_lanes_are_heard_alike() -> None:
    axes = Sound(mapping=MappingKind.AXES, axes=(Axis.EAST,), scale_m=10.0)
    whole = of(grid=Grid(-12, -1, 12, 1, columns=24, rows=2), outside=axes)
    np.testing.assert_allclose(whole.brightness_hz[0], whole.brightness_hz[1], rtol=0.02)
    np.testing.assert_allclose(whole.loudness_db, whole.loudness_db[0, 0], atol=0.5)


def test_progress_is_told_cell_by_cell() -> None:
    told: list[int] = []
    ground = Ground(walk_of(), {ModelId("wire"): wire_contract()})
    hall = Hall([Port(TonePool(), LANES)], LANES)
    relief(hall, ground, Grid(0, 0, 5, 8, columns=5, rows=8), 7, told.append)
    assert told == [16, 32, 40]


def test_what_comes_only_with_waiting_is_left_out() -> None:
    patient = circle("one", 0.0, 10.0, Sound(still=StillKind.QUIET))
    (zone,) = at_first_sight(walk_of([patient])).zones
    assert zone.sound.still is StillKind.NONE
    assert zone.dwell_s == 0.0


def test_the_grids_are_json_by_rows_and_silence_is_null() -> None:
    silent = of(grid=Grid(0, 0, 3, 2, columns=3, rows=2)).to_json()
    assert silent["loudness_db"] == [[FLOOR_DB] * 3] * 2
    assert silent["brightness_hz"] == [[None] * 3] * 2
    assert silent["hinges"] == []
