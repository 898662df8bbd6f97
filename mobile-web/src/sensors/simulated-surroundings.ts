/** Where a simulated phone is, as far as it changes its errors; `geo/surroundings.py` says whence. */

type Range = readonly [number, number];

export interface Surroundings {
  /** Radius that holds 68 % of the fixes, without jumps. */
  readonly radiusM: number;
  readonly correlationS: number;
  readonly whiteShare: number;
  readonly driftShare: number;
  readonly jumpEveryS: number;
  readonly jumpM: Range;
  readonly jumpS: Range;
  readonly lossEveryS: number;
  readonly lossS: Range;
  readonly speedNoiseMps: number;
  readonly biasDeg: Range;
  readonly wanderDeg: number;
  readonly disturbanceEveryS: number;
  readonly disturbanceDeg: Range;
  readonly disturbanceS: Range;
}

const PLAIN: Surroundings = {
  radiusM: 0,
  correlationS: 30,
  whiteShare: 0.08,
  driftShare: 0.2,
  jumpEveryS: Number.POSITIVE_INFINITY,
  jumpM: [20, 60],
  jumpS: [3, 10],
  lossEveryS: Number.POSITIVE_INFINITY,
  lossS: [5, 15],
  speedNoiseMps: 0.1,
  biasDeg: [10, 15],
  wanderDeg: 4,
  disturbanceEveryS: Number.POSITIVE_INFINITY,
  disturbanceDeg: [20, 60],
  disturbanceS: [3, 10],
};

export const PLACES = ["none", "park", "street", "canyon", "forest"] as const;
export type Place = (typeof PLACES)[number];

export const PRESETS: Readonly<Record<Place, Surroundings>> = {
  none: { ...PLAIN, biasDeg: [0, 0], wanderDeg: 0, speedNoiseMps: 0 },
  park: { ...PLAIN, radiusM: 5, correlationS: 40 },
  street: {
    ...PLAIN,
    radiusM: 10,
    whiteShare: 0.1,
    jumpEveryS: 120,
    jumpM: [20, 35],
    jumpS: [3, 8],
    lossEveryS: 600,
    lossS: [4, 10],
    speedNoiseMps: 0.2,
    biasDeg: [10, 20],
    wanderDeg: 6,
    disturbanceEveryS: 90,
  },
  canyon: {
    ...PLAIN,
    radiusM: 25,
    correlationS: 20,
    whiteShare: 0.1,
    jumpEveryS: 45,
    lossEveryS: 150,
    lossS: [5, 25],
    speedNoiseMps: 0.5,
    biasDeg: [15, 30],
    wanderDeg: 9,
    disturbanceEveryS: 45,
  },
  forest: {
    ...PLAIN,
    radiusM: 13,
    correlationS: 50,
    whiteShare: 0.15,
    jumpEveryS: 300,
    jumpM: [20, 30],
    lossEveryS: 300,
    lossS: [3, 8],
    speedNoiseMps: 0.3,
  },
};
