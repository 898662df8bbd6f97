from collections.abc import Callable

import numpy as np
import pytest

from latentwalk.domain.block import Samples
from latentwalk.rave.scenes import compose, place, surround

N_FRAMES = 16_384


def _noise(seed: int, channels: int = 1) -> Samples:
    random = np.random.default_rng(seed)
    noise = random.normal(0.0, 0.1, (channels, N_FRAMES))
    return noise.astype(np.float32)


def _mono_reader() -> Callable[[], Samples]:
    seeds = iter(range(10_000))
    return lambda: np.repeat(_noise(next(seeds)), 2, axis=0)


def _alike(sound: Samples) -> float:
    return float(np.atleast_2d(np.corrcoef(sound))[0, 1])


def _scenes(count: int) -> list[Samples]:
    read, random = _mono_reader(), np.random.default_rng(0)
    return [compose(read, N_FRAMES, random) for _ in range(count)]


def test_the_same_seed_composes_the_same_scene() -> None:
    first, again = (compose(_mono_reader(), N_FRAMES, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, again)


def test_scenes_are_stereo_finite_and_within_full_scale() -> None:
    for scene in _scenes(40):
        assert scene.shape == (2, N_FRAMES)
        assert scene.dtype == np.float32
        assert np.isfinite(scene).all()
        assert 0.001 < np.abs(scene).max() <= 1.0


def test_the_likeness_of_the_ears_varies_widely_between_scenes() -> None:
    alike = [_alike(scene) for scene in _scenes(80)]
    assert np.quantile(alike, 0.9) - np.quantile(alike, 0.1) > 0.5


def test_scenes_lean_to_either_side_alike() -> None:
    lean = [np.log(scene[0].std() / scene[1].std()) for scene in _scenes(80)]
    assert abs(np.mean(np.sign(lean))) < 0.35
    assert np.ptp(lean) > 1.0


@pytest.mark.parametrize("seed", range(6))
def test_a_sound_on_one_side_is_louder_and_earlier_there(seed: int) -> None:
    random = np.random.default_rng(seed)
    side = np.random.default_rng(seed).uniform(-1.0, 1.0)  # what place draws first
    placed = place(_noise(seed)[0], random)
    near, far = (placed[1], placed[0]) if side > 0 else (placed[0], placed[1])
    assert near.std() >= far.std()
    lags = range(-40, 41)
    match = [float(near[100:-100] @ np.roll(far, -lag)[100:-100]) for lag in lags]
    delay = lags[int(np.argmax(match))]
    assert delay == pytest.approx(abs(side) * 0.00065 * 48_000, abs=1.5)  # the room blurs it


def test_mono_can_be_widened_until_its_sides_share_nothing() -> None:
    mono = np.repeat(_noise(1), 2, axis=0)
    alike = [_alike(surround(mono, np.random.default_rng(seed))) for seed in range(60)]
    assert min(alike) < 0.05
    assert max(alike) > 0.99


def test_a_stereo_recording_keeps_its_own_sides() -> None:
    stereo = _noise(2, 2)
    widest = [surround(stereo, np.random.default_rng(seed)) for seed in range(60)]
    assert any(
        np.allclose(wide, stereo, atol=1e-6) or np.allclose(wide, stereo[::-1], atol=1e-6)
        for wide in widest
    )
