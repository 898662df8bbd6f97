/** A walk as a three.js scene. */
import { DirectionalLight, Fog, HemisphereLight, Scene, type Vector3 } from "three";
import type { Walk, ZoneWeight } from "../domain/walk";
import { DUSK } from "./dusk";
import { makeGround, makeSky } from "./ground";
import { makeHush } from "./hush-mesh";
import { makeLandmark } from "./landmark-mesh";
import { ZoneMesh } from "./zone-mesh";

const FOG_NEAR_M = 18;
const FOG_FAR_M = 120;

export class WalkScene {
  readonly scene = new Scene();
  private readonly sky = makeSky();
  private readonly zones: readonly ZoneMesh[];

  constructor(walk: Walk) {
    this.zones = walk.zones.map((zone) => new ZoneMesh(zone));
    this.scene.fog = new Fog(DUSK.horizon, FOG_NEAR_M, FOG_FAR_M);
    const sun = new DirectionalLight(DUSK.sun, 1.7);
    sun.position.set(-60, 34, 25);
    this.scene.add(new HemisphereLight(DUSK.above, DUSK.below, 1.3), sun, this.sky, makeGround());
    for (const zone of this.zones) this.scene.add(zone.root);
    for (const hush of walk.hushes) this.scene.add(makeHush(hush));
    for (const landmark of walk.landmarks) this.scene.add(makeLandmark(landmark));
  }

  /** Show how strongly each zone sounds; returns whether that looks different from before. */
  show(weights: readonly ZoneWeight[]): boolean {
    const heard = new Map(weights.map(({ id, weight }) => [id, weight]));
    let isChanged = false;
    for (const mesh of this.zones) isChanged = mesh.show(heard.get(mesh.zone.id) ?? 0) || isChanged;
    return isChanged;
  }

  /** The sky goes with the walker, and glows thin as they come near. */
  seenFrom(eye: Vector3): void {
    this.sky.position.copy(eye);
    for (const mesh of this.zones) mesh.seenFrom(eye);
  }
}
