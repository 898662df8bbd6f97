/** Publishing: what changes, what the checks say, a name; and the ways to the walk. */

import { featureOf } from "../../compose/document";
import type { Problem } from "../../compose/draft";
import {
  type Changed,
  type Changes,
  DraftApiError,
  fetchChanges,
  publishDraft,
  shareDraft,
  unpublishLast,
} from "../../transport/draft-api";
import { fill, wordsIn } from "../../words/words";
import { button, element } from "../element";
import { type Desk, nameOf } from "./desk";
import { Panel } from "./dialog";
import { doorPanel } from "./door-panel";
import { labelled } from "./fields";

const MOST_LINES = 12; // of one list; the rest is counted

/** Open the panel; whatever is not saved yet is saved first. */
export async function openPublish(desk: Desk): Promise<void> {
  const panel = new Panel(desk.words.publishing.heading, desk.words.close);
  panel.open();
  await new PublishPanel(desk, panel).render();
}

class PublishPanel {
  private readonly note = element("p", "notice", [], { role: "status" });

  constructor(
    private readonly desk: Desk,
    private readonly panel: Panel,
  ) {}

  async render(): Promise<void> {
    const { store, words } = this.desk;
    await store.flush();
    const changes = await this.attempt(() => fetchChanges(store.id));
    if (changes === null) {
      this.panel.body.replaceChildren(this.note);
      return;
    }
    this.panel.body.replaceChildren(
      element("p", "lead", [words.publishing.lead]),
      this.note,
      ...this.changes(changes),
      ...this.findings(changes),
      this.form(changes),
      this.ways(changes),
      changes.isNew ? "" : doorPanel(store.id, this.desk.language),
    );
  }

  private changes(changes: Changes): HTMLElement[] {
    const w = this.desk.words.publishing;
    if (!changes.hasChanges) return [element("p", "", [w.same])];
    const settings = fill(w.settings, { fields: changes.settings.join(", ") });
    return [
      ...this.list(w.added, changes.added.filter(isOwn)),
      ...this.list(w.removed, changes.removed.filter(isOwn)),
      ...this.list(w.changed, changes.changed.filter(isOwn)),
      ...(changes.settings.length === 0 ? [] : [element("p", "small", [settings])]),
    ];
  }

  private list(heading: string, items: readonly Changed[]): HTMLElement[] {
    if (items.length === 0) return [];
    const { language } = this.desk;
    const lines = items
      .slice(0, MOST_LINES)
      .map(({ title, fields }) =>
        element("li", "", [
          wordsIn(title, language),
          element("span", "small", [fields.length === 0 ? "" : ` ${fields.join(", ")}`]),
        ]),
      );
    if (items.length > MOST_LINES)
      lines.push(element("li", "small", [`+ ${items.length - MOST_LINES}`]));
    return [
      element("section", "changes", [
        element("h3", "panel-title", [`${heading} · ${items.length}`]),
        element("ul", "plain", lines),
      ]),
    ];
  }

  private findings({ problems, warnings }: Changes): HTMLElement[] {
    const w = this.desk.words.publishing;
    if (problems.length + warnings.length === 0) return [element("p", "is-good", [w.clean])];
    return [...this.found(w.errors, problems, "is-bad"), ...this.found(w.warnings, warnings, "")];
  }

  private found(heading: string, problems: readonly Problem[], classes: string): HTMLElement[] {
    if (problems.length === 0) return [];
    const lines = problems.slice(0, MOST_LINES).map(({ feature, message }) => {
      const there = featureOf(this.desk.store.document, feature);
      const go = (): void => {
        this.panel.close();
        this.desk.store.select(feature);
      };
      return element("li", "", [
        there === null ? null : button(nameOf(there, this.desk.language), "go-to", "quiet", go),
        ` ${message}`,
      ]);
    });
    return [
      element("div", `notice ${classes}`, [
        element("strong", "", [heading]),
        element("ul", "plain", lines),
      ]),
    ];
  }

  private form({ problems, hasChanges, isNew }: Changes): HTMLElement {
    const { words } = this.desk;
    const w = words.publishing;
    const name = element("input", "input", [], { type: "text", maxlength: "100" });
    const publish = button(w.publish, "publish", "button button-main", () => {
      void this.publish(name.value.trim());
    });
    publish.disabled = problems.length > 0 || !(hasChanges || isNew);
    return element("div", "publish-form", [
      labelled(w.name, name),
      publish,
      isNew ? null : button(w.back, "unpublish", "quiet", () => void this.goBack()),
    ]);
  }

  private async publish(name: string): Promise<void> {
    const { store, words } = this.desk;
    const title = name === "" ? new Date().toLocaleString(this.desk.language) : name;
    const done = await this.attempt(async () => {
      await publishDraft(store.id, title);
      return true;
    });
    if (done !== true) return;
    await this.render();
    this.note.textContent = words.publishing.published;
  }

  private async goBack(): Promise<void> {
    const { store, words } = this.desk;
    const done = await this.attempt(async () => {
      await unpublishLast(store.id);
      return true;
    });
    if (done !== true) return;
    await this.render();
    this.note.textContent = words.publishing.backDone;
  }

  /** The links to the walk and to its draft, and the code to scan; a walk nobody can walk has none. */
  private ways({ isNew }: Changes): HTMLElement {
    const { store, words } = this.desk;
    const w = words.publishing;
    const id = encodeURIComponent(store.id);
    const shared = element("p", "small");
    const share = button(w.share, "share", "button-small", () => {
      void this.attempt(() => shareDraft(store.id)).then((path) => {
        if (path !== null) shared.replaceChildren(`${w.draftLink}: `, linkTo(path));
      });
    });
    const links = [
      element("p", "", [`${w.link}: `, linkTo(`/w/${id}`)]),
      element("a", "quiet", [w.sheet], { href: `/sheet/${id}`, target: "_blank" }),
    ];
    return element("section", "ways", [
      isNew ? null : element("img", "qr", [], { src: `/api/walks/${id}/qr.svg`, alt: w.qr }),
      element("div", "ways-links", [...(isNew ? [] : links), share, shared]),
    ]);
  }

  private async attempt<T>(act: () => Promise<T>): Promise<T | null> {
    this.note.textContent = "";
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof DraftApiError)) throw error;
      this.note.textContent = fill(this.desk.words.publishing.failed, { why: error.message });
      return null;
    }
  }
}

function linkTo(path: string): HTMLElement {
  const { href } = new URL(path, location.href);
  return element("a", "link", [href], { href, target: "_blank" });
}

/** Whether walkers hear of it: a survey's points, say, they do not. */
function isOwn({ kind }: Changed): boolean {
  return !kind.startsWith("x-");
}
