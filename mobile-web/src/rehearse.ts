/** The entry of rehearse.html: a walk at a desk, with a phone that errs. */
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/dusk.css";
import "./ui/styles/outdoor.css";
import "./ui/styles/rehearse.css";
import { fetchWalk } from "./transport/walk-api";
import { readAddress } from "./ui/address";
import { failureWords, showFailure } from "./ui/failure";
import { readLanguage } from "./ui/language-choice";
import { RehearsePage } from "./ui/rehearse/rehearse-page";
import { tongueOf } from "./words/catalogue";
import { rehearseWordsOf } from "./words/rehearse-words";

async function open(page: HTMLElement): Promise<void> {
  const language = readLanguage();
  const { words } = tongueOf(language);
  const { walk: id, codec } = readAddress(location.search);
  if (id === null) {
    showFailure(page, words, rehearseWordsOf(language).noWalk);
    return;
  }
  try {
    const walk = await fetchWalk(id);
    // The outdoor door: a rehearsal is a phone's walk, with all that the street asks of it.
    new RehearsePage(page, language, walk, { walk: id, door: "outdoor", codec }).open();
  } catch (error) {
    showFailure(page, words, failureWords(error, words));
  }
}

const page = document.getElementById("page");
if (page === null) throw new Error("rehearse.html: expected an element #page");
void open(page);
