/** Reads the address and opens the page it asks for; three.js comes only through the indoor door. */
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/dusk.css";
import "./ui/styles/start.css";
import "./ui/styles/outdoor.css";
import "./ui/styles/pocket.css";
import "./ui/styles/waiting.css";
import "./ui/styles/indoor.css";
import "./ui/styles/company.css";
import type { Door } from "./domain/door";
import { Company } from "./session/company";
import { publishHooks } from "./session/hooks";
import { OutdoorSenses } from "./session/outdoor-senses";
import { abilitiesOf, readinessOf } from "./session/readiness";
import { Session } from "./session/session";
import { fetchWalk, fetchWalks } from "./transport/walk-api";
import { type Address, readAddress } from "./ui/address";
import { codeFor } from "./ui/code-page";
import { adviceOf } from "./ui/elsewhere";
import { showElsewherePage } from "./ui/elsewhere-page";
import { failureWords, showFailure } from "./ui/failure";
import { IndoorPage } from "./ui/indoor-page";
import { readLanguage } from "./ui/language-choice";
import { OutdoorPage } from "./ui/outdoor-page";
import { platformOf, traitsOf } from "./ui/platform";
import { StartPage } from "./ui/start-page";
import { type Tongue, tongueOf } from "./words/catalogue";
import { wordsIn } from "./words/words";

async function open(page: HTMLElement, address: Address, tongue: Tongue): Promise<void> {
  const { door } = address;
  if (door === null) {
    await new StartPage(page, tongue, address.walk).open();
    return;
  }
  const advice = adviceOf(readinessOf(abilitiesOf(globalThis)), door);
  const enter = (): Promise<void> => openDoor(page, door, address, tongue);
  if (advice.kind === "stay") await enter();
  else {
    const platform = platformOf(traitsOf(globalThis));
    showElsewherePage(page, tongue, advice, platform, () => attempt(page, tongue, enter));
  }
}

async function openDoor(
  page: HTMLElement,
  door: Door,
  address: Address,
  tongue: Tongue,
): Promise<void> {
  const { walk: asked, codec } = address;
  const reopen = (): void => attempt(page, tongue, () => openDoor(page, door, address, tongue));
  const id = asked ?? (await fetchWalks())[0]?.id;
  if (id === undefined) throw new Error(tongue.words.start.none);
  const walk = await fetchWalk(id);
  const accessCode = await codeFor(page, tongue, walk);
  const options = { walk: id, door, codec, language: tongue.language, accessCode };
  document.title = `${wordsIn(walk.title, tongue.language)} – ${tongue.words.title}`;
  if (door === "outdoor") {
    const session = new Session(options, new OutdoorSenses());
    const company = new Company(session, walk, tongue);
    new OutdoorPage(page, tongue, walk, session, company, reopen);
    publishHooks(session, null);
    return;
  }
  const { World } = await import("./world/world");
  const world = new World(walk, tongue.words.indoor.view);
  const session = new Session(options, world.senses);
  session.store.listen((state) => world.show(state.zones));
  const company = new Company(session, walk, tongue);
  new IndoorPage(page, tongue, walk, session, company, world.root, reopen);
  if (!world.open()) throw new Error(tongue.words.indoor.noPicture);
  publishHooks(session, world.senses);
}

/** Open a page; what fails is said in its place. */
function attempt(page: HTMLElement, tongue: Tongue, open: () => Promise<void>): void {
  open().catch((error: unknown) => {
    showFailure(page, tongue.words, failureWords(error, tongue.words));
  });
}

const page = document.getElementById("page");
if (page === null) throw new Error("index.html: expected an element #page");
const tongue = tongueOf(readLanguage());
attempt(page, tongue, () => open(page, readAddress(location.search, location.pathname), tongue));
