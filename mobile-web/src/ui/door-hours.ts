/** Whether the outdoor door is open now, and if not, when it opens. */
import { isOpenAt, opensAt } from "../domain/hours";
import type { Origin, Walk } from "../domain/walk";
import type { Tongue } from "../words/catalogue";
import { fill } from "../words/words";
import { element, setText } from "./element";

const LOOK_MS = 20_000;
const OLD_MS = 86_400_000; // the sun does not mind where one was yesterday
const ASK_MS = 5000;

export class DoorHours {
  readonly root = element("p", "before-hours", [], { role: "status" });
  private readonly timer: ReturnType<typeof setInterval>;
  private place: Origin | null;

  /** @param show - Hears whether the door is open, now and as it changes. */
  constructor(
    private readonly tongue: Tongue,
    private readonly walk: Walk,
    private readonly show: (isOpen: boolean) => void,
  ) {
    this.place = walk.origin;
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
    if (walk.hours.sunDeg !== null && walk.origin === null) void this.locate();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = new Date();
    const isOpen = isOpenAt(this.walk.hours, now, this.place);
    this.root.hidden = isOpen;
    setText(this.root, isOpen ? "" : this.wordsAt(now));
    this.show(isOpen);
  }

  /** A walk without a place asks where the phone is, but only where that needs no prompt. */
  private async locate(): Promise<void> {
    const asked = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (asked?.state !== "granted") return;
    const take = ({ coords }: GeolocationPosition): void => {
      this.place = { lonDeg: coords.longitude, latDeg: coords.latitude };
      this.look();
    };
    const options = { maximumAge: OLD_MS, timeout: ASK_MS };
    navigator.geolocation.getCurrentPosition(take, () => undefined, options);
  }

  private wordsAt(now: Date): string {
    const { cover } = this.tongue.words;
    const then = opensAt(this.walk.hours, now, this.place);
    if (then === null) return cover.inDaylight;
    return fill(cover.opens, { when: this.whenWords(now, then) });
  }

  private whenWords(now: Date, then: Date): string {
    const { words, language } = this.tongue;
    const time = then.toLocaleTimeString(language, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    if (then.toDateString() === now.toDateString()) return fill(words.cover.today, { time });
    const tomorrow = new Date(now);
    tomorrow.setDate(now.getDate() + 1);
    if (then.toDateString() === tomorrow.toDateString())
      return fill(words.cover.tomorrow, { time });
    const day = then.toLocaleDateString(language, { day: "numeric", month: "long" });
    return fill(words.cover.later, { date: `${day}, ${time}` });
  }
}
