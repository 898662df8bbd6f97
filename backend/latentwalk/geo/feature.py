"""Features of a walk document become what stands on the ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.hush import Hush
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.sample import Sample
from latentwalk.domain.sound import Anchor, Planted
from latentwalk.domain.walk import Frame, Landmark
from latentwalk.domain.zone import Zone
from latentwalk.geo.document.places import (
    AnchorDocument,
    HushDocument,
    LandmarkDocument,
    PlaceDocument,
    PlantedDocument,
    SampleDocument,
    ZoneDocument,
    is_foreign,
    own_properties,
)
from latentwalk.geo.document.sound import sound_of
from latentwalk.geo.faults import Faults, Place
from latentwalk.geo.field_error import shown
from latentwalk.geo.geometry import REDRAW, Ground
from latentwalk.geo.geometry_shape import SHAPES, check_geometry, shape_of

KINDS: dict[str, type[PlaceDocument]] = {
    "zone": ZoneDocument,
    "landmark": LandmarkDocument,
    "hush": HushDocument,
    "anchor": AnchorDocument,
    "planted": PlantedDocument,
    "sample": SampleDocument,
}
KINDS_RULE = f"zone and hush ({SHAPES}), landmark, anchor, planted and sample (Point)"

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rooted:
    """An anchor or a planted sound, and the zone it belongs to."""

    zone: ZoneId
    thing: Anchor | Planted


Thing = Zone | Landmark | Hush | Sample | Rooted


class FeatureReader:
    """Reads the Features of one document, each id once.

    Args:
        faults: Takes what is wrong.
        ground: Turns the document's coordinates into metres; ``None`` where its frame is
            unknown: then properties alone are checked.
        frame: Its frame.
    """

    def __init__(self, faults: Faults, ground: Ground | None, frame: Frame) -> None:
        self._faults, self._ground, self._frame = faults, ground, frame
        self.kinds: dict[str, str] = {}  # by id, of Features that are wrong too

    def read(self, feature: object, index: int) -> tuple[Place, Thing | None]:
        """Return where the Feature at ``index`` is, and what it describes if nothing is wrong."""
        place = Place(f"zone-{index + 1}", f"feature {index}")
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self._wrong(place, "", f'expected a GeoJSON "Feature", got {shown(feature)}')
            return place, None
        given = feature.get("properties")
        if not isinstance(given, dict | None):
            self._wrong(place, "properties", f"expected an object, got {shown(given)}")
            return place, None
        if is_foreign(given):
            return place, None
        properties = own_properties(given or {})
        if "id" not in properties and isinstance(feature.get("id"), str | int):
            properties["id"] = str(feature["id"])
        if isinstance(properties.get("id"), str):
            place = Place(properties["id"], f"feature {shown(properties['id'])}")
        elif isinstance(properties.get("kind"), str):
            place = Place(f"{properties['kind']}-{index + 1}", place.text)
        return place, self._read(properties, feature.get("geometry"), index, place)

    def _read(self, properties: Object, geometry: object, index: int, place: Place) -> Thing | None:
        kind = properties.get("kind", "zone")
        model = KINDS.get(kind) if isinstance(kind, str) else None
        if model is None:
            self._wrong(
                place, "kind", f"expected a known kind, got {shown(kind)}",
                f"Known are: {KINDS_RULE}",
            )  # fmt: skip
            return None
        self._claim(properties.get("id", f"{kind}-{index + 1}"), str(kind), place)
        if not isinstance(geometry, dict):
            self._wrong(place, "geometry", f"expected an object, got {shown(geometry)}")
            return None
        parsed = self._faults.parsed(model, properties, place)
        with self._faults.caught(place):
            if parsed is not None and self._ground is not None:
                return self._made(parsed, geometry, index, self._ground, place.text)
            if self._ground is not None:
                check_geometry(self._ground, geometry, place.text)
        return None

    def _made(
        self, parsed: PlaceDocument, geometry: Object, index: int, ground: Ground, place: str
    ) -> Thing:
        match parsed:
            case ZoneDocument():
                return self._zone(parsed, geometry, index, ground, place)
            case HushDocument():
                name = ZoneId(parsed.id or f"hush-{index + 1}")
                shape = shape_of(ground, geometry, parsed.radius_m, parsed.width_m, place)
                return Hush(name, parsed.hush, shape, parsed.title or "", parsed.hush_m)
        at = _point(geometry, ground, place)
        match parsed:
            case LandmarkDocument():
                position = Position(at.east_m, at.north_m, parsed.up_m)
                radius_m = max(parsed.radii_m or (parsed.radius_m,))
                return Landmark(parsed.title, position, radius_m, parsed.colour, parsed.radii_m)
            case AnchorDocument():
                return Rooted(ZoneId(parsed.zone), Anchor(at, parsed.values))
            case PlantedDocument():
                return Rooted(ZoneId(parsed.zone), Planted(at, parsed.file))
            case SampleDocument():
                return Sample(
                    parsed.id or f"sample-{index + 1}", at, parsed.file, parsed.title or "",
                    parsed.radius_m, parsed.gain_db, parsed.playing,
                )  # fmt: skip
        raise AssertionError(f"a kind without a reader: {type(parsed).__name__}")

    def _zone(
        self, zone: ZoneDocument, geometry: Object, index: int, ground: Ground, place: str
    ) -> Zone:
        name = zone.id or f"zone-{index + 1}"
        return Zone(
            id=ZoneId(name),
            title=zone.title or name,
            shape=shape_of(ground, geometry, zone.radius_m, zone.width_m, place),
            sound=sound_of(zone.sound, self._frame),
            fade_m=zone.fade_m,
            colour=zone.colour,
            priority=zone.priority,
            weight=zone.weight,
            hysteresis_m=zone.hysteresis_m,
            dwell_s=zone.dwell_s,
            is_open=zone.is_open,
        )

    def _claim(self, name: object, kind: str, place: Place) -> None:
        if not isinstance(name, str):
            return  # the properties' own check says so
        if name in self.kinds:
            self._wrong(
                place, "id", f"expected an id used once, got {shown(name)} again",
                "Give one of them another id",
            )  # fmt: skip
        self.kinds.setdefault(name, kind)

    def _wrong(self, place: Place, field: str, problem: str, remedy: str = REDRAW) -> None:
        self._faults.add(place, field, problem, remedy)


def _point(geometry: Object, ground: Ground, place: str) -> Position:
    if geometry.get("type") != "Point":
        raise WalkFileError(
            ground.file, f"{place}, geometry",
            f"expected Point, got {shown(geometry.get('type'))}", f"Known kinds are: {KINDS_RULE}",
        )  # fmt: skip
    return ground.point(geometry.get("coordinates"), f"{place}, coordinates")
