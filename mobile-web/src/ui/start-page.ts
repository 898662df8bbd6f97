/** Title, one sentence, two doors; beneath them the walks. */
import type { Door } from "../domain/door";
import type { WalkSummary } from "../domain/walk";
import { fetchWalks } from "../transport/walk-api";
import { addressOf } from "./address";
import { element } from "./element";

const DOORS: readonly { door: Door; name: string; line: string }[] = [
  { door: "outdoor", name: "Walk outdoors", line: "With a phone and headphones, under open sky." },
  { door: "indoor", name: "Walk indoors", line: "At a desk: the same ground, by keys and mouse." },
];

/** Show the start page with a walk chosen; without one, the first. */
export async function showStartPage(page: HTMLElement, chosen: string | null): Promise<void> {
  const doors = element("nav", "doors", [], { "aria-label": "Doors" });
  const walks = element("section", "walks", [element("p", "small", ["Looking for walks…"])]);
  page.replaceChildren(
    element("div", "column start", [
      element("header", "start-opening", [
        element("h1", "voice title", ["Latentwalk"]),
        element("p", "lead", [
          "The ground has a voice: every step, every turn and what the microphone hears moves it.",
        ]),
      ]),
      doors,
      walks,
      element("p", "small", ["Nothing you say is kept."]),
    ]),
  );
  try {
    render(doors, walks, await fetchWalks(), chosen);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    walks.replaceChildren(element("p", "notice", [words], { role: "alert" }));
  }
}

function render(
  doors: HTMLElement,
  walks: HTMLElement,
  list: readonly WalkSummary[],
  chosen: string | null,
): void {
  const walk = list.find(({ id }) => id === chosen) ?? list[0];
  if (walk === undefined) {
    walks.replaceChildren(element("p", "notice", ["No walk is published here yet."]));
    return;
  }
  doors.replaceChildren(...DOORS.map((door) => doorLink(walk, door)));
  walks.replaceChildren(
    element("h2", "small", ["Walks"]),
    ...list.map((item) => walkLink(item, item === walk)),
  );
}

function doorLink(walk: WalkSummary, { door, name, line }: (typeof DOORS)[number]): HTMLElement {
  const parts = [element("span", "voice door-name", [name]), element("span", "small", [line])];
  return element("a", "door", parts, { href: addressOf(walk.id, door), "data-door": door });
}

function walkLink(walk: WalkSummary, isChosen: boolean): HTMLElement {
  const parts = [
    element("span", "walk-title", [walk.title]),
    element("span", "small", [walk.description]),
  ];
  return element("a", "walk", parts, {
    href: addressOf(walk.id, null),
    "aria-current": String(isChosen),
  });
}
