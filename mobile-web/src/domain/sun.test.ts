import { expect, test } from "vitest";
import { sunElevationDeg } from "./sun";

const GOLDEN = { lonDeg: -105.1786, latDeg: 39.742476 };
const LONDON = { lonDeg: -0.1278, latDeg: 51.5074 };
const PARIS = { lonDeg: 2.3522, latDeg: 48.8566 };
const NEW_YORK = { lonDeg: -74.006, latDeg: 40.7128 };
const SYDNEY = { lonDeg: 151.2093, latDeg: -33.8688 };
const TROMSOE = { lonDeg: 18.9553, latDeg: 69.6492 };
const HORIZON_DEG = -0.833;

test("the elevation is that of the National Renewable Energy Laboratory's example", () => {
  // Reda & Andreas (2008), NREL/TP-560-34302, table A5.1: topocentric, without refraction.
  const found = sunElevationDeg(Date.UTC(2003, 9, 17, 19, 30, 30), GOLDEN);
  expect(Math.abs(found - 39.872046)).toBeLessThan(0.01);
});

test.each([
  ["sunrise in London", Date.UTC(2024, 5, 20, 3, 43), LONDON],
  ["sunset in London", Date.UTC(2024, 5, 20, 20, 21), LONDON],
  ["sunrise in Paris", Date.UTC(2024, 11, 21, 7, 41), PARIS],
  ["sunset in Paris", Date.UTC(2024, 11, 21, 15, 56), PARIS],
  ["sunrise in New York", Date.UTC(2024, 2, 20, 10, 59), NEW_YORK],
  ["sunset in New York", Date.UTC(2024, 2, 20, 23, 8), NEW_YORK],
  ["sunrise in Sydney", Date.UTC(2024, 11, 21, 18, 41), SYDNEY],
])("%s is when almanacs say", (_, timeMs, place) => {
  expect(Math.abs(sunElevationDeg(timeMs, place) - HORIZON_DEG)).toBeLessThan(0.5);
});

test("there is polar night and midnight sun", () => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const winter = hours.map((hour) => sunElevationDeg(Date.UTC(2024, 11, 21, hour), TROMSOE));
  const summer = hours.map((hour) => sunElevationDeg(Date.UTC(2024, 5, 21, hour), TROMSOE));
  expect(Math.max(...winter)).toBeLessThan(HORIZON_DEG);
  expect(Math.min(...summer)).toBeGreaterThan(0);
});
