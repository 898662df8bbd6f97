/** A landmark: a pale, softly lit sphere or ellipsoid, and its shadow on the ground. */
import {
  Group,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  PlaneGeometry,
  SphereGeometry,
} from "three";
import type { Landmark } from "../domain/walk";
import { toScene } from "./axes";
import { glowTexture } from "./wash";

const SHADOW = "#0c0e12";
const SHADOW_OPACITY = 0.75;
const SHADOW_SPREAD = 3; // of the radius
const SHADOW_REACH = 2.5; // radii above the ground at which nothing is left of it

export function makeLandmark(landmark: Landmark): Group {
  const [east, north, up] = landmark.radiiM;
  const sphere = new Mesh(
    new SphereGeometry(1, 64, 48),
    new MeshStandardMaterial({
      color: landmark.colour,
      roughness: 0.75,
      emissive: landmark.colour, // a little of its own light: it is what one walks towards
      emissiveIntensity: 0.16,
      dithering: true,
    }),
  );
  sphere.scale.set(east, up, north);
  sphere.position.copy(toScene(landmark.position));
  const group = new Group();
  group.add(sphere);
  const closeness = 1 - (landmark.position.upM - up) / (SHADOW_REACH * up);
  if (closeness > 0) group.add(shadowOf(landmark, Math.min(1, closeness)));
  return group;
}

function shadowOf({ position, radiiM: [east, north] }: Landmark, closeness: number): Mesh {
  const shadow = new Mesh(
    new PlaneGeometry(SHADOW_SPREAD * east, SHADOW_SPREAD * north),
    new MeshBasicMaterial({
      map: glowTexture(SHADOW),
      transparent: true,
      opacity: SHADOW_OPACITY * closeness,
      depthWrite: false,
    }),
  );
  shadow.rotation.x = -Math.PI / 2;
  shadow.position.copy(toScene({ ...position, upM: 0.05 })); // over every zone's wash
  return shadow;
}
