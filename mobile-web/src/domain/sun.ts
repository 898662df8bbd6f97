/**
 * How high the sun stands, after the NOAA Solar Calculation Details (Meeus, Astronomical
 * Algorithms, chapters 25 and 28): within 0.02° in this century. As backend/latentwalk/latent/sun.py.
 */
import { toDegrees, toRadians } from "./angle";
import type { Origin } from "./walk";

const DAY_MS = 86_400_000;
const J2000_MS = 946_728_000_000; // 2000-01-01 12:00 UTC
const CENTURY_MS = 36_525 * DAY_MS;

/** Degrees above the horizon, without refraction: sunrise and sunset are at −0.833. */
export function sunElevationDeg(timeMs: number, { lonDeg, latDeg }: Origin): number {
  const { declination, equationMin } = sunAt((timeMs - J2000_MS) / CENTURY_MS);
  const solarMin = (timeMs % DAY_MS) / 60_000 + equationMin + 4 * lonDeg;
  const hourAngle = toRadians(solarMin / 4 - 180);
  const latitude = toRadians(latDeg);
  const sine =
    Math.sin(latitude) * Math.sin(declination) +
    Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  return toDegrees(Math.asin(Math.max(-1, Math.min(1, sine))));
}

/** Declination, radians, and the equation of time, minutes. @param t - Centuries since J2000. */
function sunAt(t: number): { declination: number; equationMin: number } {
  const mean = toRadians(280.46646 + t * (36_000.76983 + t * 0.0003032));
  const anomaly = toRadians(357.52911 + t * (35_999.05029 - t * 0.0001537));
  const centreDeg =
    Math.sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
    Math.sin(2 * anomaly) * (0.019993 - 0.000101 * t) +
    Math.sin(3 * anomaly) * 0.000289;
  const node = toRadians(125.04 - 1934.136 * t);
  const longitude = mean + toRadians(centreDeg - 0.00569 - 0.00478 * Math.sin(node));
  const arcS = 21.448 - t * (46.815 + t * (0.00059 - t * 0.001813));
  const obliquity = toRadians(23 + (26 + arcS / 60) / 60 + 0.00256 * Math.cos(node));
  const oval = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  const tilt = Math.tan(obliquity / 2) ** 2;
  const equation =
    tilt * Math.sin(2 * mean) -
    2 * oval * Math.sin(anomaly) +
    4 * oval * tilt * Math.sin(anomaly) * Math.cos(2 * mean) -
    0.5 * tilt ** 2 * Math.sin(4 * mean) -
    1.25 * oval ** 2 * Math.sin(2 * anomaly);
  return {
    declination: Math.asin(Math.sin(obliquity) * Math.sin(longitude)),
    equationMin: 4 * toDegrees(equation),
  };
}
