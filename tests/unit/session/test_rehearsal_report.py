from dataclasses import replace

import numpy as np
import pytest

from latentwalk.domain.hush import Hush, HushKind
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle
from latentwalk.session.rehearsal_report import hush_reports, levels_db, zone_reports
from tests.fakes.rehearsals import WALK, rehearsal_of


def test_zones_are_reported_by_what_was_crossed_noticed_and_heard() -> None:
    zone = zone_reports(WALK, rehearsal_of(40))[0]
    assert (zone.crossings, zone.changes, zone.flicker) == (2, 2, 0)
    assert zone.heard_s == pytest.approx(2.0, abs=0.3)
    assert zone.loudness_lufs is not None
    assert -22.0 < zone.loudness_lufs < -10.0


def test_changes_that_nobody_walked_are_flicker() -> None:
    rehearsal = rehearsal_of(40)
    rehearsal.is_inside[15, 0] = False
    assert zone_reports(WALK, rehearsal)[0].flicker == 2


def test_a_hush_tells_how_near_one_came_and_how_loud_it_was_there() -> None:
    shape = Circle(Position(50.0, 0.0), 15.0)
    walk = replace(WALK, hushes=(Hush(ZoneId("road"), HushKind.ROAD, shape),))
    before = hush_reports(walk, rehearsal_of(30))[0]
    assert before.nearest_m == pytest.approx(6.0)
    assert before.loudest_db is None
    across = hush_reports(walk, rehearsal_of(60))[0]
    assert across.nearest_m < 0.0
    assert across.loudest_db == pytest.approx(-60.0, abs=1.0)


def test_levels_are_those_of_the_sound_around_each_look() -> None:
    levels = levels_db(rehearsal_of(40))
    assert levels[2] == pytest.approx(-60.0, abs=0.5)
    assert levels[20] == pytest.approx(-20.0, abs=0.5)


def test_a_zone_that_a_hush_silences_is_not_heard() -> None:
    hushed = replace(rehearsal_of(40), gain=np.zeros(40, np.float32))
    assert zone_reports(WALK, hushed)[0].heard_s == 0.0
