"""WGS84 to local metres and back, around a walk's origin."""

import math

import numpy as np
from numpy.typing import ArrayLike
from pyproj import Transformer

from latentwalk.domain.block import Metres
from latentwalk.domain.errors import OutOfAreaError
from latentwalk.domain.pose import GeoPoint, Position

MAX_RANGE_M = 50_000.0  # distances across are there 1 cm a kilometre too long


class LocalFrame:
    """East and north metres in the azimuthal equidistant projection at ``origin``.

    Distances and bearings from the origin are the geodesic's own. Between two other points
    within r of it a distance is too long by at most r²/6R² of itself, R = 6371 km: 4 µm a
    kilometre at 1 km, 0.4 mm a kilometre at 10 km, 1 cm a kilometre at 50 km.

    Args:
        origin: WGS84 point that becomes (0, 0).
    """

    def __init__(self, origin: GeoPoint) -> None:
        self.origin = origin
        local = f"+proj=aeqd +lat_0={origin.lat_deg!r} +lon_0={origin.lon_deg!r} +datum=WGS84"
        # One transformer, built once: building takes milliseconds, a point microseconds.
        self._transformer = Transformer.from_crs("OGC:CRS84", f"{local} +units=m", always_xy=True)

    def to_local(self, point: GeoPoint, up_m: float = 0.0) -> Position:
        """Return local metres of a WGS84 point.

        Raises:
            OutOfAreaError: If it is over 50 km from the origin.
        """
        east_m, north_m = self.to_local_many([point.lon_deg], [point.lat_deg])[0]
        return Position(float(east_m), float(north_m), up_m)

    def to_geo(self, position: Position) -> GeoPoint:
        """Return the WGS84 point of local metres.

        Raises:
            OutOfAreaError: If it is over 50 km from the origin.
        """
        if math.hypot(position.east_m, position.north_m) > MAX_RANGE_M:
            raise OutOfAreaError(
                f"expected a position within 50 km of the walk's origin, got {position}"
            )
        lon_deg, lat_deg = self._transformer.transform(
            position.east_m, position.north_m, direction="INVERSE"
        )
        return GeoPoint(float(lon_deg), float(lat_deg))

    def to_local_many(self, lon_deg: ArrayLike, lat_deg: ArrayLike) -> Metres:
        """Return local metres of many WGS84 points.

        Args:
            lon_deg: Longitudes, shape [n], -180..180.
            lat_deg: Latitudes, shape [n], -90..90.

        Returns:
            East and north, shape [n, 2].

        Raises:
            OutOfAreaError: If one is over 50 km from the origin; names the first.
        """
        lons, lats = np.asarray(lon_deg, np.float64), np.asarray(lat_deg, np.float64)
        points = np.stack(self._transformer.transform(lons, lats), axis=-1)
        is_far = ~(np.hypot(points[:, 0], points[:, 1]) <= MAX_RANGE_M)  # catches nan too
        if is_far.any():
            first = int(np.argmax(is_far))
            raise OutOfAreaError(
                f"expected a point within 50 km of the walk's origin "
                f"(lon {self.origin.lon_deg}, lat {self.origin.lat_deg}), "
                f"got lon {lons[first]}, lat {lats[first]}"
            )
        return np.asarray(points, np.float64)
