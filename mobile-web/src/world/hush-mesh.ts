/** Ground where the street wins, in the world: a dark flat patch. */
import { Mesh, MeshBasicMaterial, PlaneGeometry } from "three";
import type { Hush } from "../domain/walk";
import { DUSK } from "./dusk";
import { boundsOf, washTexture } from "./wash";
import { ringsOf } from "./zone-shape";

const BLUR_M = 2; // it has an edge, and ground has no lines
const OPACITY = 0.72;
const ABOVE_M = 0.045; // over the washes of zones, by more than the depth buffer's grain

export function makeHush({ shape }: Hush): Mesh {
  const rings = ringsOf(shape);
  const bounds = boundsOf(rings.flat(), BLUR_M);
  const material = new MeshBasicMaterial({
    map: washTexture(rings, bounds, BLUR_M, DUSK.hush),
    transparent: true,
    opacity: OPACITY,
    depthWrite: false,
    dithering: true,
  });
  const patch = new Mesh(new PlaneGeometry(bounds.widthM, bounds.heightM), material);
  patch.rotation.x = -Math.PI / 2;
  const { westM, southM, widthM, heightM } = bounds;
  patch.position.set(westM + widthM / 2, ABOVE_M, -(southM + heightM / 2));
  patch.renderOrder = 1;
  return patch;
}
