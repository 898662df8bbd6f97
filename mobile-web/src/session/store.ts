/** A value that tells when it changes; listeners are called once a turn of the event loop. */

export class Store<T extends object> {
  private readonly listeners = new Set<(value: T) => void>();
  private isQueued = false;

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  /** Replace some fields. */
  update(change: Partial<T>): void {
    this.current = { ...this.current, ...change };
    if (this.isQueued) return;
    this.isQueued = true;
    queueMicrotask(() => {
      this.isQueued = false;
      for (const listener of this.listeners) listener(this.current);
    });
  }

  /** Hear of changes; returns how to stop. */
  listen(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
