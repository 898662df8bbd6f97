/** A zone in the world: tinted ground, a curtain of light along its edge, its name. */
import {
  BufferGeometry,
  Color,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  Mesh,
  MeshBasicMaterial,
  Path,
  Shape,
  ShapeGeometry,
  Vector2,
} from "three";
import type { Vertex, Zone } from "../domain/walk";
import { makeLabel } from "./label";
import { centreOf, holesOf, outlineOf } from "./zone-shape";

const CURTAIN_M = 3.5;
const CURTAIN_OPACITY = 0.45;
const IDLE_OPACITY = 0.16; // of the ground's tint; a sounding zone adds up to as much again
const SOUNDING_OPACITY = 0.22;
const VISIBLE = 0.004; // one step of eight bits
const LABEL_UP_M = 2.6;

export class ZoneMesh {
  readonly root = new Group();
  private readonly floor: MeshBasicMaterial;

  constructor(readonly zone: Zone) {
    const colour = new Color(zone.colour);
    this.floor = new MeshBasicMaterial({
      color: colour,
      transparent: true,
      opacity: IDLE_OPACITY,
      depthWrite: false,
      side: DoubleSide,
    });
    const floor = new Mesh(floorGeometry(zone.shape), this.floor);
    floor.rotation.x = -Math.PI / 2;
    floor.position.y = 0.03; // above the ground by more than the depth buffer's grain
    this.root.add(floor);
    for (const ring of [outlineOf(zone.shape), ...holesOf(zone.shape)]) {
      this.root.add(curtainMesh(ring, colour));
    }
    const label = zone.title === "" ? null : makeLabel(zone.title);
    const [eastM, northM] = centreOf(zone.shape);
    label?.position.set(eastM, LABEL_UP_M, -northM);
    if (label) this.root.add(label);
  }

  /** Show how strongly the zone sounds, 0..1; returns whether that looks different from before. */
  show(weight: number): boolean {
    const opacity = IDLE_OPACITY + SOUNDING_OPACITY * weight;
    if (Math.abs(opacity - this.floor.opacity) < VISIBLE) return false;
    this.floor.opacity = opacity;
    return true;
  }
}

/** Flat on x–y with y to the north; the mesh is laid down by a quarter turn. */
function floorGeometry(shape: Zone["shape"]): ShapeGeometry {
  const toVector = ([eastM, northM]: Vertex): Vector2 => new Vector2(eastM, northM);
  const outline = new Shape(outlineOf(shape).map(toVector));
  outline.holes = holesOf(shape).map((ring) => new Path(ring.map(toVector)));
  return new ShapeGeometry(outline);
}

/** A wall that fades from the edge's colour to nothing. */
function curtainMesh(ring: readonly Vertex[], colour: Color): Mesh {
  const positions: number[] = [];
  const colours: number[] = [];
  const corner = ([eastM, northM]: Vertex, upM: number): void => {
    positions.push(eastM, upM, -northM);
    colours.push(colour.r, colour.g, colour.b, upM === 0 ? CURTAIN_OPACITY : 0);
  };
  ring.forEach((from, i) => {
    const to = ring[(i + 1) % ring.length] ?? from;
    for (const [vertex, upM] of [
      [from, 0],
      [to, 0],
      [to, CURTAIN_M],
      [from, 0],
      [to, CURTAIN_M],
      [from, CURTAIN_M],
    ] as const) {
      corner(vertex, upM);
    }
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setAttribute("color", new Float32BufferAttribute(colours, 4));
  const material = new MeshBasicMaterial({
    vertexColors: true,
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
  return new Mesh(geometry, material);
}
