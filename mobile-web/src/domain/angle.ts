/** Angles on the compass: degrees, clockwise from north, 0 ≤ x < 360. */

/** Wrap into 0 ≤ x < 360. */
export function wrapDeg(angleDeg: number): number {
  const wrapped = ((angleDeg % 360) + 360) % 360;
  return wrapped >= 360 ? 0 : wrapped; // −1e−14 wraps to exactly 360
}

/** Smallest turn from `fromDeg` to `toDeg`, −180 < x ≤ 180, clockwise positive. */
export function turnDeg(fromDeg: number, toDeg: number): number {
  const turn = wrapDeg(toDeg - fromDeg);
  return turn > 180 ? turn - 360 : turn;
}

export function toRadians(angleDeg: number): number {
  return (angleDeg * Math.PI) / 180;
}

export function toDegrees(angleRad: number): number {
  return (angleRad * 180) / Math.PI;
}

const WINDS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const;

/** Name of the nearest of the eight winds. */
export function windOf(headingDeg: number): string {
  return WINDS[Math.round(wrapDeg(headingDeg) / 45) % 8] ?? "N";
}
