/** What the senses give, passed on as it changes: poses to the server, the heading to the ear. */
import type { Pose } from "../domain/pose";
import { PoseBuilder, type PoseReading } from "../sensors/pose-builder";
import type { Senses } from "./senses";

export type StageDeg = readonly [number, number];

export class PoseFeed {
  private readonly poses = new PoseBuilder();
  private faced: { readonly headingDeg: number | null; readonly stageDeg: StageDeg } | null = null;

  /**
   * @param send - Takes a pose for the server.
   * @param face - Takes where the head faces between the virtual speakers.
   */
  constructor(
    private readonly senses: Senses,
    private readonly send: (pose: Pose) => void,
    private readonly face: (headingDeg: number | null, stageDeg: StageDeg) => void,
  ) {}

  /** Turn the bed where the heading or the stage has changed: head to ear in less than 20 ms. */
  turn(stageDeg: StageDeg): void {
    const { headingDeg } = this.senses.reading();
    if (headingDeg === this.faced?.headingDeg && stageDeg === this.faced.stageDeg) return;
    this.faced = { headingDeg, stageDeg };
    this.face(headingDeg, stageDeg);
  }

  /** Send a pose if one is due; returns what was sent. */
  walk(): PoseReading | null {
    const reading = this.senses.reading();
    const nowMs = performance.now();
    const timeUs = Math.round((performance.timeOrigin + nowMs) * 1000); // goes on across a reload
    const pose = this.poses.next(reading, nowMs, timeUs);
    if (pose === null) return null;
    this.send(pose);
    return reading;
  }

  /** Another server session listens: it knows no pose yet. */
  resend(): void {
    this.poses.reset();
  }

  /** Another playback sounds: it faces nowhere yet. */
  reface(): void {
    this.faced = null;
  }
}
