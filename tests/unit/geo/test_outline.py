import pytest
import shapely

from latentwalk.domain.shape import Corridor, MultiPolygon, Polygon
from latentwalk.geo.area import area_of, shapely_polygon
from latentwalk.geo.outline import polygons_of

SQUARE = Polygon(((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)))
FAR = Polygon(((50.0, 0.0), (60.0, 0.0), (60.0, 10.0)))


def test_polygons_are_what_they_are() -> None:
    assert polygons_of(SQUARE) == (SQUARE,)
    assert polygons_of(MultiPolygon((SQUARE, FAR))) == (SQUARE, FAR)


@pytest.mark.parametrize(
    "line",
    [
        ((0.0, 0.0), (40.0, 0.0)),
        ((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0), (0.0, 0.0)),  # closed: it has a hole
    ],
)
def test_a_corridor_covers_the_same_ground(line: tuple[tuple[float, float], ...]) -> None:
    corridor = Corridor(line, 6.0)
    drawn = shapely.union_all([shapely_polygon(part) for part in polygons_of(corridor)])
    assert shapely.area(shapely.symmetric_difference(drawn, area_of(corridor))) < 0.5
