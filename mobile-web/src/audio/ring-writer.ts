/** The writing side of the jitter ring: media time to indices. */
import { PACKET_FRAMES } from "../domain/stream";
import { Control, type JitterRing, RING_PACKETS } from "./jitter-ring";

const MAX_JUMP_PACKETS = 1 << 20; // indices are int32: a farther jump is another clock anyway

export class RingWriter {
  private baseFrame = Number.NaN; // media time of index `baseIndex`; NaN before the first packet
  private baseIndex = 0;

  constructor(private readonly ring: JitterRing) {}

  /**
   * Put a decoded packet at its media time; one that is too late is dropped and counted.
   *
   * A server that had to skip ticks goes on between two places of the packet grid: the grid moves
   * with it, by less than a packet and never without a packet of concealment between, so that the
   * reader fades over the seam. A start more than the ring's length in the past, or absurdly far
   * ahead, belongs to a new media clock (the server restarted): the reader begins afresh there.
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
    const head = this.ring.get(Control.head);
    const place = this.baseIndex + (startFrame - this.baseFrame) / PACKET_FRAMES;
    if (!(head - place <= RING_PACKETS && place - head < MAX_JUMP_PACKETS)) {
      return this.moveGrid(startFrame, head + RING_PACKETS); // so far that no old stamp can match
    }
    return Number.isInteger(place)
      ? place
      : this.moveGrid(startFrame, Math.max(Math.ceil(place), head + 1));
  }

  private moveGrid(startFrame: number, index: number): number {
    this.baseFrame = startFrame;
    this.baseIndex = index;
    return index;
  }
}
