"""What is computed for all walkers at once is what each would get alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.condition import Conditioner
from latentwalk.audio.levels import STEP_FRAMES
from latentwalk.audio.step_guard import FLOOR, TRACK_DB_PER_S, StepGuard
from latentwalk.audio.timeline import Timeline
from latentwalk.domain.block import TICK_FRAMES, Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.wall_clock import WallClock
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.crowd import add_dry
from latentwalk.session.ground import Ground, models_of
from latentwalk.session.standing import Standing
from latentwalk.session.told import Told
from tests.fakes.pool import wire_contract

WALKERS = 7
FIRST_WALK = Path(__file__).resolve().parents[3] / "geofences" / "first-walk.geojson"


def _noise(seed: int, *shape: int) -> Samples:
    return (0.1 * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


def test_conditioned_together_is_conditioned_alone() -> None:
    lanes = np.array([5, 0, 3, 6, 1, 2, 4])
    together = Conditioner(WALKERS, -23.0)
    alone = [Conditioner(1, -23.0) for _ in range(WALKERS)]
    for tick in range(40):
        mic = _noise(tick, WALKERS, TICK_FRAMES)
        mic *= np.linspace(0.0, 3.0, WALKERS, dtype=np.float32)[:, None]
        out, gate = together.process(mic, lanes)
        for row, one in enumerate(alone):
            mine, my_gate = one.process(mic[row : row + 1], np.zeros(1, np.intp))
            np.testing.assert_allclose(out[row], mine[0], atol=1e-7)
            assert gate[row] == pytest.approx(my_gate[0])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=8, max_size=40))
def test_what_the_guard_tracks_is_what_a_step_by_step_loop_tracks(levels: list[float]) -> None:
    levels = levels[: len(levels) // 8 * 8]
    guard, lane, calm = StepGuard(1), np.zeros(1, np.intp), np.zeros(1, np.bool_)
    sound = np.repeat(np.array(levels, np.float32), STEP_FRAMES)
    for block in sound.reshape(-1, 8 * STEP_FRAMES):
        guard.process(np.stack([block, block])[None], calm, lane)
    powers = np.array(levels, np.float32).astype(np.float64) ** 2
    forget = 10.0 ** (-TRACK_DB_PER_S * STEP_FRAMES / 48_000 / 10.0)
    tracked = FLOOR
    for step in range(len(powers)):
        now = float(powers[max(0, step - 3) : step + 1].sum() / 4)
        tracked = max(now, tracked * forget, FLOOR)
    assert guard._tracked[0, 1] == pytest.approx(tracked, rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(
    starts=st.lists(st.integers(0, 1500), min_size=1, max_size=12),
    asked=st.lists(st.integers(0, 1800), min_size=5, max_size=5),
)
def test_a_whole_stretch_is_what_a_look_at_every_frame_gives(
    starts: list[int], asked: list[int]
) -> None:
    timeline = Timeline(1000)
    for start in starts:
        timeline.write(start, np.arange(start, start + 96, dtype=np.float32))
    for start in asked:
        samples, is_here = timeline._read_gaps(start, 128)
        whole = timeline.whole(start, 128)
        if whole is not None:
            assert is_here.all()
            assert np.array_equal(whole, samples)


def test_a_mapping_asked_for_those_who_hear_it_gives_each_what_all_would_get() -> None:
    walk = load_walk(FIRST_WALK)
    contracts = {model: wire_contract(model=model) for model in models_of(walk)}
    ground = Ground(walk, contracts)
    rng = np.random.default_rng(5)
    positions = np.concatenate([rng.uniform(-30, 30, (40, 2)), np.zeros((40, 1))], axis=1)
    here = Standing.at(positions, rng.uniform(0, 360, 40), 12.5)
    told = Told.nothing(40, len(walk.zones))
    weights, gate = ground.weights(here, told), np.full(40, 0.6, np.float32)
    for model in models_of(walk):
        control = ground.control(model, weights, here, gate, told, WallClock(0.0))
        assert control is not None
        heard = np.flatnonzero(control.level)  # who hears nothing of it is asked for nothing
        assert 0 < len(heard) < 40
        for row in heard:
            rows = np.array([row])
            mine = Told.nothing(1, len(walk.zones))
            alone = ground.control(
                ModelId(model), weights[rows], here.take(rows), gate[rows], mine, WallClock(0.0)
            )
            assert alone is not None
            for name in ("place", "gain_place", "gain_mic", "level"):
                np.testing.assert_allclose(
                    getattr(control, name)[row], getattr(alone, name)[0], atol=1e-6, err_msg=name
                )


def test_the_dry_mic_comes_to_those_alone_who_asked_for_it() -> None:
    bed, dry = _noise(1, WALKERS, 2, 64), _noise(2, WALKERS, 1, 64)
    gain = np.array([0, 1, 0, 0.5, 0, 0, 0.25], np.float32)
    expected = bed + gain[:, None, None] * dry
    np.testing.assert_array_equal(add_dry(bed.copy(), dry, gain), expected)
