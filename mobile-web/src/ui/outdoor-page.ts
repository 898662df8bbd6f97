/** The outdoor door: one tap, then a page that needs no eyes, then a way out. */
import { OwnVoice } from "../audio/own-voice";
import type { Walk } from "../domain/walk";
import type { Company } from "../session/company";
import type { Session } from "../session/session";
import type { Tongue } from "../words/catalogue";
import { fill } from "../words/words";
import { BeforeView } from "./before-view";
import { closingView } from "./closing-view";
import { endedView } from "./ended-view";
import { showFailure } from "./failure";
import { lastPage } from "./last-page";
import { paced } from "./paced";
import { WalkingView } from "./walking-view";

const PAGE_MS = 100;

type Scene = "before" | "walking" | "farewell" | "ended";

export class OutdoorPage {
  private readonly before: BeforeView;
  private readonly walking: WalkingView;
  private shown: Scene = "before";

  /** @param reopen - Opens the door anew: the server has asked for the walk's code. */
  constructor(
    private readonly page: HTMLElement,
    private readonly tongue: Tongue,
    private readonly walk: Walk,
    private readonly session: Session,
    private readonly company: Company,
    private readonly reopen: () => void,
  ) {
    this.before = new BeforeView(tongue, walk, session.isResumable, (mic) => this.begin(mic));
    this.walking = new WalkingView(tongue, walk, session, () => company.leave());
    page.replaceChildren(this.before.root);
    const render = paced(() => this.render(), PAGE_MS);
    session.store.listen(render);
    company.store.listen(render);
  }

  private begin(mic: boolean): void {
    this.before.wait();
    OwnVoice.wake();
    this.session.start(mic).catch((error: unknown) => {
      const { words } = this.tongue;
      showFailure(this.page, words, fill(words.walking.failed, { error: String(error) }));
    });
  }

  private get scene(): Scene {
    const { ending } = this.company.store.value;
    const { phase } = this.session.store.value;
    if (ending === "farewell") return "farewell";
    if (phase === "stopped" || ending === "done") return "ended";
    return phase === "walking" ? "walking" : this.shown;
  }

  private render(): void {
    const { scene } = this;
    const state = this.session.store.value;
    if (scene !== "before" && this.shown !== "ended")
      this.walking.render(state, this.company.store.value);
    if (scene === this.shown || this.shown === "ended") return;
    this.shown = scene;
    if (scene === "walking") this.page.replaceChildren(this.walking.root);
    if (scene === "farewell") this.page.replaceChildren(this.farewell());
    if (scene === "ended") this.end();
  }

  private farewell(): HTMLElement {
    const { company } = this;
    this.walking.close();
    return closingView(company.lastWords, this.tongue.words, () => company.leave());
  }

  private end(): void {
    const { company, tongue } = this;
    const state = this.session.store.value;
    if (state.closing === "access-code") {
      this.reopen();
      return;
    }
    const { walkedS } = company;
    const isOwn = state.closing === null && walkedS !== null;
    this.page.replaceChildren(
      isOwn
        ? lastPage(tongue, this.walk, walkedS, state.meters?.bytes ?? 0)
        : endedView(state, tongue.words),
    );
  }
}
