/** What of the model is tried: a place pointed at sounds while it is, a held one until it is let go. */
import type { Latents } from "../../../compose/ear/palette";
import type { Listening, Sounding } from "./listening";

export class Trying {
  private pointing: Sounding | null = null;
  private holding: Sounding | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly listening: Listening) {}

  get pointed(): Sounding | null {
    return this.pointing;
  }

  get held(): Sounding | null {
    return this.holding;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  point(model: string, values: Latents): void {
    if (this.pointing?.values === values) return;
    this.pointing = { model, values };
    this.sound();
  }

  unpoint(): void {
    if (this.pointing === null) return;
    this.pointing = null;
    this.sound();
  }

  /** Hold it; what is held already is let go. */
  hold(model: string, values: Latents): void {
    this.holding = this.holding?.values === values ? null : { model, values };
    this.pointing = null;
    this.sound();
  }

  /** The ground sounds again. */
  letGo(): void {
    this.holding = null;
    this.pointing = null;
    this.sound();
  }

  private sound(): void {
    const now = this.pointing ?? this.holding;
    if (now === null) this.listening.release();
    else this.listening.try(now.model, now.values);
    for (const listener of this.listeners) listener();
  }
}
