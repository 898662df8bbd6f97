"""What ``/api/health`` says of each loaded model."""

from pydantic import JsonValue

from latentwalk.session.port import Port


def pool_health(port: Port) -> dict[str, JsonValue]:
    """Return plain numbers of one model: how fast, how full, what went wrong."""
    contract, counters = port.contract, port.counters
    by_rows = counters.call_time_p99_by_rows_s
    return {
        "model": contract.model_id,
        "way": contract.way,
        "precision": contract.precision,
        "error_db": None if contract.error_db is None else round(contract.error_db, 1),
        "processes": counters.shards,
        "block_ms": round(1e3 * contract.block_s, 2),
        "on_time_rows": contract.on_time_rows,
        "capacity_rows": counters.capacity_rows,
        "call_p99_ms_by_rows": {str(rows): round(1e3 * time_s, 2) for rows, time_s in by_rows},
        "missed": counters.missed,
        "resets": counters.resets,
        "failed": counters.failed,
        "refused": counters.refused,
        "restored": counters.restored,
        "snapshots_dropped": counters.snapshots_dropped,
        "restarts": counters.restarts,
    }
