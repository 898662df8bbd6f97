"""The ground of one walk, prepared for questions about it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from latentwalk.domain.walk import Frame, Walk
from latentwalk.geo.area import area_of, shapely_point
from latentwalk.geo.report import Finding

Areas = NDArray[np.object_]  # shapely geometries, local metres

SLIVER_M = {Frame.GEOGRAPHIC: 1.0, Frame.LOCAL: 0.25}  # nobody draws or walks less on purpose


@dataclass(frozen=True, slots=True)
class Site:
    """A walk with its zones and hushes as areas.

    Attributes:
        walk: The walk.
        accuracy_m: How far positions err there.
        zones: The ground of each zone, shape [Z].
        hushes: The ground of each hush, shape [H].
    """

    walk: Walk
    accuracy_m: float
    zones: Areas
    hushes: Areas

    @property
    def is_outdoors(self) -> bool:
        """Whether positions come from receivers and err."""
        return self.walk.frame is Frame.GEOGRAPHIC

    @property
    def sliver_m(self) -> float:
        """Return the inradius below which ground is a slip of the hand."""
        return SLIVER_M[self.walk.frame]

    def about(self, zone: int, field: str, message: str) -> Finding:
        """Return a remark on a zone."""
        return Finding(self.walk.zones[zone].id, field, message)


def site_of(walk: Walk, accuracy_m: float) -> Site:
    """Prepare a walk."""
    return Site(
        walk,
        accuracy_m,
        np.array([area_of(zone.shape) for zone in walk.zones], np.object_),
        np.array([area_of(hush.shape) for hush in walk.hushes], np.object_),
    )


def start_of(site: Site) -> shapely.Point:
    """Return where the walk begins."""
    return shapely_point(site.walk.start)


def is_thinner(area: shapely.Geometry, inradius_m: float) -> bool:
    """Return whether no disc of that radius fits inside.

    The exact answer costs a millisecond, so bounds are asked first: area ≤ inradius · length
    of the edge holds for every shape, and π · inradius² ≤ area.
    """
    size_m2, edge_m = float(shapely.area(area)), float(shapely.length(area))
    if size_m2 >= inradius_m * edge_m:
        return False
    if size_m2 < np.pi * inradius_m**2:
        return True
    return float(shapely.length(shapely.maximum_inscribed_circle(area))) < inradius_m
