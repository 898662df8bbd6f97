"""Zones too narrow to be met, and ground that changes faster than positions are known."""

from collections.abc import Iterator

import shapely

from latentwalk.domain.shape import Circle, Corridor
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.geo.checks.site import Site, is_thinner
from latentwalk.geo.report import PIECE, Finding

LEAST_RADIUS_M = 15.0  # what a receiver between houses still finds (DESIGN §7)
BY_SCALE = {MappingKind.AXES, MappingKind.TERRAIN}
BY_SMOOTHNESS = {MappingKind.ANCHORS, MappingKind.PLANTED}


def narrow_zones(site: Site) -> Iterator[Finding]:
    """Yield zones outdoors that a walker may pass unheard."""
    if not site.is_outdoors:
        return
    for index, zone in enumerate(site.walk.zones):
        match zone.shape:
            case Circle(radius_m=radius_m):
                if radius_m < LEAST_RADIUS_M:
                    yield site.about(
                        index, "radius_m", f"expected at least 15 m outdoors, got {radius_m:g}: "
                        "a phone may never report a place inside. Make it wider",
                    )  # fmt: skip
            case Corridor(width_m=width_m):
                if width_m < 2.0 * site.accuracy_m:
                    yield site.about(
                        index, "width_m", f"expected at least {2.0 * site.accuracy_m:g} m, twice "
                        f"the accuracy, got {width_m:g}: a walker on the line will be heard to "
                        "leave it. Make it wider, or raise hysteresis_m",
                    )  # fmt: skip
            case _:
                if is_thinner(site.zones[index], LEAST_RADIUS_M):
                    yield site.about(
                        index, "geometry", "expected room for a disc of 15 m radius outdoors, "
                        "got less: a phone may never report a place inside. Draw it wider",
                    )  # fmt: skip


def slivers(site: Site) -> Iterator[Finding]:
    """Yield polygons with parts or holes that are a slip of the hand."""
    for index, zone in enumerate(site.walk.zones):
        if isinstance(zone.shape, Circle | Corridor):
            continue
        for part in shapely.get_parts(site.zones[index]):
            outline = shapely.Polygon(part.exterior)
            if is_thinner(outline, site.sliver_m):
                yield site.about(
                    index, "geometry", f"expected ground to walk on, got a sliver under "
                    f"{2.0 * site.sliver_m:g} m wide{_near(part)}. Remove it, or draw it wider",
                )  # fmt: skip
            for hole in part.interiors:
                if is_thinner(shapely.Polygon(hole), site.sliver_m):
                    yield site.about(
                        index, "geometry", f"expected a hole one can notice, got a sliver under "
                        f"{2.0 * site.sliver_m:g} m wide{_near(hole)}. Remove the hole",
                    )  # fmt: skip


def fine_scales(site: Site) -> Iterator[Finding]:
    """Yield ground outdoors whose grain is finer than positions are known."""
    if not site.is_outdoors:
        return
    sounds = [(zone.id, "sound", zone.sound) for zone in site.walk.zones]
    for feature, field, sound in [*sounds, (PIECE, "outside", site.walk.outside)]:
        name, metres = _grain(sound)
        if name and metres < site.accuracy_m:
            yield Finding(
                feature, f"{field}.{name}",
                f"expected at least the accuracy, {site.accuracy_m:g} m, got {metres:g}: the "
                "receiver's error will be heard as motion. Raise it, or walk under an open sky",
            )  # fmt: skip


def _grain(sound: Sound) -> tuple[str, float]:
    """Return which field sets the metres of a standard deviation, and what it says."""
    if sound.mapping in BY_SCALE:
        return "scale_m", sound.scale_m
    if sound.mapping in BY_SMOOTHNESS:
        return "smooth_m", sound.smooth_m
    return "", 0.0


def _near(geometry: shapely.Geometry) -> str:
    x, y = shapely.get_coordinates(geometry)[0]
    return f" {x:.0f} m east, {y:.0f} m north of the origin"
