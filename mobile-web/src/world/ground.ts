/** Ground and sky at dusk. */
import {
  BackSide,
  CanvasTexture,
  Color,
  Float32BufferAttribute,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  RepeatWrapping,
  SphereGeometry,
  SRGBColorSpace,
} from "three";
import { DUSK } from "./dusk";

const GROUND_M = 600;
const GRID_STEP_M = 5;
const TILE_PIXELS = 512;
const LINE_PIXELS = 3; // 3 cm
const SHARPNESS = 8; // anisotropy: lines stay lines towards the horizon
const SKY_M = 450;

/** A plane with a faint 5 m grid, by which one sees oneself walk; fog takes it before its edge. */
export function makeGround(): Mesh {
  const map = new CanvasTexture(drawTile());
  map.wrapS = RepeatWrapping;
  map.wrapT = RepeatWrapping;
  map.repeat.setScalar(GROUND_M / GRID_STEP_M);
  map.anisotropy = SHARPNESS;
  map.colorSpace = SRGBColorSpace;
  const plane = new Mesh(
    new PlaneGeometry(GROUND_M, GROUND_M),
    new MeshBasicMaterial({ map, dithering: true }),
  );
  plane.rotation.x = -Math.PI / 2;
  return plane;
}

function drawTile(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = TILE_PIXELS;
  canvas.height = TILE_PIXELS;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  context.fillStyle = DUSK.ground;
  context.fillRect(0, 0, TILE_PIXELS, TILE_PIXELS);
  context.fillStyle = DUSK.groundLine;
  context.fillRect(0, 0, TILE_PIXELS, LINE_PIXELS);
  context.fillRect(0, 0, LINE_PIXELS, TILE_PIXELS);
  return canvas;
}

/** A dome from horizon to zenith, a little warmer in the west. */
export function makeSky(): Mesh {
  const geometry = new SphereGeometry(SKY_M, 32, 24);
  const positions = geometry.getAttribute("position");
  const colours: number[] = [];
  for (let i = 0; i < positions.count; i++) {
    const colour = skyColour(positions.getX(i) / SKY_M, positions.getY(i) / SKY_M);
    colours.push(colour.r, colour.g, colour.b);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(colours, 3));
  return new Mesh(
    geometry,
    new MeshBasicMaterial({ vertexColors: true, side: BackSide, fog: false, dithering: true }),
  );
}

/** @param east - and up: where one looks, −1..1. */
function skyColour(east: number, up: number): Color {
  const height = Math.max(0, up);
  const west = Math.max(0, -east);
  const warmth = 0.75 * west ** 2 * Math.exp(-height * 6) * Math.min(1, 0.4 + height * 8);
  return new Color(DUSK.horizon)
    .lerp(new Color(DUSK.sky), 1 - Math.exp(-height * 6))
    .lerp(new Color(DUSK.zenith), 1 - Math.exp(-height * 1.6))
    .lerp(new Color(DUSK.afterglow), warmth);
}
