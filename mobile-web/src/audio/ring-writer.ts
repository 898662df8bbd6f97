/** The writing side of the jitter ring: media time to indices. */
import { PACKET_FRAMES } from "../domain/stream";
import { Control, type JitterRing, RING_PACKETS } from "./jitter-ring";

const MAX_JUMP_PACKETS = 1 << 20; // indices are int32: a farther jump is another clock anyway

export class RingWriter {
  private baseFrame: number | null = null; // media time of index `baseIndex`
  private baseIndex = 0;

  constructor(private readonly ring: JitterRing) {}

  /**
   * Put a decoded packet at its media time; one that is too late is dropped and counted.
   *
   * A start that does not lie on the packet grid, or is more than the ring's length in the past,
   * belongs to a new media clock (the server restarted): the reader begins afresh there.
   */
  write(startFrame: number, left: Float32Array, right: Float32Array): void {
    const index = this.indexOf(startFrame);
    if (index < this.ring.get(Control.nextPacket)) {
      this.ring.add(Control.late, 1);
      return;
    }
    this.ring.put(index, left, right);
  }

  private indexOf(startFrame: number): number {
    const offset =
      this.baseFrame === null ? Number.NaN : (startFrame - this.baseFrame) / PACKET_FRAMES;
    const index = this.baseIndex + offset;
    const behind = this.ring.get(Control.head) - index;
    if (Number.isInteger(offset) && behind <= RING_PACKETS && -behind < MAX_JUMP_PACKETS)
      return index;
    return this.beginClock(startFrame);
  }

  private beginClock(startFrame: number): number {
    this.baseFrame = startFrame;
    this.baseIndex = this.ring.get(Control.head) + RING_PACKETS; // no old stamp can match, and the reader sees so far a jump
    return this.baseIndex;
  }
}
