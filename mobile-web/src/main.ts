/** Reads the address and opens the page it asks for; three.js comes only through the indoor door. */
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/start.css";
import "./ui/styles/walk.css";
import "./ui/styles/indoor.css";
import type { Door } from "./domain/door";
import { publishHooks } from "./session/hooks";
import { OutdoorSenses } from "./session/outdoor-senses";
import { abilitiesOf, readinessOf } from "./session/readiness";
import { Session } from "./session/session";
import { fetchWalk, fetchWalks } from "./transport/walk-api";
import { type Address, readAddress } from "./ui/address";
import { element } from "./ui/element";
import { IndoorPage } from "./ui/indoor-page";
import { OutdoorPage } from "./ui/outdoor-page";
import { showStartPage } from "./ui/start-page";

async function open(page: HTMLElement, address: Address): Promise<void> {
  const { door } = address;
  if (door === null) {
    await showStartPage(page, address.walk);
    return;
  }
  const { obstacle } = readinessOf(abilitiesOf(globalThis));
  if (obstacle !== null) throw new Error(`This browser cannot walk here: ${obstacle}.`);
  const walk = address.walk ?? (await fetchWalks())[0]?.id;
  if (walk === undefined) throw new Error("No walk is published here yet.");
  await openDoor(page, door, { ...address, walk });
}

async function openDoor(
  page: HTMLElement,
  door: Door,
  { walk: id, codec }: Address & { readonly walk: string },
): Promise<void> {
  const options = { walk: id, door, codec };
  const walk = await fetchWalk(id);
  document.title = `${walk.title} – Latentwalk`;
  if (door === "outdoor") {
    const session = new Session(options, new OutdoorSenses());
    new OutdoorPage(page, walk, session);
    publishHooks(session, null);
    return;
  }
  const { World } = await import("./world/world");
  const world = new World(walk);
  const session = new Session(options, world.senses);
  session.store.listen((state) => world.show(state.zones));
  new IndoorPage(page, walk, session, world.canvas, (isWalking) => world.walkOn(isWalking));
  world.open();
  publishHooks(session, world.senses);
}

const page = document.getElementById("page");
if (page === null) throw new Error("index.html: expected an element #page");
open(page, readAddress(location.search)).catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error);
  page.replaceChildren(
    element("div", "column start", [
      element("h1", "voice title", ["Latentwalk"]),
      element("p", "notice", [words], { role: "alert" }),
      element("a", "home", ["← Start page"], { href: "/" }),
    ]),
  );
});
