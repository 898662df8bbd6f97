import json
from dataclasses import replace

from latentwalk.engine.bench_report import EngineReport, Row, Variant


def row(rows: int, variant: Variant, median_ms: float, ratio: float) -> Row:
    error_db = None if variant is Variant.PER_WALKER else 97.0
    return Row(rows, variant, "fp32", 12.3, ratio, 50.0, error_db, median_ms, 40.0, 0.5)


def report() -> EngineReport:
    rows = (
        row(1, Variant.PER_WALKER, 10.0, 1.0),
        row(1, Variant.CHOSEN, 5.0, 2.0),
        row(32, Variant.PER_WALKER, 320.0, 1.0),
        row(32, Variant.CHOSEN, 20.0, 16.0),
    )
    on_time = {"per-walker": 2, "batched": 5, "fp32": 9, "chosen": 32}
    return EngineReport(
        model="stand-in",
        cpu="a machine",
        cpu_flags=("avx2",),
        block=2048,
        block_ms=42.7,
        threads=1,
        rows=rows,
        on_time=on_time,
        gflop_per_s=7.0,
        gemm_peak={"fp32": 80.0},
        load_s={"chosen": 3.0},
        process={"rows": 32, "load_s": 2.0, "resident_mb": 500.0},
    )


def test_json_has_the_promised_keys_and_survives_the_way_there_and_back() -> None:
    told = json.loads(json.dumps(report().to_json(), allow_nan=False))
    assert {"cpu", "block", "threads", "rows", "on_time"} <= told.keys()
    promised = {"rows", "variant", "precision", "walkers_per_core", "ratio_vs_per_walker"}
    promised |= {"p99_ms", "signal_to_error_db"}
    assert all(promised <= entry.keys() for entry in told["rows"])
    assert told["rows"][3]["variant"] == "chosen"
    assert told["rows"][0]["signal_to_error_db"] is None
    assert set(told["on_time"]) == {"per-walker", "batched", "fp32", "chosen"}


def test_words_name_machine_ways_and_who_is_on_time() -> None:
    words = report().in_words()
    assert "stand-in on a machine (avx2), 1 thread, 2048 frames a block (42.7 ms)" in words
    assert "per-walker 2, batched 5, fp32 9, chosen 32" in words
    assert "a call of 32 rows over one of 1: per-walker 32.0, chosen 4.0" in words
    assert "500 MB resident" in words


def test_a_search_that_was_left_out_is_not_spoken_of() -> None:
    assert "on-time" not in replace(report(), on_time={}).in_words()


def test_columns_line_up() -> None:
    head, *lines = report().in_words().splitlines()[2:7]
    end = head.index("p99 ms") + len("p99 ms")
    assert [line[:end].endswith(" 50.0") for line in lines] == [True] * 4


def test_markdown_is_a_table_of_the_same_cells() -> None:
    lines = report().in_markdown().splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + 4
    assert {line.count("|") for line in table} == {11}
    assert "16.00" in table[-1]


def test_growth_is_the_last_call_over_the_first() -> None:
    assert report().growth(Variant.CHOSEN) == 4.0
