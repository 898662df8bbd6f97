/** When a walk's ground is open, on the walker's own clock. Pure. */
import { sunElevationDeg } from "./sun";
import type { Hours, Origin } from "./walk";

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;
const AHEAD_MINUTES = 8 * DAY_MINUTES;

/** @param place - Where the sun is asked about; `null`: unknown, and it is not asked. */
export function isOpenAt(hours: Hours, now: Date, place: Origin | null): boolean {
  const { fromMinute, toMinute, sunDeg } = hours;
  const minute = now.getHours() * 60 + now.getMinutes();
  const isTime =
    fromMinute === toMinute ||
    (fromMinute < toMinute
      ? fromMinute <= minute && minute < toMinute
      : minute >= fromMinute || minute < toMinute);
  const isLight = sunDeg === null || place === null || sunElevationDeg(+now, place) >= sunDeg;
  return isTime && isLight;
}

/** The first whole minute from `now` on at which it is open; `null` if not within eight days. */
export function opensAt(hours: Hours, now: Date, place: Origin | null): Date | null {
  const start = Math.ceil(+now / MINUTE_MS) * MINUTE_MS;
  for (let ahead = 0; ahead < AHEAD_MINUTES; ahead++) {
    const then = new Date(start + ahead * MINUTE_MS);
    if (isOpenAt(hours, then, place)) return then;
  }
  return null;
}
