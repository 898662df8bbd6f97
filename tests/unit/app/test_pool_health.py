import json
from dataclasses import replace

from latentwalk.app.pool_health import pool_health
from latentwalk.engine.pool import PoolCounters
from latentwalk.session.port import Port
from tests.fakes.pool import WirePool, wire_contract

COUNTED = PoolCounters(
    blocks=9,
    missed=1,
    failed=2,
    capacity_rows=12,
    call_time_p99_by_rows_s=((1, 0.0021), (8, 0.00512)),
    shards=2,
)


class Counted(WirePool):
    @property
    def counters(self) -> PoolCounters:
        return COUNTED


def test_health_of_a_model_is_small_and_plain() -> None:
    pool = Counted(replace(wire_contract(), on_time_rows=16))
    told = json.loads(json.dumps(pool_health(Port(pool, 1))))
    assert told["model"] == "wire"
    assert (told["processes"], told["on_time_rows"], told["capacity_rows"]) == (2, 16, 12)
    assert told["call_p99_ms_by_rows"] == {"1": 2.1, "8": 5.12}
    assert (told["missed"], told["failed"], told["block_ms"]) == (1, 2, 21.33)
