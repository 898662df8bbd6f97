/**
 * A survey of the site: what a walk with the phone alone measured, kept in the document as points
 * of the kind `x-survey`, which the server keeps and does not read. Pure.
 */
import { toDegrees, toRadians } from "../domain/angle";
import type { GeoJsonWalk, Json, Properties, WalkFeature } from "./document";
import type { PlaceM } from "./place";
import { type Plane, planeOf } from "./plane";

export const SURVEY_KIND = "x-survey";
export const MOST_POINTS = 600; // ten minutes at one a second; longer walks are told more coarsely

/** What one second of walking told. */
export interface SurveySample {
  readonly timeS: number; // since the survey began
  readonly fix: { readonly place: PlaceM; readonly accuracyM: number } | null; // if there was one
  readonly headingsDeg: readonly number[];
  readonly rttMs: number | null;
  readonly concealedFrames: number;
  readonly playedFrames: number; // concealed ones included
}

/** What is known of a place; `null` where nothing told. */
export interface SurveyPoint {
  readonly place: PlaceM;
  readonly atS: number;
  readonly accuracyM: number;
  readonly compassSpreadDeg: number | null; // circular standard deviation within a second
  readonly rttMs: number | null;
  readonly loss: number | null; // share of the sound that had to be invented, 0..1
  readonly withoutFixS: number; // how long no other fix came after this one
}

const TICK_S = 1;
const LONGEST_TICK_S = 2; // a page that slept measured nothing: that is no tunnel
const MOST_SPREAD_DEG = 180;

/** Makes points of samples, at most `most`: when there are more, neighbours become one. */
export class Surveyor {
  private kept: SurveyPoint[] = [];
  private pool = new Pool();
  private everyS = TICK_S;
  private lastS: number | null = null;
  private withoutFixS = 0;

  constructor(private readonly most = MOST_POINTS) {}

  get points(): readonly SurveyPoint[] {
    return this.kept;
  }

  /** Take what the last second told; samples without a fix count for the next point. */
  take(sample: SurveySample): void {
    this.pool.add(sample);
    this.withoutFixS += Math.min(LONGEST_TICK_S, sample.timeS - (this.lastS ?? sample.timeS));
    this.lastS = sample.timeS;
    const last = this.kept.at(-1);
    if (last !== undefined && this.withoutFixS > last.withoutFixS) {
      this.kept.splice(-1, 1, { ...last, withoutFixS: this.withoutFixS });
    }
    if (sample.fix === null) return;
    this.withoutFixS = 0;
    if (last !== undefined && sample.timeS - last.atS < this.everyS - TICK_S / 2) return;
    this.kept.push(this.pool.pointAt(sample.fix.place, sample.timeS));
    this.pool = new Pool();
    if (this.kept.length > this.most) this.thin();
  }

  private thin(): void {
    this.kept = this.kept.flatMap((point, index) => {
      const next = this.kept[index + 1];
      if (index % 2 === 1) return [];
      return [next === undefined ? point : merged(point, next)];
    });
    this.everyS *= 2;
  }
}

/** What was told since the last point. */
class Pool {
  private readonly accuraciesM: number[] = [];
  private readonly spreadsDeg: (number | null)[] = [];
  private readonly rttsMs: (number | null)[] = [];
  private concealed = 0;
  private played = 0;

  add({ fix, headingsDeg, rttMs, concealedFrames, playedFrames }: SurveySample): void {
    if (fix !== null) this.accuraciesM.push(fix.accuracyM);
    this.spreadsDeg.push(spreadDeg(headingsDeg));
    this.rttsMs.push(rttMs);
    this.concealed += Math.max(0, concealedFrames);
    this.played += Math.max(0, playedFrames);
  }

  pointAt(place: PlaceM, atS: number): SurveyPoint {
    return {
      place,
      atS,
      accuracyM: meanOf(this.accuraciesM) ?? 0,
      compassSpreadDeg: meanOf(this.spreadsDeg),
      rttMs: meanOf(this.rttsMs),
      loss: this.played === 0 ? null : Math.min(1, this.concealed / this.played),
      withoutFixS: 0,
    };
  }
}

/** How far headings lie apart: their circular standard deviation; `null` for fewer than two. */
export function spreadDeg(headingsDeg: readonly number[]): number | null {
  if (headingsDeg.length < 2) return null;
  const turns = headingsDeg.map(toRadians);
  const east = turns.reduce((sum, turn) => sum + Math.sin(turn), 0);
  const north = turns.reduce((sum, turn) => sum + Math.cos(turn), 0);
  const agreement = Math.min(1, Math.hypot(east, north) / turns.length);
  if (agreement <= 0) return MOST_SPREAD_DEG;
  return Math.min(MOST_SPREAD_DEG, toDegrees(Math.sqrt(-2 * Math.log(agreement))));
}

/** Two neighbours as one, where the longer wait began. */
function merged(one: SurveyPoint, other: SurveyPoint): SurveyPoint {
  return {
    ...(other.withoutFixS > one.withoutFixS ? other : one),
    accuracyM: (one.accuracyM + other.accuracyM) / 2,
    compassSpreadDeg: meanOf([one.compassSpreadDeg, other.compassSpreadDeg]),
    rttMs: meanOf([one.rttMs, other.rttMs]),
    loss: meanOf([one.loss, other.loss]),
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The walk with these points as its survey of that name; an older one of the name gives way. */
export function withSurvey(
  walk: GeoJsonWalk,
  points: readonly SurveyPoint[],
  name: string,
): GeoJsonWalk {
  const plane = planeOf(walk);
  const made = points.map((point) => featureOf(point, name, plane));
  const { features } = withoutSurvey(walk, name);
  return { ...walk, features: [...features, ...made] };
}

/** The walk without that survey; `null`: without any. */
export function withoutSurvey(walk: GeoJsonWalk, name: string | null): GeoJsonWalk {
  const features = walk.features.filter((feature) => {
    const survey = surveyOf(feature);
    return survey === null || (name !== null && survey !== name);
  });
  return { ...walk, features };
}

/** The surveys of a walk, each in the order it was walked; what is not whole is left out. */
export function surveysIn(walk: GeoJsonWalk, plane: Plane): ReadonlyMap<string, SurveyPoint[]> {
  const surveys = new Map<string, SurveyPoint[]>();
  for (const feature of walk.features) {
    const name = surveyOf(feature);
    const point = name === null ? null : pointOf(feature, plane);
    if (name === null || point === null) continue;
    const points = surveys.get(name);
    if (points === undefined) surveys.set(name, [point]);
    else points.push(point);
  }
  return surveys;
}

/** The survey a feature belongs to; `null` where it is something else. */
function surveyOf({ properties }: WalkFeature): string | null {
  const kind: string | undefined = properties.kind;
  return kind === SURVEY_KIND ? String(properties.survey ?? "") : null;
}

function featureOf(point: SurveyPoint, name: string, plane: Plane): WalkFeature {
  const properties = {
    kind: SURVEY_KIND,
    survey: name,
    at_s: rounded(point.atS, 1),
    accuracy_m: rounded(point.accuracyM, 1),
    compass_spread_deg: rounded(point.compassSpreadDeg, 1),
    rtt_ms: rounded(point.rttMs, 0),
    loss: rounded(point.loss, 4),
    without_fix_s: rounded(point.withoutFixS, 1),
  };
  return {
    type: "Feature",
    properties: properties as unknown as Properties, // its kind is foreign to the server's
    geometry: { type: "Point", coordinates: plane.toCoordinates(point.place) },
  };
}

function pointOf({ properties, geometry }: WalkFeature, plane: Plane): SurveyPoint | null {
  const accuracyM = numberOf(properties.accuracy_m);
  if (geometry?.type !== "Point" || accuracyM === null) return null;
  return {
    place: plane.toPlace(geometry.coordinates),
    atS: numberOf(properties.at_s) ?? 0,
    accuracyM,
    compassSpreadDeg: numberOf(properties.compass_spread_deg),
    rttMs: numberOf(properties.rtt_ms),
    loss: numberOf(properties.loss),
    withoutFixS: numberOf(properties.without_fix_s) ?? 0,
  };
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits;
}
