/** Where poses come from: the phone's sensors outdoors, the camera of the world indoors. */
import type { Access } from "../sensors/access";
import type { HeadingSource } from "../sensors/compass";
import type { PoseReading } from "../sensors/pose-builder";
import type { WakeLockState } from "../sensors/wake-lock";

/** What senses tell of themselves. */
export interface SenseReports {
  access(sense: "motion" | "location", access: Access): void;
  wakeLock(state: WakeLockState): void;
  /** A prompt that was opened has been answered. */
  answered(): void;
}

export interface Senses {
  readonly headingSource: HeadingSource | "camera";
  /** Whether there was a position that is too old to go by; absent where a pose is always new. */
  readonly isPositionStale?: boolean;
  /** Begin; called inside the tap, before anything is awaited. `turned` hears of each new heading. */
  open(reports: SenseReports, turned: () => void): void;
  reading(): PoseReading;
  close(): void;
}
