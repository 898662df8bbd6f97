/** A name in the world: always facing the walker, always the same small size. */
import { CanvasTexture, Sprite, SpriteMaterial, SRGBColorSpace } from "three";

const TEXT_PIXELS = 40;
const PADDING_PIXELS = 16;
const HEIGHT_ON_SCREEN = 0.035; // of the screen's height, near enough at our field of view

export function makeLabel(text: string): Sprite {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const font = `${TEXT_PIXELS}px Georgia, serif`;
  if (context !== null) {
    context.font = font;
    canvas.width = Math.ceil(context.measureText(text).width) + 2 * PADDING_PIXELS;
    canvas.height = TEXT_PIXELS + 2 * PADDING_PIXELS;
    context.font = font; // resizing forgets it
    context.textBaseline = "middle";
    context.shadowColor = "rgb(20 23 28 / 80%)";
    context.shadowBlur = 10;
    context.fillStyle = "#ece8e1";
    context.fillText(text, PADDING_PIXELS, canvas.height / 2);
  }
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  const sprite = new Sprite(
    new SpriteMaterial({ map, sizeAttenuation: false, depthWrite: false, fog: false }),
  );
  sprite.scale.set((HEIGHT_ON_SCREEN * canvas.width) / canvas.height, HEIGHT_ON_SCREEN, 1);
  return sprite;
}
