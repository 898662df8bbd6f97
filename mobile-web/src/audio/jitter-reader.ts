/**
 * The reading side of the jitter ring: an unbroken 48 kHz stream, whatever the network did.
 *
 * A lost packet (later ones are there) is concealed and time moves on. An empty ring is concealed and
 * time *waits*, so the fill grows by what the network was late. Coming back, sound fades in over
 * 10 ms from the concealment; after a long silence the target is filled first. Nothing is allocated
 * after construction.
 */
import { msToFrames, PACKET_FRAMES } from "../domain/stream";
import { Concealer } from "./concealer";
import { Control, type JitterRing, RING_PACKETS } from "./jitter-ring";

const FADE_FRAMES = msToFrames(10);
const SLACK_FRAMES = msToFrames(80); // after a gap, more than this above the target is skipped
const HOLE_PACKETS = 10; // 200 ms: longer, and what came before is another time
const JUMP_FRAMES = msToFrames(500); // in mid-stream, only this much above it is

export type ReaderState = "prefetch" | "playing" | "holding";

export class JitterReader {
  private readonly concealer = new Concealer();
  private now: ReaderState = "prefetch";
  private next = 0; // frame on the ring's index grid
  private fade = FADE_FRAMES; // frames of the fade-in done

  constructor(private readonly ring: JitterRing) {}

  get state(): ReaderState {
    return this.now;
  }

  /** Frames in hand; at most the ring's length beyond the target means anything. */
  get fillFrames(): number {
    return this.ring.get(Control.head) * PACKET_FRAMES - this.next;
  }

  /** Write the next `nFrames` of both channels. */
  read(left: Float32Array, right: Float32Array, nFrames: number): void {
    let done = 0;
    while (done < nFrames) {
      this.update();
      const within = this.next % PACKET_FRAMES;
      const count = Math.min(nFrames - done, PACKET_FRAMES - within);
      if (this.now === "playing") this.play(left, right, done, count);
      else this.wait(left, right, done, count);
      done += count;
    }
    this.ring.set(Control.nextPacket, Math.floor(this.next / PACKET_FRAMES));
    this.ring.add(Control.played, this.now === "prefetch" ? 0 : nFrames);
  }

  /** All transitions. */
  private update(): void {
    const packet = Math.floor(this.next / PACKET_FRAMES);
    switch (this.now) {
      case "playing":
        if (this.isTooFull()) this.jump();
        else if (this.ring.get(Control.head) <= packet) this.hold();
        return;
      case "holding":
        if (this.ring.get(Control.head) > packet) this.comeBack(packet);
        return;
      case "prefetch":
        this.startWhenFull();
        return;
      default:
        this.now satisfies never;
    }
  }

  private isTooFull(): boolean {
    return this.fillFrames > this.ring.get(Control.targetFrames) + JUMP_FRAMES;
  }

  private jump(): void {
    this.ring.add(Control.jumps, 1);
    this.concealer.start();
    this.now = "prefetch";
    this.startWhenFull();
  }

  private hold(): void {
    this.ring.add(Control.underruns, 1);
    this.concealer.start();
    this.now = "holding";
  }

  private comeBack(packet: number): void {
    const isClose = this.fillFrames <= this.ring.get(Control.targetFrames) + SLACK_FRAMES;
    if (isClose && !this.concealer.isSilent) {
      this.begin(this.ring.has(packet) ? packet : this.runStart());
      return;
    }
    this.now = "prefetch";
    this.startWhenFull();
  }

  /** Start `target` before the head, once the run of newest packets is that long. */
  private startWhenFull(): void {
    const head = this.ring.get(Control.head);
    const wanted = Math.ceil(this.ring.get(Control.targetFrames) / PACKET_FRAMES);
    const start = this.runStart();
    if (head - start >= Math.max(1, wanted)) this.begin(head - Math.max(1, wanted));
    else this.next = start * PACKET_FRAMES;
  }

  /** First of the newest packets, holes of up to `HOLE_PACKETS` allowed; never one already played. */
  private runStart(): number {
    const head = this.ring.get(Control.head);
    const oldest = Math.max(Math.floor(this.next / PACKET_FRAMES), head - RING_PACKETS + 1);
    let start = head;
    for (let packet = head - 1; packet >= oldest && start - packet <= HOLE_PACKETS + 1; packet--) {
      if (this.ring.has(packet)) start = packet;
    }
    return start;
  }

  private begin(packet: number): void {
    this.next = packet * PACKET_FRAMES;
    this.fade = 0;
    this.now = "playing";
  }

  /** Play from one packet, or conceal it where it is lost. */
  private play(left: Float32Array, right: Float32Array, offset: number, count: number): void {
    const packet = Math.floor(this.next / PACKET_FRAMES);
    const within = this.next % PACKET_FRAMES;
    if (this.ring.has(packet)) {
      for (let i = 0; i < count; i++) {
        const l = this.ring.leftAt(packet, within + i);
        const r = this.ring.rightAt(packet, within + i);
        this.emit(left, right, offset + i, l, r);
      }
    } else {
      if (within === 0) this.concealer.start();
      this.conceal(left, right, offset, count);
      this.fade = 0;
    }
    this.next += count;
  }

  private wait(left: Float32Array, right: Float32Array, offset: number, count: number): void {
    this.conceal(left, right, offset, count);
  }

  private conceal(left: Float32Array, right: Float32Array, offset: number, count: number): void {
    for (let i = 0; i < count; i++) {
      this.concealer.advance();
      left[offset + i] = this.concealer.left;
      right[offset + i] = this.concealer.right;
      this.concealer.remember(this.concealer.left, this.concealer.right);
    }
    if (this.now !== "prefetch") this.ring.add(Control.concealed, count);
  }

  /** Give out a real frame, fading in where sound has just come back. */
  private emit(left: Float32Array, right: Float32Array, at: number, l: number, r: number): void {
    let outLeft = l;
    let outRight = r;
    if (this.fade < FADE_FRAMES) {
      const gain = this.fade++ / FADE_FRAMES;
      this.concealer.advance();
      outLeft = gain * l + (1 - gain) * this.concealer.left;
      outRight = gain * r + (1 - gain) * this.concealer.right;
    }
    left[at] = outLeft;
    right[at] = outRight;
    this.concealer.remember(outLeft, outRight);
  }
}
