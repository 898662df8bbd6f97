import numpy as np
import pytest

from latentwalk.domain.errors import ContractError
from latentwalk.engine.manifest import Manifest, NoiseCalibration, manifest_of
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.rows import LanePlan, RowPlan
from tests.fakes.models import Shelf, with_units
from tests.fakes.nets import RATIO, START, F, K

NOTHING = LanePlan((), (), 0)
NO_ROW = np.zeros(0, np.intp)


def stating(manifest: Manifest, **fields: int) -> Manifest:
    return manifest.model_copy(update={"model": manifest.model.model_copy(update=fields)})


def seat_decoder(model: Model, lane: LanePlan) -> None:
    model.seat(RowPlan(NOTHING, lane, NOTHING, NO_ROW, NO_ROW.reshape(0, 2), NO_ROW, 0))


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("sample_rate_hz", 44_100, 48_000),
        ("ratio", 2048, RATIO),
        ("latent_size", 8, K),
        ("full_latent_size", 128, F),
    ],
)
def test_card_that_contradicts_the_file_is_refused(
    shelf: Shelf, field: str, value: int, found: int
) -> None:
    with pytest.raises(ContractError, match=rf"{field}: the file has {found}.*states {value}"):
        load_model(stating(shelf.card("plain"), **{field: value}))


def test_card_supplies_the_rate_a_file_does_not_know(shelf: Shelf) -> None:
    with pytest.raises(ContractError, match="does not say"):
        load_model(shelf.card("rateless"))
    card = stating(shelf.card("rateless"), sample_rate_hz=32_000)
    assert load_model(card).contract.sample_rate_hz == 32_000


def test_units_of_another_length_are_refused(shelf: Shelf) -> None:
    with pytest.raises(ContractError, match="calibration: 3 values, expected one for each of 4"):
        load_model(with_units(manifest_of(shelf.path("plain")), size=3))


def test_noise_spread_of_another_length_is_refused(shelf: Shelf) -> None:
    card = shelf.card("plain").model_copy(
        update={"calibration_full": NoiseCalibration(std=(1.0,) * 5)}
    )
    with pytest.raises(ContractError, match="5 values, expected one for each of 2 noise axes"):
        load_model(card)


def test_non_streaming_export_is_refused_with_the_remedy(shelf: Shelf) -> None:
    with pytest.raises(ContractError, match=r"click at every block.*--streaming"):
        load_model(shelf.card("forgetful"))


def test_moved_row_carries_its_state(shelf: Shelf) -> None:
    model = load_model(shelf.card("plain"))
    z = np.random.default_rng(0).standard_normal((3, F, 2)).astype(np.float32)
    model.decode(z)
    seat_decoder(model, LanePlan(((2, 0),), (1,), 2))
    moved = model.decode(z[[2, 2]])
    model.reset("decode", 0)
    model.decode(z[2:])
    np.testing.assert_array_equal(moved[0], model.decode(z[2:])[0])
    assert not np.array_equal(moved[1], moved[0])


def test_reset_row_of_unnamed_state_is_as_in_the_file(shelf: Shelf) -> None:
    model = load_model(shelf.card("remembering"))
    silence = np.zeros((1, F, 1), np.float32)
    first = model.decode(silence)
    assert first[0, 0, -1] == pytest.approx(0.9 * START)
    assert not np.array_equal(model.decode(silence), first)
    model.reset("decode", 0)
    np.testing.assert_array_equal(model.decode(silence), first)
