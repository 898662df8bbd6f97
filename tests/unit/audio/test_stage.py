import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from latentwalk.audio.stage import rotate
from latentwalk.domain.block import TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import biggest_step, noise, rms_db

HEADINGS = np.arange(0.0, 360.0, 5.0)


def still(bed: Samples, heading_deg: float, stage_deg: tuple[float, float] = (-30, 30)) -> Samples:
    heading = np.array([heading_deg])
    out: Samples = rotate(bed[None], np.array([stage_deg]), heading, heading)[0]
    return out


def one_speaker(which: int) -> Samples:
    bed = np.zeros((2, TICK_FRAMES), np.float32)
    bed[which] = noise(1, TICK_FRAMES)
    return bed


@pytest.mark.parametrize("stage_deg", [(-30, 30), (-90, 90), (0, 180), (45, 45), (350, 10)])
@pytest.mark.parametrize("is_mono", [True, False], ids=["mono", "unrelated"])
def test_energy_stays_within_3_db_for_every_heading(
    stage_deg: tuple[float, float], is_mono: bool
) -> None:
    bed = noise(2, 2, 8 * TICK_FRAMES)
    if is_mono:
        bed[1] = bed[0]
    levels = [rms_db(still(bed, h, stage_deg)) - rms_db(bed) for h in HEADINGS]
    assert max(map(abs, levels)) < 2.0


@pytest.mark.parametrize(
    ("heading_deg", "ear"),
    [(300.0, 1), (120.0, 0), (329.0, 1), (31.0, 0)],
    ids=["right of the nose", "left behind", "beyond the left speaker", "between"],
)
def test_a_speaker_is_louder_in_the_ear_it_is_on(heading_deg: float, ear: int) -> None:
    bed = one_speaker(0) if heading_deg != 31.0 else one_speaker(1)  # at -30° or at 30°
    heading = heading_deg
    y = still(bed, heading)
    azimuth = (-30.0 if heading_deg != 31.0 else 30.0) - heading
    assert (np.sin(np.radians(azimuth)) > 0) == bool(ear)
    assert rms_db(y[ear]) > rms_db(y[1 - ear])


def test_a_speaker_behind_stays_as_loud_as_before() -> None:
    ahead, behind = (
        still(one_speaker(0), -30.0, (-30, -30)),
        still(one_speaker(0), 150.0, (-30, -30)),
    )
    assert rms_db(ahead) == pytest.approx(rms_db(behind), abs=0.01)


def test_an_unknown_heading_leaves_the_bed_wide() -> None:
    bed = noise(3, 2, TICK_FRAMES)
    assert np.array_equal(still(bed, np.nan), bed)


@pytest.mark.parametrize(
    ("from_deg", "to_deg"),
    [(350.0, 10.0), (10.0, 350.0), (0.0, 180.0), (np.nan, 90.0), (90.0, np.nan)],
)
def test_turning_makes_no_click(from_deg: float, to_deg: float) -> None:
    bed = np.full((1, 2, TICK_FRAMES), 0.5, np.float32)
    stage = np.array([[-30.0, 30.0]])
    before = rotate(bed, stage, np.array([from_deg]), np.array([from_deg]))
    turn = rotate(bed, stage, np.array([from_deg]), np.array([to_deg]))
    after = rotate(bed, stage, np.array([to_deg]), np.array([to_deg]))
    assert biggest_step(np.concatenate([before, turn, after], axis=2)) < 0.01


def test_heading_takes_the_shorter_way_round() -> None:
    bed = np.stack([one_speaker(1)])
    stage = np.array([[0.0, 0.0]])
    y = rotate(bed, stage, np.array([350.0]), np.array([10.0]))
    balance = [rms_db(y[0, 1, k : k + 64]) - rms_db(y[0, 0, k : k + 64]) for k in (0, 512, 960)]
    assert balance[0] > 0.5 > abs(balance[1])
    assert balance[2] < -0.5


@given(cuts=st.lists(st.integers(1, 15), max_size=5).map(lambda c: sorted({64 * k for k in c})))
def test_any_split_on_the_grid_gives_the_whole(cuts: list[int]) -> None:
    bed, stage = noise(4, 1, 2, TICK_FRAMES), np.array([[-40.0, 25.0]])

    def heading(frame: int) -> NDArray[np.float64]:
        return np.array([20.0 + 30.0 * frame / TICK_FRAMES])

    edges = [0, *cuts, TICK_FRAMES]
    parts = [
        rotate(bed[:, :, a:b], stage, heading(a), heading(b))
        for a, b in zip(edges[:-1], edges[1:], strict=True)
    ]
    whole = rotate(bed, stage, heading(0), heading(TICK_FRAMES))
    assert np.allclose(np.concatenate(parts, axis=2), whole, atol=1e-6)


def test_walkers_are_rendered_apart() -> None:
    bed, stage = noise(5, 3, 2, TICK_FRAMES), np.tile([-30.0, 30.0], (3, 1))
    headings = np.array([10.0, np.nan, 200.0])
    y = rotate(bed, stage, headings, headings)
    for k in range(3):
        assert np.allclose(y[k], still(bed[k], headings[k]), atol=1e-7)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="multiple of 64"):
        still(noise(6, 2, 100), 0.0)
    with pytest.raises(BlockSizeError, match="stage_deg"):
        rotate(noise(7, 1, 2, 64), np.zeros((2, 2)), np.zeros(1), np.zeros(1))
