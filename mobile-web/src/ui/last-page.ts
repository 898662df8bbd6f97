/** After a walk: how long it was, what it used, whose recordings were heard, and that none was made. */
import type { Walk } from "../domain/walk";
import { loadedBytes } from "../transport/loaded-bytes";
import { fetchModelCards, type ModelCard } from "../transport/model-api";
import type { Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";
import { addressOf } from "./address";
import { duskScene } from "./dusk-scene";
import { button, element } from "./element";

/**
 * @param walkedS - Since the first sound.
 * @param linkBytes - Over the link, both ways; files are counted here.
 */
export function lastPage(
  tongue: Tongue,
  walk: Walk,
  walkedS: number,
  linkBytes: number,
): HTMLElement {
  const { words } = tongue;
  const facts = [minutesIn(walkedS, tongue), dataIn(linkBytes + loadedBytes(), tongue)].join(" · ");
  return element("div", "dusk elsewhere", [
    duskScene(""),
    element("div", "elsewhere-words last", [
      element("h1", "voice heading", [words.walking.ended], { role: "status" }),
      element("p", "last-facts", [facts]),
      sourcesOf(tongue, walk),
      element("p", "small", [words.ended.nothingKept]),
      button(words.walking.again, "again", "button", () => location.reload()),
      element("a", "home", [`← ${words.home}`], { href: addressOf(null, null) }),
    ]),
  ]);
}

function minutesIn(walkedS: number, { words }: Tongue): string {
  const minutes = Math.max(1, Math.round(walkedS / 60));
  return minutes === 1 ? words.ended.minute : fill(words.ended.minutes, { minutes });
}

function dataIn(bytes: number, { words, language }: Tongue): string {
  const megabytes = (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
  return fill(words.ended.data, { megabytes });
}

/** The walk's own line at once; the models' as soon as the server has told. */
function sourcesOf({ words, language }: Tongue, walk: Walk): HTMLElement {
  const own = wordsIn(walk.cover.attribution, language);
  const models = element("div", "last-models");
  const details = element("details", "last-sources", [
    element("summary", "", [words.ended.heard]),
    own === "" ? null : element("p", "small", [own]),
    models,
  ]);
  fetchModelCards().then(
    (cards) => {
      const heard = cards.filter(({ id }) => walk.models.includes(id));
      models.replaceChildren(...heard.map(cardOf));
      details.hidden = own === "" && heard.length === 0;
    },
    () => {
      details.hidden = own === ""; // offline after the walk: only what the page knows
    },
  );
  return details;
}

function cardOf({ title, sources }: ModelCard): HTMLElement {
  return element("section", "", [
    element("h2", "small", [title]),
    element(
      "ul",
      "",
      sources.map(({ name, authors }) => element("li", "small", [[authors, name].join(": ")])),
    ),
  ]);
}
