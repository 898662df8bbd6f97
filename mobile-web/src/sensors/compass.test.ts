import { describe, expect, test } from "vitest";
import { Compass, type OrientationSample } from "./compass";

const EMPTY: OrientationSample = { alpha: null, beta: null, gamma: null, absolute: false };
const android = (alpha: number): OrientationSample => ({
  alpha,
  beta: 0,
  gamma: 0,
  absolute: true,
});
const ios = (alpha: number, beta: number, north: number, accuracy = 10): OrientationSample => ({
  alpha,
  beta,
  gamma: 0,
  absolute: false,
  webkitCompassHeading: north,
  webkitCompassAccuracy: accuracy,
});

function compassAfter(...samples: readonly OrientationSample[]): Compass {
  const compass = new Compass();
  for (const sample of samples) compass.receive(sample, 0);
  return compass;
}

describe("the source of the heading", () => {
  test("is absolute where alpha is", () => {
    const heading = compassAfter(android(270)).heading;
    expect(heading.source).toBe("absolute");
    expect(heading.headingDeg).toBeCloseTo(90);
  });

  test("is none before anything came", () => {
    expect(new Compass().heading.source).toBe("none");
  });

  test("is none for a relative alpha without a compass", () => {
    expect(compassAfter({ ...android(270), absolute: false }).heading.source).toBe("none");
  });

  test("is none for all-null events, which desktops and Brave send", () => {
    expect(compassAfter(EMPTY, { ...EMPTY, absolute: true }).heading.source).toBe("none");
  });

  test("is none again after a reset, until the next event", () => {
    const compass = compassAfter(android(0));
    compass.reset();
    expect(compass.heading.source).toBe("none");
    compass.receive(android(90), 0);
    expect(compass.heading.headingDeg).toBeCloseTo(270);
  });

  test("is the compass on iOS, and due north is a heading", () => {
    const heading = compassAfter(ios(123, 0, 0)).heading;
    expect(heading).toMatchObject({ source: "compass", accuracyDeg: 10 });
    expect(heading.headingDeg).toBeCloseTo(0);
  });

  test("ignores NaN", () => {
    expect(compassAfter({ ...android(Number.NaN) }).heading.source).toBe("none");
  });
});

describe("on iOS", () => {
  test("the offset learned flat carries over to upright", () => {
    // Flat: compass says 90 with alpha 200, so alpha is 70 too low. Then upright, turned to alpha 140.
    const compass = compassAfter(ios(200, 0, 90), ios(140, 90, 333, 10));
    expect(compass.heading.headingDeg).toBeCloseTo(150);
  });

  test("a compass that distrusts itself teaches nothing", () => {
    const compass = compassAfter(ios(200, 0, 90, -1), ios(140, 90, 150, 10));
    expect(compass.heading.headingDeg).toBeCloseTo(150);
  });
});
