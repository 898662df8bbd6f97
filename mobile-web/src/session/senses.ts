/** Where poses come from: the phone's sensors outdoors, the camera of the world indoors. */
import type { Access } from "../sensors/access";
import type { HeadingSource } from "../sensors/compass";
import type { PoseReading } from "../sensors/pose-builder";

export interface Senses {
  readonly headingSource: HeadingSource | "camera";
  /** Begin; called inside the tap, before anything is awaited. `turned` hears of each new heading. */
  open(report: (sense: "motion" | "location", access: Access) => void, turned: () => void): void;
  reading(): PoseReading;
  close(): void;
}
