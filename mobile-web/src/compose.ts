/** The entry of compose.html: the walks of this server and their editor, for whoever runs it. */
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/compose.css";
import "./ui/styles/compose-editor.css";
import "./ui/styles/compose-fields.css";
import "./ui/styles/compose-ear.css";
import "./ui/styles/compose-ear-relief.css";
import "./ui/styles/compose-ear-rooms.css";
import "./ui/styles/compose-foot.css";
import "./ui/styles/compose-survey.css";
import { ComposePage } from "./ui/compose/compose-page";
import { readLanguage } from "./ui/language-choice";

const page = document.getElementById("page");
if (page === null) throw new Error("compose.html: expected an element #page");
void new ComposePage(page, readLanguage()).open(location.search);
