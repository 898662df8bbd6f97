/** The one audio grid of the wire: 48 kHz, 20 ms packets (the server says the same in `welcome`). */

export const SAMPLE_RATE_HZ = 48_000;
export const PACKET_FRAMES = 960; // 20 ms at 48 kHz
export const PACKET_MS = (PACKET_FRAMES * 1000) / SAMPLE_RATE_HZ;

/** Milliseconds that `frames` last at 48 kHz. */
export function framesToMs(frames: number): number {
  return (frames * 1000) / SAMPLE_RATE_HZ;
}

/** Frames at 48 kHz that last `ms`, rounded. */
export function msToFrames(ms: number): number {
  return Math.round((ms * SAMPLE_RATE_HZ) / 1000);
}
