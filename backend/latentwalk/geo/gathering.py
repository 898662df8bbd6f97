"""What Features and rules say of each other comes together, and is refused where it fails."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import (
    Action,
    All,
    AnyOf,
    CloseZone,
    Condition,
    Entered,
    InOrder,
    Inside,
    Left,
    Not,
    OpenZone,
    Play,
    Remap,
    Rule,
    UseModel,
    Visited,
)
from latentwalk.domain.sound import Anchor, MappingKind, Planted
from latentwalk.domain.zone import Zone
from latentwalk.geo.faults import Faults, Place
from latentwalk.geo.feature import Rooted
from latentwalk.geo.field_error import shown
from latentwalk.geo.report import PIECE

MAX_LISTED = 12  # ids that a remedy repeats
Kinds = Mapping[str, str]  # of every Feature, by id
Rooting = Mapping[ZoneId, Sequence[Anchor | Planted]]
NEEDED = {MappingKind.ANCHORS: "anchor", MappingKind.PLANTED: "planted"}


class Gathering:
    """Joins anchors and planted sounds to zones, and follows every id that is named.

    Args:
        faults: Takes what is wrong.
        kinds: The kind of each Feature, by id.
    """

    def __init__(self, faults: Faults, kinds: Kinds) -> None:
        self._faults, self._kinds = faults, kinds

    def zones(
        self, zones: Sequence[tuple[Place, Zone]], rooted: Sequence[tuple[Place, Rooted]]
    ) -> tuple[Zone, ...]:
        """Return the zones with what is rooted in them, in document order."""
        by_id = {zone.id: zone for _, zone in zones}
        by_zone: dict[ZoneId, list[Anchor | Planted]] = {}
        for place, root in rooted:
            self._check_root(place, root, by_id)
            by_zone.setdefault(root.zone, []).append(root.thing)
        return tuple(self._joined(place, zone, by_zone) for place, zone in zones)

    def _check_root(self, place: Place, root: Rooted, zones: Mapping[ZoneId, Zone]) -> None:
        kind = "anchor" if isinstance(root.thing, Anchor) else "planted"
        if self._missing(place, "zone", root.zone, "zone") or root.zone not in zones:
            return
        mapping = zones[root.zone].sound.mapping
        wanted = MappingKind.ANCHORS if kind == "anchor" else MappingKind.PLANTED
        if mapping is not wanted:
            self._faults.add(
                place, "zone",
                f"expected a zone whose mapping is {wanted}, got {shown(root.zone)} whose "
                f"mapping is {mapping}",
                f'Write "mapping": "{wanted}" in that zone, or name another',
            )  # fmt: skip

    def _joined(self, place: Place, zone: Zone, rooted: Rooting) -> Zone:
        mapping = zone.sound.mapping
        if mapping not in NEEDED:
            return zone
        things = rooted.get(zone.id, [])
        anchors = tuple(thing for thing in things if isinstance(thing, Anchor))
        planted = tuple(thing for thing in things if isinstance(thing, Planted))
        if not (anchors if mapping is MappingKind.ANCHORS else planted):
            self._faults.add(
                place, "sound.mapping",
                f'expected a Feature of kind {NEEDED[mapping]} with "zone": {shown(zone.id)}, '
                "got none",
                f"Add a Point of kind {NEEDED[mapping]}, or choose another mapping",
            )  # fmt: skip
        return replace(zone, sound=replace(zone.sound, anchors=anchors, planted=planted))

    def check_rules(self, rules: Sequence[Rule]) -> None:
        """Note ids that rules use twice or that no Feature has."""
        place, seen = Place(PIECE, PIECE), set[str]()
        for index, rule in enumerate(rules):
            if rule.id in seen:
                self._faults.add(
                    place, f"rules.{index}.id",
                    f"expected an id used once, got {shown(rule.id)} again",
                    "Give one of them another id",
                )  # fmt: skip
            seen.add(rule.id)
            for zone in _zones_in(rule.when):
                self._missing(place, f"rules.{index}.when", zone, "zone")
            for number, action in enumerate(rule.then):
                name, kind = _named_by(action)
                self._missing(place, f"rules.{index}.then.{number}", name, kind)

    def _missing(self, place: Place, field: str, name: str | None, kind: str) -> bool:
        """Note that no Feature of ``kind`` is called ``name``, if that is so."""
        if name is None or self._kinds.get(name) == kind:
            return False
        known = [known for known, its in self._kinds.items() if its == kind]
        listed = ", ".join(known[:MAX_LISTED]) + (", …" if len(known) > MAX_LISTED else "")
        self._faults.add(
            place, field, f"expected the id of a {kind}, got {shown(name)}",
            f"Known are: {listed or 'none'}",
        )  # fmt: skip
        return True


def _zones_in(condition: Condition) -> Iterator[ZoneId]:
    match condition:
        case All(of) | AnyOf(of):
            for inner in of:
                yield from _zones_in(inner)
        case Not(inner):
            yield from _zones_in(inner)
        case Entered(zone) | Left(zone) | Inside(zone) | Visited(zone):
            yield zone
        case InOrder(zones):
            yield from zones


def _named_by(action: Action) -> tuple[str | None, str]:
    """Return the id an action names and the kind it must be of."""
    match action:
        case Remap(zone) | UseModel(zone) | OpenZone(zone) | CloseZone(zone):
            return zone, "zone"
        case Play(sample):
            return sample, "sample"
    return None, ""
