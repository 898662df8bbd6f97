"""Where the sun and the mean moon stand: low-precision astronomy for slow changes.

References:
    NOAA Global Monitoring Laboratory, Solar Calculation Details and its spreadsheets, after
        Meeus (1998), Astronomical Algorithms, chapters 22, 25 and 28: within 0.01° for the
        years 1800 to 2100.
    Schureman (1958), Manual of Harmonic Analysis and Prediction of Tides, §§ 60 ff.; mean
        longitudes after Meeus, chapters 25 and 47.
"""

import math

from latentwalk.domain.pose import GeoPoint

DAY_S = 86_400.0
J2000_UNIX_S = 946_728_000.0  # 2000-01-01 12:00 UTC
CENTURY_S = 36_525.0 * DAY_S
MOON_DEG = 218.316_447_7, 481_267.881_234_21  # mean longitude at J2000 and per century
SUN_DEG = 280.466_46, 36_000.769_83


def sun_elevation_deg(unix_s: float, point: GeoPoint) -> float:
    """Return how high the sun's centre stands, without refraction.

    Sunrise and sunset are by convention at -0.833°: half the disc and the air's bending.

    Args:
        unix_s: Seconds since 1970-01-01 00:00 UTC.
        point: On Earth.

    Returns:
        Degrees above the horizon, -90..90; within 0.02° of the truth in this century.
    """
    declination, equation_min = _sun(unix_s)
    minutes = unix_s % DAY_S / 60.0 + equation_min + 4.0 * point.lon_deg  # true solar time
    hour_angle = math.radians(minutes / 4.0 - 180.0)
    latitude = math.radians(point.lat_deg)
    sine = math.sin(latitude) * math.sin(declination)
    sine += math.cos(latitude) * math.cos(declination) * math.cos(hour_angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def sun_longitude_deg(unix_s: float) -> float:
    """Return the sun's apparent longitude, 0..360: 0 at the March equinox."""
    return math.degrees(_ecliptic(_centuries(unix_s))[0]) % 360.0


def tide_turn(unix_s: float, lon_deg: float) -> float:
    """Return where the mean lunar semidiurnal tide (M2) stands.

    A turn takes 12 h 25.2 min and is whole when the mean moon passes the meridian above or
    below: high water on an Earth all covered by water. A harbour's is some hours later,
    always by about as much.

    Args:
        unix_s: Seconds since 1970-01-01 00:00 UTC.
        lon_deg: Longitude, east positive.

    Returns:
        Turns since, 0..1.
    """
    century = _centuries(unix_s)
    moon, sun = (start + rate * century for start, rate in (MOON_DEG, SUN_DEG))
    hour_angle_deg = 360.0 * (unix_s % DAY_S) / DAY_S - 180.0 + sun - moon + lon_deg
    return 2.0 * hour_angle_deg / 360.0 % 1.0


def _centuries(unix_s: float) -> float:
    return (unix_s - J2000_UNIX_S) / CENTURY_S


def _means(century: float) -> tuple[float, float]:
    """Return the sun's mean longitude and mean anomaly, radians."""
    mean_deg = SUN_DEG[0] + century * (SUN_DEG[1] + century * 0.000_3032)
    anomaly_deg = 357.529_11 + century * (35_999.050_29 - century * 0.000_1537)
    return math.radians(mean_deg), math.radians(anomaly_deg)


def _ecliptic(century: float) -> tuple[float, float]:
    """Return the sun's apparent longitude and the obliquity, radians."""
    mean, anomaly = _means(century)
    centre_deg = (
        math.sin(anomaly) * (1.914_602 - century * (0.004_817 + 0.000_014 * century))
        + math.sin(2.0 * anomaly) * (0.019_993 - 0.000_101 * century)
        + math.sin(3.0 * anomaly) * 0.000_289
    )
    node = math.radians(125.04 - 1_934.136 * century)
    longitude_deg = math.degrees(mean) + centre_deg - 0.005_69 - 0.004_78 * math.sin(node)
    arc_s = 21.448 - century * (46.815 + century * (0.000_59 - century * 0.001_813))
    obliquity_deg = 23.0 + (26.0 + arc_s / 60.0) / 60.0 + 0.002_56 * math.cos(node)
    return math.radians(longitude_deg), math.radians(obliquity_deg)


def _sun(unix_s: float) -> tuple[float, float]:
    """Return the sun's declination, radians, and the equation of time, minutes."""
    century = _centuries(unix_s)
    longitude, obliquity = _ecliptic(century)
    declination = math.asin(math.sin(obliquity) * math.sin(longitude))
    mean, anomaly = _means(century)
    oval = 0.016_708_634 - century * (0.000_042_037 + 0.000_000_1267 * century)
    tilt = math.tan(obliquity / 2.0) ** 2
    equation = (
        tilt * math.sin(2.0 * mean)
        - 2.0 * oval * math.sin(anomaly)
        + 4.0 * oval * tilt * math.sin(anomaly) * math.cos(2.0 * mean)
        - 0.5 * tilt**2 * math.sin(4.0 * mean)
        - 1.25 * oval**2 * math.sin(2.0 * anomaly)
    )
    return declination, 4.0 * math.degrees(equation)
