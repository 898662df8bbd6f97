import numpy as np
import pytest
import torch

from latentwalk.domain.errors import BlockSizeError
from latentwalk.engine import bench
from latentwalk.engine.bench import Effort, compute_threads, measure
from latentwalk.engine.bench_peak import BF16_FLAGS, count_gflop, cpu_flags, gemm_peak_gflops
from latentwalk.engine.bench_report import Variant
from latentwalk.engine.bench_ways import MOST_DB, Loaded, Script, make_feed, signal_to_error_db
from latentwalk.engine.options import Precision
from tests.fakes.models import Shelf

LITTLE = Effort(rounds=1, within_s=0.0, on_time_calls=2)


@pytest.fixture(autouse=True)
def peaks_without_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "gemm_peak_gflops", lambda flags: {"fp32": 100.0})


def test_every_way_is_measured_with_every_row_count(shelf: Shelf) -> None:
    report = measure(shelf.card("plain"), "a machine", [1, 2], effort=LITTLE)
    assert [(row.rows, row.variant) for row in report.rows] == [
        (rows, variant) for rows in (1, 2) for variant in Variant
    ]
    for row in report.rows:
        median_s = row.median_ms / 1e3
        assert row.walkers_per_core == pytest.approx(row.rows * report.block_ms / 1e3 / median_s)
        baseline = report.find(row.rows, Variant.PER_WALKER)
        assert baseline is not None
        assert row.ratio_vs_per_walker == pytest.approx(baseline.median_ms / row.median_ms)
        assert row.peak_share == pytest.approx(row.gflops / 100.0)
        assert row.p99_ms >= row.median_ms
    assert all(0 <= count <= 64 for count in report.on_time.values())
    assert (report.block, report.threads) == (1024, 1)


def test_the_engine_sounds_as_one_call_per_walker(shelf: Shelf) -> None:
    report = measure(shelf.card("plain"), "a machine", [3], effort=LITTLE)
    for row in report.rows:
        if row.variant is Variant.PER_WALKER:
            assert row.signal_to_error_db is None
        else:
            assert row.signal_to_error_db is not None
            assert row.signal_to_error_db > 80.0


@pytest.mark.parametrize("block", [512, 2048])
def test_another_block_than_the_pools_is_measured_too(shelf: Shelf, block: int) -> None:
    report = measure(shelf.card("ratio_256"), "a machine", [2], block=block, effort=LITTLE)
    assert report.block == block
    assert {row.variant for row in report.rows} == set(Variant)
    assert all((row.signal_to_error_db or 200.0) > 80.0 for row in report.rows)


def test_an_export_that_draws_its_sound_has_no_error_to_tell(shelf: Shelf) -> None:
    report = measure(shelf.card("drawing"), "a machine", [1], effort=LITTLE)
    assert all(row.signal_to_error_db is None for row in report.rows)


def test_an_encoder_that_draws_does_not_hide_the_error_of_the_decoder(shelf: Shelf) -> None:
    report = measure(shelf.card("v2"), "a machine", [1], effort=LITTLE)
    assert all(row.signal_to_error_db or row.variant == "per-walker" for row in report.rows)


def test_an_export_whose_rows_are_not_apart_has_no_batched_way(shelf: Shelf) -> None:
    card = shelf.card("mixing")
    card = card.model_copy(update={"model": card.model.model_copy(update={"max_rows": 2})})
    report = measure(card, "a machine", [1, 8], effort=LITTLE)
    assert {row.variant for row in report.rows} == set(Variant) - {Variant.BATCHED}
    assert {row.rows for row in report.rows} == {1, 2}
    assert report.on_time["batched"] == 0


def test_a_block_that_is_no_multiple_of_the_ratio_is_refused(shelf: Shelf) -> None:
    with pytest.raises(BlockSizeError, match="multiple of 1024"):
        measure(shelf.card("plain"), "a machine", [1], block=1500, effort=LITTLE)


def test_the_number_of_threads_is_as_before_afterwards() -> None:
    before = torch.get_num_threads()
    with compute_threads(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before


def test_signal_to_error_is_that_of_the_worst_row() -> None:
    sound = np.ones((3, 1, 8), np.float32)
    made = sound.copy()
    assert signal_to_error_db(made, sound) == MOST_DB
    made[1] += 0.1
    made[2] += 0.01
    assert signal_to_error_db(made, sound) == pytest.approx(20.0, abs=0.1)


def test_every_decoding_starts_from_silence(shelf: Shelf) -> None:
    card = shelf.card("plain")
    script, loaded = Script(card), Loaded(card, Precision.AUTO)
    feed = make_feed(loaded.model.contract, loaded.model.decode_size, 1024, 2)
    way = loaded.way(Variant.CHOSEN, feed)
    for decode in (script.decode_all, script.decode_each, way.decode_afresh):
        first = decode(feed.latents)
        way.play(2)
        script.all(feed)(2)
        np.testing.assert_array_equal(decode(feed.latents), first)


def test_walkers_are_fed_their_own_voices(shelf: Shelf) -> None:
    contract = Loaded(shelf.card("plain"), Precision.AUTO).model.contract
    feed = make_feed(contract, 6, 2048, 3)
    mic, latents = feed.next(11, 2)
    assert (mic.shape, latents.shape) == ((2, 1, 2048), (2, 6, 2))
    assert not np.array_equal(mic[0], mic[1])
    assert np.array_equal(feed.next(3, 2)[0], mic)


def test_arithmetic_is_counted_from_what_is_called() -> None:
    left, right = torch.zeros(10, 20), torch.zeros(20, 30)
    assert count_gflop(lambda: left @ right) == pytest.approx(2e-9 * 10 * 20 * 30)


def test_bf16_is_timed_only_where_the_processor_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latentwalk.engine.bench_peak.SHAPES", ((16, 16, 16),))
    assert set(gemm_peak_gflops(("avx2",))) == {"fp32"}
    assert set(gemm_peak_gflops((next(iter(BF16_FLAGS)),))) == {"fp32", "bf16"}
    assert min(gemm_peak_gflops(("avx2",)).values()) > 0.0


def test_flags_are_those_that_the_system_tells(shelf: Shelf) -> None:
    told = shelf.folder / "cpuinfo"
    told.write_text("model name : avx512f\nflags\t\t: fpu avx2 amx_bf16 sse\n", "utf-8")
    assert cpu_flags(told) == ("avx2", "amx_bf16")
    assert cpu_flags(shelf.folder / "none") == ()
