"""A frozen position never keeps the street from winning."""

from dataclasses import replace

import numpy as np

from latentwalk.domain.block import TICK_S
from latentwalk.domain.hush import Hush, HushKind
from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.shape import Polygon
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from tests.fakes.pool import WirePool, wire_contract
from tests.fakes.walks import MIC_GROUND, tick_of, walk_of

ROAD = Hush(ZoneId("road"), HushKind.ROAD, Polygon(((0, 60), (50, 60), (50, 70), (0, 70))))
CREEP_MPS, ACCURACY_M = 0.25, 4.0


def test_a_creep_that_counts_as_rest_is_silent_before_the_road() -> None:
    wire = WirePool(wire_contract())
    hall = Hall([Port(wire, 1)], 1)
    ground = Ground(
        replace(walk_of(outside=MIC_GROUND), hushes=(ROAD,)), {ModelId("wire"): wire.contract}
    )
    silent_m = 60.0 - ROAD.hush_m - ACCURACY_M
    behind_m = 0.0
    for number in range(0, 11_000, 10):
        time_s = number * TICK_S
        north_m = CREEP_MPS * time_s
        if number % 50 == 0:
            here = Position(25.0, north_m)
            hall.poses.report(0, Pose(time_s, here, 0.0, ACCURACY_M, speed_mps=0.1), here, time_s)
        tick = tick_of(number, [ground], has_mic=False)
        stood = hall.stand(tick)
        told = hall.story.tell(tick, stood)[0]
        behind_m = max(behind_m, float(np.abs(stood.positions - stood.believed).max()))
        if north_m > silent_m + 1.0:
            assert told.gain[0] == 0.0
    assert behind_m > 5.0
