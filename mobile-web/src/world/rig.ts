/** The walker's eyes in the world: where they are, where they look, how keys move them. Pure. */
import { toRadians, wrapDeg } from "../domain/angle";
import type { LocalPoint, Position } from "../domain/pose";

const WALK_MPS = 1.4; // an easy pace
const HURRY = 4; // Shift
const TURN_DEG_PER_S = 75; // arrow keys
const RESPONSE_S = 0.12; // time to reach full speed: no jerk at a key press
const PITCH_LIMIT_DEG = 85;
const STILL_MPS = 0.01;
const EYE_M = 1.6; // a standing walker; walks that say no height start there
const LOWEST_M = 0.3; // the ground carries

/** What the keys ask for, each −1..1. */
export interface Intent {
  readonly forward: number;
  readonly right: number;
  readonly up: number;
  readonly turn: number;
  readonly isHurried: boolean;
}

export class Rig {
  headingDeg: number;
  pitchDeg = 0;
  /** A new object whenever the walker has moved. */
  point: LocalPoint;
  private east = 0; // m/s, smoothed
  private north = 0;
  private rise = 0;

  constructor(start: Position, headingDeg: number) {
    this.point = { kind: "local", ...start, upM: Math.max(EYE_M, start.upM) };
    this.headingDeg = wrapDeg(headingDeg);
  }

  get speedMps(): number {
    return Math.hypot(this.east, this.north, this.rise);
  }

  /** Advance by `dtS`; returns true where anything changed. */
  step(intent: Intent, dtS: number): boolean {
    this.headingDeg = wrapDeg(this.headingDeg + intent.turn * TURN_DEG_PER_S * dtS);
    this.accelerate(intent, dtS);
    if (this.speedMps < STILL_MPS) return intent.turn !== 0;
    const { eastM, northM, upM } = this.point;
    this.point = {
      kind: "local",
      eastM: eastM + this.east * dtS,
      northM: northM + this.north * dtS,
      upM: Math.max(LOWEST_M, upM + this.rise * dtS),
    };
    return true;
  }

  /** Turn the head; positive is right and up. */
  look(rightDeg: number, upDeg: number): void {
    this.headingDeg = wrapDeg(this.headingDeg + rightDeg);
    this.pitchDeg = Math.min(PITCH_LIMIT_DEG, Math.max(-PITCH_LIMIT_DEG, this.pitchDeg + upDeg));
  }

  moveTo(eastM: number, northM: number, upM: number): void {
    this.point = { kind: "local", eastM, northM, upM };
  }

  private accelerate(intent: Intent, dtS: number): void {
    const heading = toRadians(this.headingDeg);
    const length = Math.hypot(intent.forward, intent.right, intent.up) || 1;
    const speed = (WALK_MPS * (intent.isHurried ? HURRY : 1)) / Math.max(1, length);
    const forward = intent.forward * speed;
    const right = intent.right * speed;
    const blend = 1 - Math.exp(-dtS / RESPONSE_S);
    this.east += blend * (forward * Math.sin(heading) + right * Math.cos(heading) - this.east);
    this.north += blend * (forward * Math.cos(heading) - right * Math.sin(heading) - this.north);
    this.rise += blend * (intent.up * speed - this.rise);
    if (this.speedMps < STILL_MPS && length === 1 && forward === 0 && right === 0) this.halt();
  }

  private halt(): void {
    this.east = 0;
    this.north = 0;
    this.rise = 0;
  }
}
