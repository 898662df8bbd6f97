/** `/compose`: the walks of this server; `/compose?walk=<id>`: the editor of one's draft. */

import { fetchModelIds } from "../../transport/document-api";
import { DraftApiError, openDraft } from "../../transport/draft-api";
import { composeWordsOf } from "../../words/compose-words";
import type { Language } from "../../words/language";
import { element } from "../element";
import { WalkList } from "./walk-list";

export class ComposePage {
  constructor(
    private readonly page: HTMLElement,
    private readonly language: Language,
  ) {}

  async open(search: string): Promise<void> {
    const walk = new URLSearchParams(search).get("walk");
    if (walk === null) await new WalkList(this.page, this.language).open();
    else await this.openDraft(walk);
  }

  private async openDraft(id: string): Promise<void> {
    const words = composeWordsOf(this.language);
    this.say(words.opening, "status");
    try {
      const [draft, models, { openEditor }] = await Promise.all([
        openDraft(id),
        fetchModelIds(),
        import("./editor"), // map and drawing come only now
      ]);
      await openEditor(this.page, draft, models, this.language);
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      const isForbidden = error.status === 401 || error.status === 403;
      const text = error.status === 0 ? words.unreachable : error.message;
      this.say(isForbidden ? words.forbidden : text, "alert");
    }
  }

  private say(text: string, role: string): void {
    this.page.replaceChildren(
      element("div", "column compose", [
        element("a", "home", ["←"], { href: "/compose" }),
        element("p", "notice", [text], { role }),
      ]),
    );
  }
}
