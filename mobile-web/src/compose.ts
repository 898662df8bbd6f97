/** The entry of compose.html: the walk documents of this server, for whoever runs it. */
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/compose.css";
import { ComposePage } from "./ui/compose-page";
import { readLanguage } from "./ui/language-choice";

const page = document.getElementById("page");
if (page === null) throw new Error("compose.html: expected an element #page");
void new ComposePage(page, readLanguage()).open();
