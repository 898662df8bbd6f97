import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.condition import Conditioner
from latentwalk.audio.levels import STEP_FRAMES
from latentwalk.domain.block import TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import biggest_step, measured_delay_frames, noise, rms_db, sine

LANE = np.zeros(1, np.intp)
SECOND = 48_000 // TICK_FRAMES * TICK_FRAMES


def conditioned(x: Samples, reference_lufs: float = -23.0) -> tuple[Samples, Samples]:
    """Run mono ``x`` tick by tick; return the sound and the gate after each tick."""
    conditioner = Conditioner(1, reference_lufs)
    blocks = x[: len(x) // TICK_FRAMES * TICK_FRAMES].reshape(-1, 1, TICK_FRAMES)
    parts = [conditioner.process(block, LANE) for block in blocks]
    return np.concatenate([y[0] for y, _ in parts]), np.concatenate([g for _, g in parts])


@pytest.mark.parametrize(
    ("frequency_hz", "loss_db", "within_db"),
    [(20.0, 24.0, 1.0), (80.0, 3.0, 0.5), (1000.0, 0.0, 0.2), (10_000.0, 0.0, 0.2)],
)
def test_rumble_is_taken_out_and_voices_pass(
    frequency_hz: float, loss_db: float, within_db: float
) -> None:
    conditioner = Conditioner(1, -200.0)  # a reference that pins the gain at its least
    x = sine(frequency_hz, 4 * SECOND, 0.5)
    y = [conditioner.process(b, LANE)[0] for b in x.reshape(-1, 1, TICK_FRAMES)]
    gain_db = conditioner.gain_db[0]
    settled = rms_db(np.concatenate(y, axis=1)[0, -SECOND:]) - gain_db
    assert rms_db(x) - settled == pytest.approx(loss_db, abs=within_db)


def test_declared_latency_is_measured_latency() -> None:
    x = noise(1, 8 * TICK_FRAMES)
    assert measured_delay_frames(x, conditioned(x)[0]) == Conditioner.latency_frames == 0


@pytest.mark.parametrize("level", [0.02, 0.05, 0.15])
def test_gain_brings_sound_to_the_reference(level: float) -> None:
    conditioner = Conditioner(1, -23.0)
    for block in noise(2, 8 * SECOND // TICK_FRAMES, 1, TICK_FRAMES, level=level):
        conditioner.process(block, LANE)
    assert conditioner.level_db[0] + conditioner.gain_db[0] == pytest.approx(-23.0, abs=1.0)


def test_each_lane_may_have_its_own_reference() -> None:
    conditioner = Conditioner(3, -23.0)
    conditioner.steer(2, -30.0)
    for block in noise(2, 8 * SECOND // TICK_FRAMES, 1, TICK_FRAMES, level=0.05):
        conditioner.process(np.repeat(block, 2, axis=0), np.array([0, 2]))
    assert conditioner.gain_db[2] == pytest.approx(conditioner.gain_db[0] - 7.0, abs=1e-6)
    conditioner.reset(2)
    conditioner.reset(0)
    for block in noise(2, 2, 1, TICK_FRAMES, level=0.05):
        conditioner.process(np.repeat(block, 2, axis=0), np.array([0, 2]))
    assert conditioner.gain_db[2] == conditioner.gain_db[0]


def test_gain_never_moves_faster_than_6_db_a_second() -> None:
    conditioner = Conditioner(1, -23.0)
    gains = [0.0]
    for k in range(400):
        level = 0.5 if (k // 40) % 2 else 0.01
        conditioner.process(noise(k, 1, TICK_FRAMES, level=level), LANE)
        gains.append(float(conditioner.gain_db[0]))
    most_db = 6.0 * TICK_FRAMES / 48_000
    assert max(np.abs(np.diff(gains))) == pytest.approx(most_db, abs=1e-6)


@pytest.mark.parametrize(("level", "bound_db"), [(0.02, 24.0), (3.0, -12.0)])
def test_gain_stays_within_its_bounds(level: float, bound_db: float) -> None:
    conditioner = Conditioner(1, -5.0)
    for block in noise(3, 10 * SECOND // TICK_FRAMES, 1, TICK_FRAMES, level=level):
        conditioner.process(block, LANE)
    assert conditioner.gain_db[0] == pytest.approx(bound_db)


def test_gain_rests_in_silence() -> None:
    conditioner = Conditioner(1, -23.0)
    for block in noise(4, 100, 1, TICK_FRAMES, level=0.03):
        conditioner.process(block, LANE)
    for _ in range(20):  # the gate closes
        conditioner.process(np.zeros((1, TICK_FRAMES), np.float32), LANE)
    before = float(conditioner.gain_db[0])
    for block in noise(5, 500, 1, TICK_FRAMES, level=1e-4):  # a phone's own hiss
        conditioner.process(block, LANE)
    assert conditioner.gain_db[0] == before > 0.0


def test_gate_is_shut_on_hiss_open_on_sound_and_shuts_again_slowly() -> None:
    hiss, sound = noise(6, 2 * SECOND, level=2e-4), noise(7, 2 * SECOND, level=0.05)
    _, gate = conditioned(np.concatenate([hiss, sound, hiss]))
    n_ticks = 2 * SECOND // TICK_FRAMES
    assert gate[: n_ticks - 1].max() < 0.01
    assert gate[n_ticks + 2] > 0.95  # within 64 ms
    assert gate[n_ticks : 2 * n_ticks].min() > 0.5
    assert 0.05 < gate[2 * n_ticks + 14] < 0.9  # 0.3 s later it is still closing
    assert gate[-1] < 0.05


def test_gate_learns_the_noise_of_a_bad_microphone() -> None:
    hiss = noise(8, 20 * SECOND, level=1.4e-3)  # -57 dBFS: above the absolute threshold
    _, gate = conditioned(hiss)
    assert gate[-1] < 0.1


def test_a_steady_street_is_not_taken_for_noise() -> None:
    _, gate = conditioned(noise(9, 20 * SECOND, level=0.02))  # -34 dBFS for 20 s
    assert gate[-1] > 0.95


def test_gain_moves_without_steps() -> None:
    x = sine(200.0, 4 * SECOND, 0.02)
    y, _ = conditioned(x)
    assert biggest_step(y) < biggest_step(x) * 10 ** (24 / 20) * 1.05


@settings(max_examples=20, deadline=None)
@given(cuts=st.lists(st.integers(1, 79), max_size=10).map(lambda c: sorted(set(c))))
def test_any_split_on_the_grid_gives_the_whole(cuts: list[int]) -> None:
    x = noise(10, 1, 80 * STEP_FRAMES, level=0.05)
    whole, cut = Conditioner(1, -23.0), Conditioner(1, -23.0)
    y, gate = whole.process(x, LANE)
    parts = [cut.process(p, LANE) for p in np.split(x, [STEP_FRAMES * c for c in cuts], axis=1)]
    assert np.allclose(np.concatenate([p for p, _ in parts], axis=1), y, atol=1e-7)
    assert parts[-1][1] == pytest.approx(gate)


def test_lanes_are_apart_and_a_reset_lane_equals_a_fresh_one() -> None:
    used, fresh = Conditioner(4, -23.0), Conditioner(4, -23.0)
    lanes = np.array([3, 1])
    for block in noise(11, 50, 2, TICK_FRAMES):
        used.process(block * np.array([[1.0], [0.0]], np.float32), lanes)
    assert used.gain_db[1] == 0.0
    assert used.gain_db[3] != 0.0
    used.reset(3)
    x = noise(12, 2, TICK_FRAMES)
    for a, b in zip(used.process(x, lanes), fresh.process(x, lanes), strict=True):
        assert np.array_equal(a[0], b[0])
    assert used.level_db[3] == fresh.level_db[3]


def test_values_that_are_not_finite_do_not_poison_the_lane() -> None:
    conditioner = Conditioner(1, -23.0)
    bad = noise(13, 1, TICK_FRAMES)
    bad[0, 5], bad[0, 6] = np.nan, -np.inf
    conditioner.process(bad, LANE)
    y, gate = conditioner.process(noise(14, 1, TICK_FRAMES), LANE)
    assert np.isfinite(y).all()
    assert gate[0] > 0.9


@pytest.mark.parametrize("n_frames", [0, 100, 1000])
def test_lengths_off_the_grid_are_refused(n_frames: int) -> None:
    with pytest.raises(BlockSizeError, match="multiple of 128"):
        Conditioner(1, -23.0).process(noise(15, 1, n_frames), LANE)
