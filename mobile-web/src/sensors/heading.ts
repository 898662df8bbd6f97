/**
 * Where the phone's back and top point, from the angles of a DeviceOrientationEvent.
 *
 * The heading is the azimuth of (screen-up + back): it equals the top edge when the phone lies flat
 * and the view direction when it is upright, without a jump between. Exact for pitches of 0–110° at
 * zero roll, in portrait and landscape; trust falls when roll exceeds 30°.
 *
 * References: W3C DeviceOrientation, R = Rz(α)·Rx(β)·Ry(γ), earth axes east, north, up.
 */
import { toDegrees, toRadians, wrapDeg } from "../domain/angle";

/** Intrinsic Tait-Bryan angles of the device, degrees, as the event gives them. */
export interface DeviceAngles {
  readonly alphaDeg: number;
  readonly betaDeg: number;
  readonly gammaDeg: number;
}

/**
 * Heading of a device whose `alphaDeg` is absolute (0 = north).
 *
 * @param screenDeg - `screen.orientation.angle`: 0 portrait, 90 or 270 landscape.
 * @returns Degrees clockwise from the north that alpha is measured from.
 */
export function headingOf(angles: DeviceAngles, screenDeg: number): number {
  const [alpha, beta, gamma] = [angles.alphaDeg, angles.betaDeg, angles.gammaDeg].map(
    toRadians,
  ) as [number, number, number];
  const screen = toRadians(screenDeg);
  const [sinA, cosA] = [Math.sin(alpha), Math.cos(alpha)];
  const [sinB, cosB] = [Math.sin(beta), Math.cos(beta)];
  const [sinG, cosG] = [Math.sin(gamma), Math.cos(gamma)];
  const [sinS, cosS] = [Math.sin(screen), Math.cos(screen)];
  const upEast = cosA * cosG * sinS - sinA * sinB * sinG * sinS - sinA * cosB * cosS;
  const upNorth = sinA * cosG * sinS + cosA * sinB * sinG * sinS + cosA * cosB * cosS;
  const backEast = -(cosG * sinA * sinB + cosA * sinG);
  const backNorth = -(sinA * sinG - cosA * cosG * sinB);
  return wrapDeg(toDegrees(Math.atan2(upEast + backEast, upNorth + backNorth)));
}

/** Angle between the screen and the horizontal, 0 = flat on a table. */
export function tiltDeg(angles: DeviceAngles): number {
  const cosTilt = Math.cos(toRadians(angles.betaDeg)) * Math.cos(toRadians(angles.gammaDeg));
  return toDegrees(Math.acos(Math.min(1, Math.max(-1, cosTilt))));
}
