/** Sends the walker to a browser that can walk, with the address in hand. */
import type { Catalogue, Tongue } from "../words/catalogue";
import { fill } from "../words/words";
import { duskScene } from "./dusk-scene";
import { button, element, setText } from "./element";
import { type Advice, withheldWords } from "./elsewhere";
import type { Platform } from "./platform";

type Away = Exclude<Advice, { kind: "stay" }>;

/** @param stay - Opens the walk here after all. */
export function showElsewherePage(
  page: HTMLElement,
  tongue: Tongue,
  advice: Away,
  platform: Platform,
  stay: () => void,
): void {
  const { words } = tongue;
  const { elsewhere } = words;
  const [title, line] = sayings(tongue, advice);
  const isInApp = advice.kind === "in-app";
  const parts = [
    element("h1", "voice heading", [title]),
    element("p", "", [line]),
    isInApp ? element("p", "", [elsewhere[platform]]) : null,
    advice.kind === "insecure" ? null : addressBox(words),
    isInApp && advice.canStay ? button(elsewhere.anyway, "anyway", "quiet", stay) : null,
    element("a", "home", [`← ${words.home}`], { href: "/" }),
  ];
  page.replaceChildren(element("div", "dusk elsewhere", [duskScene(""), column(parts)]));
}

function column(parts: readonly (HTMLElement | null)[]): HTMLElement {
  return element("div", "elsewhere-words", parts);
}

function sayings(tongue: Tongue, advice: Away): [string, string] {
  const { elsewhere } = tongue.words;
  switch (advice.kind) {
    case "insecure":
      return [elsewhere.insecure, elsewhere.insecureLine];
    case "outdated":
      return [elsewhere.outdated, elsewhere.outdatedLine];
    case "in-app": {
      const what = withheldWords(advice.withheld, tongue);
      return [elsewhere.inApp, fill(elsewhere.inAppLine, { what })];
    }
    default:
      return advice satisfies never;
  }
}

/** The address, selectable where an app forbids the clipboard, and a button that copies it. */
function addressBox({ elsewhere }: Catalogue): HTMLElement {
  const address = element("input", "address", [], {
    type: "text",
    readonly: "",
    value: location.href,
    "aria-label": elsewhere.address,
  });
  const said = element("p", "small", [], { role: "status" });
  const copy = button(elsewhere.copy, "copy", "button button-main", () => {
    address.select();
    const isCopied = navigator.clipboard?.writeText(location.href) ?? Promise.reject();
    isCopied.then(
      () => setText(said, elsewhere.copied),
      () => address.focus(), // selected: the walker copies it by hand
    );
  });
  return element("div", "address-box", [address, copy, said]);
}
