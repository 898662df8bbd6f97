/** The indoor door's world: a walk, a walker in it, drawn only when something has changed. */
import { PerspectiveCamera, WebGLRenderer } from "three";
import { toRadians } from "../domain/angle";
import type { Walk, ZoneWeight } from "../domain/walk";
import { toScene } from "./axes";
import { Controls } from "./controls";
import { Resolution } from "./resolution";
import { Rig } from "./rig";
import { WalkScene } from "./scene";
import { StickRing } from "./stick-ring";
import { WorldSenses } from "./world-senses";

const FIELD_OF_VIEW_DEG = 65;
const MAX_STEP_S = 0.5; // a stalled page must not throw the walker through the world
const MAX_PIXEL_RATIO = 1.5;

export class World {
  readonly root = document.createElement("div");
  readonly senses: WorldSenses;
  private readonly canvas = document.createElement("canvas");
  private readonly ring = new StickRing();
  private readonly rig: Rig;
  private readonly scene: WalkScene;
  private readonly controls: Controls;
  private readonly camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 0.1, 1000);
  private readonly resolution = new Resolution(Math.min(devicePixelRatio, MAX_PIXEL_RATIO));
  private renderer: WebGLRenderer | null = null;
  private isStale = true;
  private lastMs = 0;

  /** @param label - What the picture is, for those who do not see it. */
  constructor(walk: Walk, label: string) {
    this.rig = new Rig(walk.start, walk.startHeadingDeg);
    this.senses = new WorldSenses(this.rig, () => this.invalidate());
    this.scene = new WalkScene(walk);
    this.controls = new Controls(
      this.canvas,
      this.rig,
      () => this.invalidate(),
      (at) => this.ring.show(at),
    );
    this.camera.rotation.order = "YXZ"; // heading, then pitch
    this.canvas.setAttribute("aria-label", label);
    this.canvas.setAttribute("role", "img");
    this.root.className = "world";
    this.root.append(this.canvas, this.ring.root);
  }

  /** Begin drawing; `root` must be in the page. Returns false where there is no WebGL. */
  open(): boolean {
    // Where pixels are small, smoothing costs more than it shows.
    const antialias = devicePixelRatio < MAX_PIXEL_RATIO;
    try {
      this.renderer = new WebGLRenderer({ canvas: this.canvas, antialias });
    } catch {
      return false;
    }
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    this.controls.open();
    this.renderer.setAnimationLoop((nowMs) => this.frame(nowMs));
    return true;
  }

  /** Show how strongly each zone sounds. */
  show(weights: readonly ZoneWeight[]): void {
    if (this.scene.show(weights)) this.invalidate();
  }

  private invalidate(): void {
    this.isStale = true;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.renderer?.setPixelRatio(this.resolution.scale);
    this.renderer?.setSize(clientWidth, clientHeight, false);
    this.camera.aspect = clientWidth / Math.max(1, clientHeight);
    this.camera.updateProjectionMatrix();
    this.invalidate();
  }

  private frame(nowMs: number): void {
    const dtS = (nowMs - this.lastMs) / 1000;
    this.lastMs = nowMs;
    const intent = this.controls.intent();
    if (this.rig.step(intent, Math.min(MAX_STEP_S, dtS))) this.invalidate();
    if (!this.isStale) {
      this.resolution.rest();
      return;
    }
    if (this.resolution.observe(dtS)) this.resize();
    this.isStale = false;
    this.senses.turned();
    this.placeCamera();
    this.renderer?.render(this.scene.scene, this.camera);
  }

  private placeCamera(): void {
    this.camera.position.copy(toScene(this.rig.point));
    // three.js looks along −z, our north; its yaw turns left, our heading right.
    this.camera.rotation.y = -toRadians(this.rig.headingDeg);
    this.camera.rotation.x = toRadians(this.rig.pitchDeg);
    this.scene.seenFrom(this.camera.position);
  }
}
