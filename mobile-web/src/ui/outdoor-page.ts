/** The outdoor door: one tap, then a page that needs no eyes. */
import type { Walk } from "../domain/walk";
import type { Session } from "../session/session";
import type { Phase, SessionState } from "../session/session-state";
import type { Tongue } from "../words/catalogue";
import { fill } from "../words/words";
import { BeforeView } from "./before-view";
import { endedView } from "./ended-view";
import { showFailure } from "./failure";
import { paced } from "./paced";
import { WalkingView } from "./walking-view";

const PAGE_MS = 100;

export class OutdoorPage {
  private readonly before: BeforeView;
  private readonly walking: WalkingView;
  private shown: Phase = "ready";

  constructor(
    private readonly page: HTMLElement,
    private readonly tongue: Tongue,
    walk: Walk,
    private readonly session: Session,
  ) {
    this.before = new BeforeView(tongue, walk, session.isResumable, (mic) => this.begin(mic));
    this.walking = new WalkingView(tongue, walk, session);
    page.replaceChildren(this.before.root);
    session.store.listen(paced((state: SessionState) => this.render(state), PAGE_MS));
  }

  private begin(mic: boolean): void {
    this.before.wait();
    this.session.start(mic).catch((error: unknown) => {
      const { words } = this.tongue;
      showFailure(this.page, words, fill(words.walking.failed, { error: String(error) }));
    });
  }

  private render(state: SessionState): void {
    const { phase } = state;
    const hasChanged = phase !== this.shown;
    this.shown = phase;
    if (phase === "walking") this.walking.render(state);
    if (!hasChanged) return;
    if (phase === "walking") this.page.replaceChildren(this.walking.root);
    if (phase === "stopped") {
      this.walking.render(state);
      this.page.replaceChildren(endedView(state, this.tongue.words));
    }
  }
}
