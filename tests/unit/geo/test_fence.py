import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Metres
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Polygon, Shape
from latentwalk.domain.zone import Zone
from latentwalk.geo.area import inradius_m
from latentwalk.geo.fence import FenceSet, normalise

SQUARE = Polygon(((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)))
RING = Polygon(SQUARE.outline, (((15.0, 15.0), (25.0, 15.0), (25.0, 25.0), (15.0, 25.0)),))
DISC = Circle(Position(100.0, 0.0), 20.0)


def zone(shape: Shape, fade_m: float = 10.0) -> Zone:
    return Zone(ZoneId("z"), "Z", shape, fade_m=fade_m)


def points(*pairs: tuple[float, float]) -> Metres:
    return np.array(pairs, np.float64)


def test_distance_is_positive_inside_zero_on_and_negative_outside_the_edge() -> None:
    distances = FenceSet([zone(SQUARE), zone(DISC)]).distances_m(
        points((20.0, 10.0), (0.0, 20.0), (-3.0, -4.0), (100.0, 15.0), (120.0, 0.0))
    )
    np.testing.assert_allclose(distances[:3, 0], [10.0, 0.0, -5.0])
    np.testing.assert_allclose(distances[3:, 1], [5.0, 0.0])


def test_a_hole_is_outside() -> None:
    fences = FenceSet([zone(RING)])
    inside_hole = points((20.0, 20.0))
    assert fences.distances_m(inside_hole)[0, 0] == -5.0
    assert fences.weights(inside_hole)[0, 0] == 0.0


def test_distance_to_a_hole_counts_as_distance_to_the_edge() -> None:
    assert FenceSet([zone(RING)]).distances_m(points((12.0, 20.0)))[0, 0] == 3.0


@pytest.mark.parametrize("shape", [SQUARE, Circle(Position(20.0, 20.0), 20.0)], ids=str)
def test_weight_rises_from_the_edge_to_one_at_the_fade(shape: Shape) -> None:
    depth = np.array([-1.0, 0.0, 2.5, 5.0, 7.5, 10.0, 15.0])
    along = np.stack([depth, np.full(7, 20.0)], axis=1)
    weights = FenceSet([zone(shape)]).weights(along)[:, 0]
    np.testing.assert_allclose(weights, [0.0, 0.0, 0.146447, 0.5, 0.853553, 1.0, 1.0], atol=1e-6)


@pytest.mark.parametrize("shape", [SQUARE, Circle(Position(20.0, 20.0), 20.0)], ids=str)
def test_a_zone_narrower_than_its_fade_is_full_at_its_core(shape: Shape) -> None:
    weights = FenceSet([zone(shape, fade_m=500.0)]).weights(points((20.0, 20.0), (10.0, 20.0)))
    assert weights[:, 0] == pytest.approx([1.0, 0.5], abs=0.01)


def test_no_fade_is_a_hard_edge() -> None:
    weights = FenceSet([zone(SQUARE, fade_m=0.0)]).weights(points((0.1, 20.0), (-0.1, 20.0)))
    assert weights[:, 0].tolist() == [1.0, 0.0]


def test_columns_follow_the_document() -> None:
    fences = FenceSet([zone(DISC), zone(SQUARE), zone(DISC)])
    assert fences.weights(points((20.0, 20.0), (100.0, 0.0))).tolist() == [[0, 1, 0], [1, 0, 1]]
    assert (fences.distances_m(points((20.0, 20.0))) > 0.0).tolist() == [[False, True, False]]


def test_no_zones_leave_all_to_the_outside() -> None:
    fences = FenceSet([])
    assert fences.distances_m(points((1.0, 2.0))).shape == (1, 0)
    assert normalise(fences.weights(points((1.0, 2.0)))).tolist() == [[1.0]]


def test_no_walkers_have_no_weights() -> None:
    assert FenceSet([zone(SQUARE), zone(DISC)]).weights(np.empty((0, 2))).shape == (0, 2)


coordinates = st.floats(-60.0, 160.0)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=8))
@settings(deadline=None, max_examples=80)
def test_weights_agree_with_exact_distances(pairs: list[tuple[float, float]]) -> None:
    fences = FenceSet([zone(RING, 4.0), zone(DISC, 6.0), zone(SQUARE, 100.0)])
    weights, distances = fences.weights(points(*pairs)), fences.distances_m(points(*pairs))
    assert ((weights > 0.0) <= (distances > 0.0)).all()
    assert ((distances > 1e-3) <= (weights > 0.0)).all()
    assert ((weights >= 0.0) & (weights <= 1.0)).all()


@given(coordinates, coordinates)
@settings(deadline=None, max_examples=80)
def test_a_small_step_changes_weights_little(east_m: float, north_m: float) -> None:
    fences = FenceSet([zone(RING, 10.0), zone(DISC, 10.0)])
    here, near = fences.weights(points((east_m, north_m), (east_m + 0.01, north_m)))
    assert float(np.abs(here - near).max()) < 0.5 * np.pi * 0.01 / 4.9  # sin²'s slope, inradius 5


@given(st.lists(st.lists(st.floats(0.0, 1.0, width=32), min_size=3, max_size=3), min_size=1))
def test_shares_add_up_to_one_and_keep_their_proportions(rows: list[list[float]]) -> None:
    weights = np.array(rows, np.float32)
    shares = normalise(weights)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-5)
    is_light = weights.sum(axis=1) <= 1.0
    assert (shares[is_light, :3] == weights[is_light]).all()
    heavy, total = weights[~is_light], weights[~is_light].sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares[~is_light, :3] * total, heavy, atol=1e-5)
    assert (shares[~is_light, 3] == 0.0).all()


def test_inradius_of_square_disc_and_ring() -> None:
    assert [inradius_m(s) for s in (SQUARE, DISC)] == pytest.approx([20.0, 20.0], rel=0.01)
    assert inradius_m(RING) < 11.0
