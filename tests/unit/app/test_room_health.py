from dataclasses import replace

from latentwalk.app.room_health import model_room, room_health
from latentwalk.domain.ids import ModelId
from latentwalk.session.admission import Capacity, Crowd
from latentwalk.session.port import Port
from tests.fakes.pool import WirePool, wire_contract

WIRE, OTHER = ModelId("wire"), ModelId("other")
CAPACITY = Capacity(32, {WIRE: 20, OTHER: 12})


def test_health_tells_who_waits_how_many_may_walk_and_what_limits() -> None:
    crowd = Crowd.of_all([(WIRE,)] * 3)
    assert room_health(CAPACITY, crowd, 7, (WIRE,)) == {
        "waiting": 7,
        "capacity": 20,
        "limited_by": "wire",
    }
    assert room_health(CAPACITY, crowd, 0, (WIRE, OTHER))["limited_by"] == "other"
    assert room_health(CAPACITY, crowd, 0, ())["limited_by"] == "walkers"


def test_health_of_a_model_tells_the_rows_that_are_kept() -> None:
    port = Port(WirePool(replace(wire_contract(), on_time_rows=20)), 1)
    alone = Crowd.of_all([(WIRE,)] * 3)
    assert model_room(port, CAPACITY, alone) == {"walkers": 3, "walkers_most": 20}
    shared = Crowd.of_all([(WIRE,), (WIRE, OTHER)])
    assert model_room(port, CAPACITY, shared) == {"walkers": 2, "walkers_most": 18}
