/**
 * The timestamped ring between the network and the audio thread.
 *
 * Single writer, single reader, lock-free over one (shared) buffer. A packet lies in the slot of its
 * index modulo 64, stamped with its index, so that lost, late and reordered packets need no list.
 * When the reader falls 1.3 s behind, the oldest packets are overwritten: the reader sees the stamps
 * and jumps. Indices only grow: a new media clock begins a ring's length above everything written.
 */
import { PACKET_FRAMES } from "../domain/stream";

export const RING_PACKETS = 64; // 1.28 s

/** Places in the control block; each has one writer. */
export const Control = {
  head: 0, // writer: index after the newest packet
  targetFrames: 1, // writer: fill to aim at
  late: 2, // writer: packets that came after their time
  nextPacket: 3, // reader: the packet it needs next
  fillFrames: 4, // reader: smoothed fill
  concealed: 5, // reader: frames invented so far
  played: 6, // reader: frames given out so far, concealed ones included
  underruns: 7, // reader: times it ran dry
  jumps: 8, // reader: times it skipped to get back to the target
  level: 9, // reader: smoothed RMS of what is played, times 2^20
  heading: 10, // page: 1 + hundredths of a degree, 0 unknown (as in a fresh ring)
  stageLeft: 11, // page: azimuth of the left virtual speaker, hundredths of a degree
  stageRight: 12, // page: of the right one
  gate: 13, // page: 1 holds the bed shut
  isResumed: 14, // page: 1 where a walk goes on, and its first sound need not come slowly
} as const;

export const CONTROL_WORDS = 16;
const HEADER_BYTES = (CONTROL_WORDS + RING_PACKETS) * 4;
const CHANNEL_FRAMES = RING_PACKETS * PACKET_FRAMES;

export const RING_BYTES = HEADER_BYTES + 2 * CHANNEL_FRAMES * 4;
export const LEVEL_SCALE = 2 ** 20;

export class JitterRing {
  readonly control: Int32Array;
  private readonly stamps: Int32Array; // index + 1; 0 is empty
  private readonly left: Float32Array;
  private readonly right: Float32Array;

  /** @param buffer - `RING_BYTES` of zeros, shared with the other side or private. */
  constructor(readonly buffer: ArrayBufferLike = new ArrayBuffer(RING_BYTES)) {
    this.control = new Int32Array(buffer, 0, CONTROL_WORDS);
    this.stamps = new Int32Array(buffer, CONTROL_WORDS * 4, RING_PACKETS);
    this.left = new Float32Array(buffer, HEADER_BYTES, CHANNEL_FRAMES);
    this.right = new Float32Array(buffer, HEADER_BYTES + CHANNEL_FRAMES * 4, CHANNEL_FRAMES);
  }

  get(word: number): number {
    return Atomics.load(this.control, word);
  }

  set(word: number, value: number): void {
    Atomics.store(this.control, word, value);
  }

  add(word: number, value: number): void {
    Atomics.add(this.control, word, value);
  }

  has(index: number): boolean {
    return Atomics.load(this.stamps, index % RING_PACKETS) === index + 1;
  }

  /** Writer: put one packet of `PACKET_FRAMES` per channel. */
  put(index: number, left: Float32Array, right: Float32Array): void {
    const slot = index % RING_PACKETS;
    Atomics.store(this.stamps, slot, 0);
    this.left.set(left, slot * PACKET_FRAMES);
    this.right.set(right, slot * PACKET_FRAMES);
    Atomics.store(this.stamps, slot, index + 1);
    if (index >= this.get(Control.head)) this.set(Control.head, index + 1);
  }

  /** Reader: one sample of the left channel; the packet must be there. */
  leftAt(index: number, frame: number): number {
    return this.left[(index % RING_PACKETS) * PACKET_FRAMES + frame] as number;
  }

  rightAt(index: number, frame: number): number {
    return this.right[(index % RING_PACKETS) * PACKET_FRAMES + frame] as number;
  }
}
