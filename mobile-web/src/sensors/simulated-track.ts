/** A recorded way in local metres, walked again: what `geo/gpx.py` does with a GPX file. Pure. */
import { toDegrees, wrapDeg } from "../domain/angle";
import type { LocalEarth, Metres } from "./simulated-earth";

const WALKING_SPEED_MPS = 1.2; // for tracks drawn on a map, which carry no times
const COURSE_SPEED_MPS = 0.4; // slower than this the course is the receiver's noise
const MOST_POINTS = 100_000;

/** One point of a GPX file. */
export interface TrackPoint {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly timeMs: number | null;
}

interface Station extends Metres {
  readonly timeS: number;
}

export class SimulatedTrack {
  private constructor(private readonly stations: readonly [Station, Station, ...Station[]]) {}

  /**
   * The way through `points`; `null` where they are not one: fewer than two, out of range, or at
   * one time or place. Where a time is missing or falls, it is walked at 1.2 m/s.
   */
  static through(points: readonly TrackPoint[], earth: LocalEarth): SimulatedTrack | null {
    if (points.length > MOST_POINTS || !points.every(isOnEarth)) return null;
    const places = points.map((point) => earth.toLocal(point));
    const times = timesOf(points) ?? pacedTimes(places);
    const stations: Station[] = [];
    for (const [i, place] of places.entries()) {
      const timeS = times[i] ?? 0;
      if (timeS > (stations.at(-1)?.timeS ?? -1)) stations.push({ ...place, timeS });
    }
    const [first, second, ...rest] = stations;
    if (first === undefined || second === undefined) return null;
    return new SimulatedTrack([first, second, ...rest]);
  }

  get durationS(): number {
    return this.stations.at(-1)?.timeS ?? 0;
  }

  get places(): readonly Metres[] {
    return this.stations;
  }

  /** Where the walker is `timeS` after the start; `courseDeg` is `null` where they stand. */
  at(timeS: number): { place: Metres; courseDeg: number | null; speedMps: number } {
    const { stations } = this;
    const next = stations.findIndex((station) => station.timeS > timeS);
    if (next <= 0) {
      const { eastM, northM } = (next === 0 ? stations[0] : stations.at(-1)) ?? stations[0];
      return { place: { eastM, northM }, courseDeg: null, speedMps: 0 };
    }
    const [from, to] = [stations[next - 1] ?? stations[0], stations[next] ?? stations[1]];
    const [eastM, northM] = [to.eastM - from.eastM, to.northM - from.northM];
    const lastsS = to.timeS - from.timeS;
    const share = (timeS - from.timeS) / lastsS;
    const speedMps = Math.hypot(eastM, northM) / lastsS;
    return {
      place: { eastM: from.eastM + share * eastM, northM: from.northM + share * northM },
      courseDeg: speedMps < COURSE_SPEED_MPS ? null : wrapDeg(toDegrees(Math.atan2(eastM, northM))),
      speedMps,
    };
  }
}

function isOnEarth({ lonDeg, latDeg }: TrackPoint): boolean {
  return Math.abs(lonDeg) <= 180 && Math.abs(latDeg) <= 90;
}

/** Seconds from the first point; `null` where one is missing or earlier than the one before. */
function timesOf(points: readonly TrackPoint[]): number[] | null {
  const times: number[] = [];
  for (const { timeMs } of points) {
    const timeS = ((timeMs ?? Number.NaN) - (points[0]?.timeMs ?? 0)) / 1000;
    if (!(timeS >= (times.at(-1) ?? 0))) return null;
    times.push(timeS);
  }
  return times;
}

function pacedTimes(places: readonly Metres[]): number[] {
  let timeS = 0;
  return places.map((place, i) => {
    const before = places[i - 1] ?? place;
    timeS +=
      Math.hypot(place.eastM - before.eastM, place.northM - before.northM) / WALKING_SPEED_MPS;
    return timeS;
  });
}
