/** Every saved version, newest first; any can be had back. */
import {
  DraftApiError,
  fetchHistory,
  openDraft,
  restoreDraft,
  type Version,
} from "../../transport/draft-api";
import { fill } from "../../words/words";
import { button, element } from "../element";
import type { Desk } from "./desk";
import { Panel } from "./dialog";

const MOST = 200;

export async function openHistory(desk: Desk): Promise<void> {
  const { words, store } = desk;
  const panel = new Panel(words.publishing.historyHeading, words.close);
  panel.open();
  await store.flush();
  await render(desk, panel, "");
}

async function render(desk: Desk, panel: Panel, said: string): Promise<void> {
  const w = desk.words.publishing;
  const note = element("p", "notice", [said], { role: "status" });
  try {
    const versions = (await fetchHistory(desk.store.id)).slice(0, MOST);
    const lines = versions.map((version, index) => line(desk, panel, version, index === 0));
    panel.body.replaceChildren(
      element("p", "small", [w.historyLead]),
      note,
      element("ol", "versions", lines),
    );
  } catch (error) {
    if (!(error instanceof DraftApiError)) throw error;
    note.textContent = fill(w.failed, { why: error.message });
    panel.body.replaceChildren(note);
  }
}

function line(desk: Desk, panel: Panel, version: Version, isNewest: boolean): HTMLElement {
  const { language, words } = desk;
  const w = words.publishing;
  const time = new Date(version.time);
  const when = time.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  const signs = [
    version.title,
    version.isPublished ? w.isPublished : "",
    version.isGood ? "" : w.isWrong,
  ].filter((sign) => sign !== "");
  return element("li", "version", [
    element("span", "", [fill(w.version, { number: version.version })]),
    element("time", "small", [when], { datetime: version.time }),
    element("span", "small", [signs.join(" · ")]),
    isNewest
      ? null
      : button(w.restore, "restore", "button-small", () => {
          void restore(desk, panel, version.version);
        }),
  ]);
}

async function restore(desk: Desk, panel: Panel, number: number): Promise<void> {
  const { store, words } = desk;
  const w = words.publishing;
  try {
    await restoreDraft(store.id, number);
    store.replace(await openDraft(store.id));
    await render(desk, panel, fill(w.restored, { number }));
  } catch (error) {
    if (!(error instanceof DraftApiError)) throw error;
    await render(desk, panel, fill(w.failed, { why: error.message }));
  }
}
