"""What belongs to a zone or waits for a rule, and will not be heard as it stands."""

from collections.abc import Iterator, Sequence

import shapely

from latentwalk.domain.rule import OpenZone, Play
from latentwalk.domain.sample import Playing
from latentwalk.domain.walk import Walk
from latentwalk.geo.area import shapely_point
from latentwalk.geo.checks.site import Site
from latentwalk.geo.faults import Place
from latentwalk.geo.feature import Rooted, Thing
from latentwalk.geo.report import Finding

Found = Sequence[tuple[Place, Thing | None]]


def strays(site: Site, found: Found) -> Iterator[Finding]:
    """Yield anchors and planted sounds that lie outside their zone, farther than they reach."""
    grounds = dict(zip((zone.id for zone in site.walk.zones), site.zones, strict=True))
    reach_m = {zone.id: zone.sound.smooth_m for zone in site.walk.zones}
    for place, thing in found:
        if not isinstance(thing, Rooted):
            continue
        point = shapely_point(thing.thing.position)
        distance_m = float(shapely.distance(grounds[thing.zone], point))
        if distance_m > reach_m[thing.zone]:
            yield Finding(
                place.feature, "geometry", f"it lies {distance_m:.0f} m outside {thing.zone}, "
                "where that zone is not heard. Move it inside, or name another zone",
            )  # fmt: skip


def waiting(walk: Walk) -> Iterator[Finding]:
    """Yield zones and samples that wait for a rule which is not there."""
    actions = [action for rule in walk.rules for action in rule.then]
    opened = {action.zone for action in actions if isinstance(action, OpenZone)}
    played = {action.sample for action in actions if isinstance(action, Play)}
    for zone in walk.zones:
        if not zone.is_open and zone.id not in opened:
            yield Finding(
                zone.id, "is_open", "it is closed and no rule opens it: it is never heard. Add a "
                "rule that opens it, or write true",
            )  # fmt: skip
    for sample in walk.samples:
        if sample.playing is Playing.RULE and sample.id not in played:
            yield Finding(
                sample.id, "playing", "no rule plays it: it is never heard. Add a rule that "
                'plays it, or write "loop" or "once"',
            )  # fmt: skip
