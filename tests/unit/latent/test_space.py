from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.sound import Bound
from latentwalk.latent.space import LatentKind, LatentSpace, bound

reals = st.floats(-1e4, 1e4)


def space() -> LatentSpace:
    return LatentSpace(
        np.array([1.0, -2.0, 0.5], np.float32),
        np.array([2.0, 0.5, 0.0], np.float32),
        np.array([1.0, -1.0, 1.0], np.float32),
    )


def test_units_are_standard_deviations_with_the_sign_turned() -> None:
    model = np.array([[[3.0], [-1.5], [9.0]]], np.float32)
    assert space().to_units(model).ravel().tolist() == [1.0, -1.0, 0.0]


def test_from_units_undoes_to_units_on_living_axes() -> None:
    model = np.random.default_rng(0).normal(size=(4, 3, 5)).astype(np.float32)
    back = space().from_units(space().to_units(model))
    np.testing.assert_allclose(back[:, :2], model[:, :2], atol=1e-6)


def test_a_dead_axis_is_written_as_its_mean() -> None:
    units = np.full((1, 3, 1), 7.0, np.float32)
    assert space().from_units(units)[0, 2, 0] == 0.5


def test_identity_changes_nothing() -> None:
    latents = np.random.default_rng(1).normal(size=(2, 8, 3)).astype(np.float32)
    identity = LatentSpace.identity(8)
    assert (identity.to_units(latents) == latents).all()
    assert (identity.from_units(latents) == latents).all()


def test_latents_of_another_size_are_refused() -> None:
    for call in (space().to_units, space().from_units):
        with pytest.raises(BlockSizeError, match="expected shape"):
            call(np.zeros((1, 4, 2), np.float32))


def test_calibrations_of_unequal_length_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="latent space std"):
        LatentSpace(np.zeros(3, np.float32), np.ones(2, np.float32), np.ones(3, np.float32))


@given(reals, st.sampled_from(Bound))
def test_a_bounded_latent_stays_in_range(value: float, kind: Bound) -> None:
    limit = 8.0 if kind is Bound.OPEN else 3.0
    assert abs(float(bound(np.array(value), kind))) <= limit


@given(st.floats(-2.0, 2.0), st.sampled_from(Bound))
def test_every_bound_leaves_two_deviations_alone(value: float, kind: Bound) -> None:
    assert float(bound(np.array(value), kind)) == pytest.approx(value, abs=1e-12)


@given(reals, st.sampled_from(Bound))
def test_bounds_are_odd_and_never_steeper_than_one(value: float, kind: Bound) -> None:
    here, there, mirrored = bound(np.array([value, value + 0.01, -value]), kind)
    assert abs(there - here) <= 0.01 + 1e-9
    assert mirrored == pytest.approx(-here, abs=1e-9)


def test_mirror_walks_back_through_the_same_latents() -> None:
    out = bound(np.array([2.0, 4.0, 8.0, 10.0, 14.0]), Bound.MIRROR)
    np.testing.assert_allclose(out, [2.0, 2.0, -2.0, -2.0, 2.0])


def test_open_reaches_a_barrier_beyond_which_nothing_changes() -> None:
    near, far = bound(np.array([16.0, 400.0]), Bound.OPEN)
    assert near > 7.99
    assert far - near < 0.01


@pytest.mark.parametrize("kind", list(Bound))
def test_float32_stays_float32(kind: Bound) -> None:
    assert bound(np.zeros(3, np.float32), kind).dtype == np.float32


@given(st.integers(0, 1023), st.floats(0.5, 400.0), st.floats(0.0, 1023.0))
def test_an_index_comes_back_whole(index: int, std: float, mean: float) -> None:
    around, spread, sign = (np.array([v], np.float32) for v in (mean, std, -1))
    space = LatentSpace(around, spread, sign, LatentKind.INDEX)
    there = space.to_units(np.array([[index]], np.float32))
    assert space.from_units(there)[0, 0] == index  # decoders cut 36.9999 to 36


def test_a_place_between_two_indices_is_one_of_them() -> None:
    space = replace(LatentSpace.identity(1), kind=LatentKind.INDEX)
    np.testing.assert_array_equal(space.from_units(np.array([[0.4, 0.6, 7.7]])), [[0, 1, 8]])


def test_angles_fold_at_their_poles_and_the_last_goes_round() -> None:
    space = replace(LatentSpace.identity(2), kind=LatentKind.ANGLE)
    walked = np.repeat(np.array([[0.5, 1.0, 1.2, -1.2, 2.5]], np.float32), 2, axis=0)
    polar, azimuth = space.from_units(walked)
    np.testing.assert_allclose(polar, [0.5, 1.0, 0.8, -0.8, -0.5], atol=2e-6)
    assert polar.max() < 1.0  # where a decoder would wrap to the other pole
    np.testing.assert_allclose(azimuth, [0.5, -1.0, -0.8, 0.8, 0.5], atol=1e-6)


def test_across_the_seam_of_a_circle_two_angles_are_near() -> None:
    mean, one = np.array([0.0, 0.9], np.float32), np.ones(2, np.float32)
    space = LatentSpace(mean, one, one, LatentKind.ANGLE)
    units = space.to_units(np.array([[0.9], [-0.9]], np.float32))
    np.testing.assert_allclose(units, [[0.9], [0.2]], atol=1e-6)
