/** Ground and sky at dusk. */
import {
  BackSide,
  Color,
  Float32BufferAttribute,
  GridHelper,
  Group,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  SphereGeometry,
} from "three";

export const HORIZON = 0x59636f;
const ZENITH = 0x1a2029;
const AFTERGLOW = 0x8d7a6d;
const GROUND = 0x252b32;
const GRID = 0x3a434d;
const GROUND_M = 600;
const GRID_STEP_M = 5;
const SKY_M = 450;

/** A plane with a 5 m grid; fog takes it before its edge. */
export function makeGround(): Group {
  const plane = new Mesh(
    new PlaneGeometry(GROUND_M, GROUND_M),
    new MeshBasicMaterial({ color: GROUND }),
  );
  plane.rotation.x = -Math.PI / 2;
  plane.position.y = -0.02;
  const grid = new GridHelper(GROUND_M, GROUND_M / GRID_STEP_M, GRID, GRID);
  return new Group().add(plane, grid);
}

/** A dome from horizon to zenith, a little warmer in the west. */
export function makeSky(): Mesh {
  const geometry = new SphereGeometry(SKY_M, 32, 24);
  const positions = geometry.getAttribute("position");
  const colours: number[] = [];
  const [horizon, zenith, glow] = [HORIZON, ZENITH, AFTERGLOW].map((hex) => new Color(hex)) as [
    Color,
    Color,
    Color,
  ];
  for (let i = 0; i < positions.count; i++) {
    const height = Math.max(0, positions.getY(i) / SKY_M);
    const west = Math.max(0, -positions.getX(i) / SKY_M);
    const warmth = 0.7 * west ** 2 * Math.exp(-height * 7) * Math.min(1, height * 12);
    const colour = horizon
      .clone()
      .lerp(zenith, 1 - Math.exp(-height * 4))
      .lerp(glow, warmth);
    colours.push(colour.r, colour.g, colour.b);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(colours, 3));
  const material = new MeshBasicMaterial({ vertexColors: true, side: BackSide, fog: false });
  return new Mesh(geometry, material);
}
