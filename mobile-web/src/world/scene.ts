/** A walk as a three.js scene. */
import {
  DirectionalLight,
  Fog,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  Scene,
  SphereGeometry,
} from "three";
import type { Landmark, Walk, ZoneWeight } from "../domain/walk";
import { toScene } from "./axes";
import { HORIZON, makeGround, makeSky } from "./ground";
import { ZoneMesh } from "./zone-mesh";

const FOG_NEAR_M = 30;
const FOG_FAR_M = 240;

export class WalkScene {
  readonly scene = new Scene();
  readonly sky = makeSky();
  private readonly zones: readonly ZoneMesh[];

  constructor(walk: Walk) {
    this.zones = walk.zones.map((zone) => new ZoneMesh(zone));
    this.scene.fog = new Fog(HORIZON, FOG_NEAR_M, FOG_FAR_M);
    const sun = new DirectionalLight(0xffdcb8, 1.6); // low in the west
    sun.position.set(-60, 30, 45);
    this.scene.add(new HemisphereLight(0xb9c6d6, 0x2a2724, 1.5), sun, this.sky, makeGround());
    for (const landmark of walk.landmarks) this.scene.add(makeLandmark(landmark));
    for (const zone of this.zones) this.scene.add(zone.root);
  }

  /** Show how strongly each zone sounds; returns whether that looks different from before. */
  show(weights: readonly ZoneWeight[]): boolean {
    const heard = new Map(weights.map(({ id, weight }) => [id, weight]));
    let isChanged = false;
    for (const mesh of this.zones) isChanged = mesh.show(heard.get(mesh.zone.id) ?? 0) || isChanged;
    return isChanged;
  }
}

function makeLandmark(landmark: Landmark): Mesh {
  const sphere = new Mesh(
    new SphereGeometry(landmark.radiusM, 48, 32),
    new MeshStandardMaterial({
      color: landmark.colour,
      roughness: 0.7,
      emissive: landmark.colour, // a little of its own light: it is what one walks towards
      emissiveIntensity: 0.22,
    }),
  );
  sphere.position.copy(toScene(landmark.position));
  return sphere;
}
