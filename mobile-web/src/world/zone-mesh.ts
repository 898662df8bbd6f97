/** A zone in the world: a wash of colour on the ground, and a glow over it seen from afar. */
import {
  Color,
  Group,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  Sprite,
  SpriteMaterial,
  type Vector3,
} from "three";
import type { Zone } from "../domain/walk";
import { boundsOf, glowTexture, washTexture } from "./wash";
import { centreOf, ringsOf } from "./zone-shape";

const LEAST_BLUR_M = 2;
const BLUR = 0.12; // of the zone's width: ground has no lines
const IDLE_OPACITY = 0.26; // of the ground's tint; a sounding zone is stronger
const SOUNDING_OPACITY = 0.16;
const GLOW_OPACITY = 0.3;
const GLOW_RISE = 0.16; // of the zone's width: a low mist
const GLOW_NEAR_M = 6; // nearer, the glow is around the walker and only the ground shows
const GLOW_FAR_M = 26;
const VISIBLE = 0.004; // one step of eight bits

export class ZoneMesh {
  readonly root = new Group();
  private readonly wash: MeshBasicMaterial;
  private readonly glow: Sprite;

  constructor(readonly zone: Zone) {
    const colour = `#${new Color(zone.colour).getHexString()}`;
    const rings = ringsOf(zone.shape);
    const { widthM, heightM } = boundsOf(rings.flat(), 0);
    const blurM = Math.max(LEAST_BLUR_M, zone.fadeM, BLUR * Math.min(widthM, heightM));
    const bounds = boundsOf(rings.flat(), blurM);
    const map = washTexture(rings, bounds, blurM, colour);
    this.wash = new MeshBasicMaterial({
      map,
      transparent: true,
      opacity: IDLE_OPACITY,
      depthWrite: false,
      dithering: true,
    });
    const floor = new Mesh(new PlaneGeometry(bounds.widthM, bounds.heightM), this.wash);
    floor.rotation.x = -Math.PI / 2;
    floor.position.set(
      bounds.westM + bounds.widthM / 2,
      0.03, // above the ground by more than the depth buffer's grain
      -(bounds.southM + bounds.heightM / 2),
    );
    this.glow = glowOver(zone, Math.max(widthM, heightM), colour);
    this.root.add(floor, this.glow);
  }

  /** Show how strongly the zone sounds, 0..1; returns whether that looks different from before. */
  show(weight: number): boolean {
    const opacity = IDLE_OPACITY + SOUNDING_OPACITY * weight;
    if (Math.abs(opacity - this.wash.opacity) < VISIBLE) return false;
    this.wash.opacity = opacity;
    return true;
  }

  /** The glow thins as one comes near: one never walks into a picture. */
  seenFrom(eye: Vector3): void {
    const far = Math.hypot(eye.x - this.glow.position.x, eye.z - this.glow.position.z);
    const share = Math.min(1, Math.max(0, (far - GLOW_NEAR_M) / (GLOW_FAR_M - GLOW_NEAR_M)));
    this.glow.material.opacity = GLOW_OPACITY * share;
    this.glow.visible = share > 0;
  }
}

function glowOver(zone: Zone, widthM: number, colour: string): Sprite {
  const material = new SpriteMaterial({
    map: glowTexture(colour),
    transparent: true,
    depthWrite: false,
    fog: false,
  });
  const glow = new Sprite(material);
  const [eastM, northM] = centreOf(zone.shape);
  glow.position.set(eastM, 0, -northM);
  glow.center.set(0.5, 0); // it thins out where it meets the ground
  glow.scale.set(widthM, widthM * GLOW_RISE, 1);
  return glow;
}
