/** Those who want to hear of one thing, the latest first. */
export class Listeners<Told, Answer> {
  private readonly all: ((told: Told) => Answer)[] = [];

  /** Returns the way to stop. */
  add(listener: (told: Told) => Answer): () => void {
    this.all.unshift(listener);
    return () => {
      const index = this.all.indexOf(listener);
      if (index >= 0) this.all.splice(index, 1);
    };
  }

  tell(told: Told): void {
    for (const listener of [...this.all]) listener(told);
  }

  /** Tell one after another until one's answer is enough. */
  until(told: Told, isEnough: (answer: Answer) => boolean): void {
    for (const listener of [...this.all]) if (isEnough(listener(told))) return;
  }
}
