import numpy as np
import pytest

from latentwalk.domain.block import Samples
from latentwalk.engine.calibration import SETTLE_STEPS
from latentwalk.engine.manifest import manifest_of
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.reference import reference_clip
from tests.fakes.models import Shelf
from tests.fakes.nets import RATIO

LEVEL_DB = -23.0


def test_reference_clip_has_its_level_and_repeats() -> None:
    clip = reference_clip(16_000, LEVEL_DB)
    assert 20 * np.log10(np.sqrt(np.mean(np.square(clip)))) == pytest.approx(LEVEL_DB, abs=0.01)
    np.testing.assert_array_equal(clip, reference_clip(16_000, LEVEL_DB))


def test_reference_clip_has_loud_and_quiet_moments() -> None:
    level = np.abs(reference_clip(16_000, LEVEL_DB)).reshape(-1, 800).max(axis=1)
    assert level.max() > 10 * level.min()


@pytest.fixture(scope="module")
def model(shelf: Shelf) -> Model:
    return load_model(manifest_of(shelf.path("plain")))


@pytest.fixture(scope="module")
def clip() -> Samples:
    clip = reference_clip(48_000, LEVEL_DB)
    return clip[: len(clip) // RATIO * RATIO]


def test_calibrating_leaves_no_sound_behind(model: Model) -> None:
    assert not model.encode(np.zeros((1, 1, RATIO), np.float32)).any()


def test_model_without_units_gets_them_from_the_clip(model: Model, clip: Samples) -> None:
    model.reset("encode", 0)
    units = model.space.to_units(model.encode(clip[None, None]))[0, :, SETTLE_STEPS:]
    np.testing.assert_allclose(units.mean(axis=1), 0.0, atol=1e-3)
    np.testing.assert_allclose(units.std(axis=1), 1.0, atol=1e-3)
    loudness = np.log(np.mean(clip.reshape(-1, RATIO) ** 2, axis=1) + 1e-9)[SETTLE_STEPS:]
    assert all(np.corrcoef(axis, loudness)[0, 1] >= 0 for axis in units)


def test_card_with_units_is_believed(shelf: Shelf) -> None:
    np.testing.assert_array_equal(load_model(shelf.card("plain")).contract.std, 1.0)
