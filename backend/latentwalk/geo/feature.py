"""Features of a walk document become zones and landmarks."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Shape
from latentwalk.domain.sound import Sound
from latentwalk.domain.walk import Frame, Landmark
from latentwalk.domain.zone import Zone
from latentwalk.geo.field_error import explain, shown
from latentwalk.geo.geometry import REDRAW, Ground
from latentwalk.geo.walk_schema import Document, LandmarkDocument, SoundDocument, ZoneDocument

KINDS = "zone (Polygon, or Point with radius_m) and landmark (Point)"
SCALE_M = {Frame.GEOGRAPHIC: 10.0, Frame.LOCAL: 4.0}  # DESIGN §6

Object = Mapping[str, Any]
Parsed = TypeVar("Parsed", bound=Document)


def parse_object(model: type[Parsed], value: object, file: str, place: str) -> Parsed:
    """Check one object of a document.

    Raises:
        WalkFileError: If it is none, or one of its fields is wrong.
    """
    if not isinstance(value, dict):
        raise WalkFileError(
            file, place, f"expected an object, got {shown(value)}", "Write it in braces {}"
        )
    try:
        return model.model_validate(value)
    except ValidationError as error:
        field, problem, remedy = explain(model, error)
        raise WalkFileError(file, f"{place}, {field}", problem, remedy) from error


def sound_of(sound: SoundDocument | None, frame: Frame) -> Sound:
    """Return how ground sounds; nothing said is silence, no scale the frame's own."""
    if sound is None:
        return Sound()
    fields = dict(sound)
    if sound.scale_m is None:
        fields["scale_m"] = SCALE_M[frame]
    return Sound(**fields)


class FeatureReader:
    """Reads the Features of one document, each id once.

    Args:
        file: The document's name, for messages.
        ground: Turns its coordinates into metres.
        frame: Its frame.
    """

    def __init__(self, file: str, ground: Ground, frame: Frame) -> None:
        self._file, self._ground, self._frame = file, ground, frame
        self._ids: set[str] = set()

    def read(self, feature: object, index: int) -> Zone | Landmark:
        """Return what the Feature at ``index`` describes.

        Raises:
            WalkFileError: If it describes nothing we know.
        """
        place = f"feature {index}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise self._wrong(place, f'expected a GeoJSON "Feature", got {shown(feature)}')
        given = feature.get("properties")
        if not isinstance(given, dict | None):
            raise self._wrong(f"{place}, properties", f"expected an object, got {shown(given)}")
        # Map tools write null where a Feature lacks another's property.
        properties = {name: value for name, value in (given or {}).items() if value is not None}
        if "id" not in properties and isinstance(feature.get("id"), str | int):
            properties["id"] = str(feature["id"])
        if isinstance(properties.get("id"), str):
            place = f"feature {shown(properties['id'])}"
        geometry = feature.get("geometry")
        if not isinstance(geometry, dict):
            raise self._wrong(f"{place}, geometry", f"expected an object, got {shown(geometry)}")
        return self._make(properties, geometry, index, place)

    def _make(
        self, properties: Object, geometry: Object, index: int, place: str
    ) -> Zone | Landmark:
        match properties.get("kind", "zone"):
            case "zone":
                zone = parse_object(ZoneDocument, properties, self._file, place)
                return self._zone(zone, geometry, index, place)
            case "landmark":
                landmark = parse_object(LandmarkDocument, properties, self._file, place)
                return self._landmark(landmark, geometry, place)
            case other:
                raise self._wrong(
                    f"{place}, kind", f"expected a known kind, got {shown(other)}",
                    f"Known are: {KINDS}",
                )  # fmt: skip

    def _landmark(self, landmark: LandmarkDocument, geometry: Object, place: str) -> Landmark:
        if geometry.get("type") != "Point":
            raise self._wrong_geometry(geometry, "Point", place)
        if landmark.id is not None:
            self._claim(landmark.id, place)
        point = self._ground.point(geometry.get("coordinates"), f"{place}, coordinates")
        position = Position(point.east_m, point.north_m, landmark.up_m)
        radius_m = max(landmark.radii_m or (landmark.radius_m,))
        return Landmark(landmark.title, position, radius_m, landmark.colour, landmark.radii_m)

    def _zone(self, zone: ZoneDocument, geometry: Object, index: int, place: str) -> Zone:
        name = zone.id or f"zone-{index + 1}"
        self._claim(name, place)
        return Zone(
            id=ZoneId(name),
            title=zone.title or name,
            shape=self._shape(zone.radius_m, geometry, place),
            sound=sound_of(zone.sound, self._frame),
            fade_m=zone.fade_m,
            colour=zone.colour,
        )

    def _shape(self, radius_m: float | None, geometry: Object, place: str) -> Shape:
        coordinates, where = geometry.get("coordinates"), f"{place}, coordinates"
        match geometry.get("type"), radius_m:
            case "Polygon", None:
                return self._ground.polygon(coordinates, where)
            case "Polygon", _:
                raise self._wrong(
                    f"{place}, radius_m", f"expected none with a Polygon, got {radius_m}",
                    "Remove it, or draw a Point",
                )  # fmt: skip
            case "Point", None:
                raise self._wrong(
                    f"{place}, radius_m", "expected metres with a Point, got nothing",
                    'Write for example "radius_m": 20',
                )  # fmt: skip
            case "Point", float():
                return Circle(self._ground.point(coordinates, where), radius_m)
            case _:
                raise self._wrong_geometry(geometry, "Polygon, or Point with radius_m", place)

    def _claim(self, name: str, place: str) -> None:
        if name in self._ids:
            raise self._wrong(
                f"{place}, id", f"expected an id used once, got {shown(name)} again",
                "Give one of them another id",
            )  # fmt: skip
        self._ids.add(name)

    def _wrong_geometry(self, geometry: Object, expected: str, place: str) -> WalkFileError:
        return self._wrong(
            f"{place}, geometry", f"expected {expected}, got {shown(geometry.get('type'))}",
            f"Known kinds are: {KINDS}",
        )  # fmt: skip

    def _wrong(self, place: str, problem: str, remedy: str = REDRAW) -> WalkFileError:
        return WalkFileError(self._file, place, problem, remedy)
