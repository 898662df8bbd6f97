/** Local metres to three.js: x is east, y is up, z is south. */
import { Vector3 } from "three";
import type { Position } from "../domain/pose";

export function toScene({ eastM, northM, upM }: Position): Vector3 {
  return new Vector3(eastM, upM, -northM);
}
