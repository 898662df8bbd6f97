/** The editor of one draft: bar, list, ground, inspector, ear. */
import { DraftStore } from "../../compose/draft-store";
import { planeOf } from "../../compose/plane";
import { copyDraft, type OpenedDraft, openDraft, saveDraft } from "../../transport/draft-api";
import { fetchMaps, type GroundMaps } from "../../transport/map-api";
import { composeWordsOf } from "../../words/compose-words";
import type { Language } from "../../words/language";
import { wordsIn } from "../../words/words";
import { button, element } from "../element";
import type { Desk } from "./desk";
import { Panel } from "./dialog";
import { EarPanel } from "./ear/ear-panel";
import { FeatureList } from "./feature-list";
import { BaseMap } from "./ground/base-map";
import { MapGround } from "./ground/map-ground";
import { HeadBar } from "./head-bar";
import { openHistory } from "./history-panel";
import { Inspector } from "./inspector/inspector";
import { listenToKeys } from "./keyboard";
import { FootPanel } from "./on-foot/foot-panel";
import { PictureTool } from "./picture-tool";
import { openPiece } from "./piece-panel";
import { openPublish } from "./publish-panel";
import { openRules } from "./rules/rules-panel";
import { SurveyView } from "./survey-view";
import { ToolBar } from "./tool-bar";
import { Workbench } from "./workbench";

/** Open the editor of a draft in `page`. */
export async function openEditor(
  page: HTMLElement,
  opened: OpenedDraft,
  models: readonly string[],
  language: Language,
): Promise<void> {
  const words = composeWordsOf(language);
  const store = new DraftStore(opened, saveDraft);
  const desk: Desk = { store, plane: planeOf(store.document), words, language, models };
  const ground = element("div", "ground", [], { "aria-label": words.list.heading });
  const frame = element("div", "ground-frame", [ground]);
  const middle = element("div", "editor-middle", [frame]);
  const editor = element("div", "editor", [middle]);
  page.replaceChildren(editor);
  document.title = `${wordsIn(store.document.latentwalk.title, language)} – Latentwalk`;
  try {
    const [map, maps] = await Promise.all([MapGround.open(ground, desk.plane), fetchMaps()]);
    furnish(editor, frame, desk, map, maps);
  } catch (error) {
    page.replaceChildren(element("p", "notice", [words.noMap], { role: "alert" }));
    throw error;
  }
}

function furnish(
  editor: HTMLElement,
  frame: HTMLElement,
  desk: Desk,
  map: MapGround,
  maps: GroundMaps,
): void {
  const { words, store } = desk;
  const bar = new ToolBar(
    words.tools,
    (tool) => bench.take(tool),
    (act) => (act === "fit" ? bench.fit(true) : picture.open()),
  );
  const bench = new Workbench(desk, map, (tool) => bar.show(tool));
  const credit = element("p", "credit");
  const base = new BaseMap(map.map, maps, store.document.latentwalk.frame === "geographic", credit);
  const picture = new PictureTool(desk, map, base, (text) => bench.ruler.hint(text));
  const list = new FeatureList(desk);
  const acts = { remove: () => bench.remove(), duplicate: () => bench.duplicate() };
  const ear = new EarPanel(desk, map);
  const inspector = new Inspector(desk, acts, (id) => ear.chooserFor(id));
  const head = new HeadBar(desk, {
    openHistory: () => void openHistory(desk),
    openPiece: () => openPiece(desk),
    openRules: () => openRules(desk),
    openPublish: () => void openPublish(desk),
    openStale: () => openStale(desk),
  });
  frame.append(bar.root, bench.ruler.scale, bench.ruler.readout, credit);
  frame.append(new SurveyView(desk, map).root);
  frame.after(ear.root);
  editor.prepend(head.root, list.root);
  editor.append(inspector.root, new FootPanel(desk, map).root);
  store.subscribe(() => {
    editor.dataset.chosen = String(store.selected !== null);
  });
  listenToKeys({
    ...acts,
    undo: () => store.undo(),
    redo: () => store.redo(),
    focusList: () => list.focus(),
    letGo: () => bench.letGo(),
    take: (tool) => bench.take(tool),
    step: (east, north, isFine) => bench.step(east, north, isFine),
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void store.flush(); // a phone may not come back
  });
  window.addEventListener("beforeunload", (event) => {
    if (store.status === "saving" || store.status === "offline") event.preventDefault();
  });
}

/** Somebody saved a later version: whose draft goes on? */
function openStale({ store, words }: Desk): void {
  const panel = new Panel(words.stale.heading, words.cancel);
  panel.body.append(
    element("p", "", [words.stale.text]),
    button(words.stale.copy, "keep-copy", "button", () => {
      void copyDraft(store.id, store.document).then((id) => {
        location.assign(`/compose?walk=${encodeURIComponent(id)}`);
      });
    }),
    button(words.stale.theirs, "take-theirs", "button", () => {
      void openDraft(store.id).then((draft) => {
        store.replace(draft);
        panel.close();
      });
    }),
  );
  panel.open();
}
