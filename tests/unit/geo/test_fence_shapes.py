"""Every kind of shape, against geometry worked out one walker and one zone at a time."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Metres
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon, Shape, Vertex
from latentwalk.domain.zone import Zone
from latentwalk.geo.area import area_of, inradius_m
from latentwalk.geo.fence import FenceSet
from latentwalk.geo.footprint import REACH_SEGMENTS

BAR = Corridor(((0.0, 0.0), (100.0, 0.0)), 10.0)
SMALL = Polygon(((200.0, 0.0), (204.0, 0.0), (204.0, 4.0), (200.0, 4.0)))
LARGE = Polygon(((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)))
PAIR = MultiPolygon((LARGE, SMALL))


def zone(shape: Shape, fade_m: float = 10.0, weight: float = 1.0) -> Zone:
    return Zone(ZoneId("z"), "Z", shape, fade_m=fade_m, weight=weight)


def points(*pairs: tuple[float, float]) -> Metres:
    return np.array(pairs, np.float64).reshape(-1, 2)


def star(centre: Vertex, radii: list[float]) -> tuple[Vertex, ...]:
    """A ring around a point that never crosses itself."""
    turns = [2.0 * math.pi * i / len(radii) for i in range(len(radii))]
    east, north = centre
    return tuple(
        (east + r * math.cos(a), north + r * math.sin(a)) for r, a in zip(radii, turns, strict=True)
    )


metres = st.integers(-60, 60).map(float)
centres = st.tuples(metres, metres)
radii = st.lists(st.integers(12, 40).map(float), min_size=5, max_size=9)


@st.composite
def polygons(draw: st.DrawFn, east_m: float = 0.0) -> Polygon:
    east, north = draw(centres)
    centre = (east + east_m, north)
    holes = (star(centre, [3.0] * 5),) if draw(st.booleans()) else ()
    return Polygon(star(centre, draw(radii)), holes)


multis = st.tuples(polygons(), polygons(250.0)).map(MultiPolygon)
circles = st.builds(lambda c, r: Circle(Position(*c), r), centres, st.integers(1, 40).map(float))
lines = st.lists(centres, min_size=2, max_size=40, unique=True).map(tuple)
corridors = st.builds(Corridor, lines, st.integers(2, 30).map(float))
shapes = polygons() | multis | circles | corridors
zones = st.builds(zone, shapes, st.floats(0.0, 50.0), st.floats(0.0, 1.0))


def plain_depth_m(shape: Shape, east_m: float, north_m: float) -> float:
    """Depth by the book: one shape, one point."""
    here = shapely.Point(east_m, north_m)
    match shape:
        case Circle():
            centre = (shape.centre.east_m, shape.centre.north_m)
            return shape.radius_m - math.dist(centre, (east_m, north_m))
        case Corridor():
            return 0.5 * shape.width_m - float(shapely.LineString(shape.line).distance(here))
        case MultiPolygon():
            return max(plain_depth_m(part, east_m, north_m) for part in shape.parts)
        case Polygon():
            area = area_of(shape)
            far_m = float(area.boundary.distance(here))
            return far_m if area.contains(here) else -far_m


def plain_weight(zone: Zone, east_m: float, north_m: float) -> float:
    parts = zone.shape.parts if isinstance(zone.shape, MultiPolygon) else (zone.shape,)
    best = 0.0
    for part in parts:
        fade_m = max(min(zone.fade_m, inradius_m(part)), 1e-3)
        share = min(max(plain_depth_m(part, east_m, north_m) / fade_m, 0.0), 1.0)
        best = max(best, zone.weight * math.sin(0.5 * math.pi * share) ** 2)
    return best


def _is_wide(zone: Zone) -> bool:
    """Say whether no part is narrower than its fade, or arithmetic knows by how much."""
    if isinstance(zone.shape, Circle | Corridor):
        return True
    parts = zone.shape.parts if isinstance(zone.shape, MultiPolygon) else (zone.shape,)
    return all(0.9 * inradius_m(part) > zone.fade_m for part in parts)


@given(st.lists(zones, min_size=1, max_size=8), st.lists(centres, min_size=1, max_size=6))
@settings(deadline=None, max_examples=80)
def test_weights_and_distances_equal_brute_force(
    some: list[Zone], pairs: list[tuple[float, float]]
) -> None:
    fences = FenceSet(some)
    plain = [[plain_depth_m(one.shape, *pair) for one in some] for pair in pairs]
    np.testing.assert_allclose(fences.distances_m(points(*pairs)), plain, atol=1e-9)
    heavy = [[plain_weight(one, *pair) for one in some] for pair in pairs]
    # A polygon's inradius is found to 0.1 % of its extent; nothing else differs.
    np.testing.assert_allclose(fences.weights(points(*pairs)), heavy, atol=2e-2)
    exact = [column for column, one in enumerate(some) if _is_wide(one)]
    np.testing.assert_allclose(
        fences.weights(points(*pairs))[:, exact], np.array(heavy)[:, exact], atol=1e-6
    )


@given(st.lists(zones, min_size=1, max_size=8), st.lists(centres, min_size=1, max_size=6))
@settings(deadline=None, max_examples=40)
def test_sparse_dense_and_near_say_the_same(
    some: list[Zone], pairs: list[tuple[float, float]]
) -> None:
    fences, here = FenceSet(some), points(*pairs)
    weights = fences.weights(here)
    touched = fences.weights_sparse(here)
    assert list(zip(touched.walkers, touched.zones, strict=True)) == sorted(
        set(zip(touched.walkers, touched.zones, strict=True))
    )
    assert touched.weights.tolist() == weights[touched.walkers, touched.zones].tolist()
    columns, near = fences.weights_near(here)
    assert near.tolist() == weights[:, columns].tolist()
    others = np.setdiff1d(np.arange(len(some)), columns)
    assert not weights[:, others].any()


@given(
    st.lists(zones, min_size=1, max_size=8),
    st.lists(st.tuples(metres, metres, st.floats(0.0, 60.0)), min_size=1, max_size=6),
)
@settings(deadline=None, max_examples=40)
def test_zones_within_the_margin_are_found_with_their_depth(
    some: list[Zone], triples: list[tuple[float, float, float]]
) -> None:
    fences, rows = FenceSet(some), np.array(triples)
    here, margin_m = rows[:, :2], rows[:, 2]
    walkers, columns, depths_m = fences.depths_near(here, margin_m)
    exact = fences.distances_m(here)
    # Parts of a shape that are farther than the margin may be missing, never nearer ones.
    is_near = depths_m >= -margin_m[walkers]
    np.testing.assert_allclose(
        depths_m[is_near], exact[walkers[is_near], columns[is_near]], atol=1e-9
    )
    found = np.zeros_like(exact, np.bool_)
    found[walkers, columns] = True
    assert (found | (exact < -margin_m[:, None] + 1e-9)).all()


def test_a_corridor_is_deepest_on_its_line_and_round_at_its_ends() -> None:
    depths = FenceSet([zone(BAR)]).distances_m(
        points((50.0, 0.0), (50.0, 3.0), (50.0, -5.0), (103.0, 4.0), (50.0, 12.0))
    )
    np.testing.assert_allclose(depths[:, 0], [5.0, 2.0, 0.0, 0.0, -7.0], atol=1e-12)


def test_a_corridor_narrower_than_its_fade_is_full_along_its_whole_line() -> None:
    bent = Corridor(((0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (15.0, -20.0)), 6.0)
    along = shapely.line_interpolate_point(
        shapely.LineString(bent.line), np.linspace(0.0, 1.0, 40), normalized=True
    )
    weights = FenceSet([zone(bent, 50.0)]).weights(shapely.get_coordinates(along))
    np.testing.assert_allclose(weights, 1.0, atol=1e-6)


def test_a_long_path_has_no_seam_between_its_stretches() -> None:
    line = tuple((float(i), float(i % 2)) for i in range(3 * REACH_SEGMENTS + 2))
    fences = FenceSet([zone(Corridor(line, 8.0), 4.0)])
    way = points(*((0.25 * i, 2.5) for i in range(4 * len(line))))
    exact = 4.0 - shapely.distance(shapely.LineString(line), shapely.points(way))
    np.testing.assert_allclose(fences.distances_m(way)[:, 0], exact, atol=1e-12)
    share = np.clip(exact / 4.0, 0.0, 1.0)
    np.testing.assert_allclose(
        fences.weights(way)[:, 0], np.sin(0.5 * np.pi * share) ** 2, atol=1e-6
    )


def test_every_part_of_a_multipolygon_is_full_at_its_own_core() -> None:
    fences = FenceSet([zone(PAIR, 20.0)])
    weights = fences.weights(points((20.0, 20.0), (202.0, 2.0), (100.0, 20.0)))
    assert weights[:, 0] == pytest.approx([1.0, 1.0, 0.0], abs=0.01)
    assert fences.distances_m(points((100.0, 20.0)))[0, 0] == -60.0


@given(st.floats(0.0, 10.0))
def test_an_edge_hands_over_with_equal_power(depth_m: float) -> None:
    weight = float(FenceSet([zone(LARGE, 10.0)]).weights(points((depth_m, 20.0)))[0, 0])
    inside, outside = math.sqrt(weight), math.sqrt(1.0 - weight)  # gains of DESIGN §6
    assert inside == pytest.approx(math.sin(0.5 * math.pi * depth_m / 10.0), abs=1e-3)
    assert outside == pytest.approx(math.cos(0.5 * math.pi * depth_m / 10.0), abs=1e-3)


def test_a_zone_never_weighs_more_than_its_weight() -> None:
    weights = FenceSet([zone(LARGE, 10.0, 0.4)]).weights(points((20.0, 20.0), (5.0, 20.0)))
    assert weights[:, 0] == pytest.approx([0.4, 0.2], abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "expected_m"),
    [(BAR, 5.0), (PAIR, 20.0), (SMALL, 2.0), (Circle(Position(0.0, 0.0), 7.0), 7.0)],
    ids=["corridor", "multipolygon", "polygon", "circle"],
)
def test_inradius_is_how_deep_one_can_be(shape: Shape, expected_m: float) -> None:
    assert inradius_m(shape) == pytest.approx(expected_m, rel=2e-3)


@pytest.mark.parametrize("shape", [BAR, PAIR, LARGE, Circle(Position(9.0, 9.0), 7.0)], ids=str)
def test_area_covers_what_is_inside(shape: Shape) -> None:
    grid = np.stack(np.meshgrid(np.arange(-9.5, 210.0, 3.0), np.arange(-9.5, 50.0, 3.0)), -1)
    here = grid.reshape(-1, 2)
    depths = FenceSet([zone(shape)]).distances_m(here)[:, 0]
    covers = shapely.contains_xy(area_of(shape), *here.T)
    is_clear = np.abs(depths) > 0.1
    assert (covers == (depths > 0.0))[is_clear].all()
