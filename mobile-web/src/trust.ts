/** The entry of trust.html: no sound, no walk, a few kilobytes. */
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/dusk.css";
import "./ui/styles/trust.css";
import { readLanguage } from "./ui/language-choice";
import { platformOf, traitsOf } from "./ui/platform";
import { TrustPage } from "./ui/trust-page";

const page = document.getElementById("page");
if (page === null) throw new Error("trust.html: expected an element #page");
void new TrustPage(page, readLanguage(), platformOf(traitsOf(globalThis))).open();
