/** The tools, one in hand at a time. */
import type { ComposeWords } from "../../words/compose-words";
import { button, element } from "../element";
import { icon, type ToolIcon } from "./tool-icons";

export type Tool =
  | "select"
  | "polygon"
  | "circle"
  | "line"
  | "hush"
  | "hushLine"
  | "landmark"
  | "planted"
  | "sample"
  | "measure";
export type ToolAct = "picture" | "fit";

const GROUPS: readonly (readonly Tool[])[] = [
  ["select"],
  ["polygon", "circle", "line"],
  ["planted", "sample", "landmark"],
  ["hush", "hushLine"],
  ["measure"],
];
const ACTS: readonly ToolAct[] = ["picture", "fit"];

/** One key a tool. */
export const TOOL_KEYS: Readonly<Record<string, Tool>> = {
  v: "select",
  z: "polygon",
  o: "circle",
  p: "line",
  h: "hush",
  k: "landmark",
  s: "planted",
  m: "measure",
};

export class ToolBar {
  readonly root = element("div", "tool-bar");
  private readonly buttons = new Map<Tool, HTMLButtonElement>();

  constructor(
    private readonly words: ComposeWords["tools"],
    private readonly onTool: (tool: Tool) => void,
    onAct: (act: ToolAct) => void,
  ) {
    this.root.setAttribute("role", "toolbar");
    this.root.setAttribute("aria-label", words.label);
    for (const group of GROUPS) {
      this.root.append(
        element(
          "div",
          "tool-group",
          group.map((tool) => this.button(tool)),
        ),
      );
    }
    const acts = ACTS.map((act) => labelled(words[act], act, () => onAct(act)));
    this.root.append(element("div", "tool-group", acts));
    this.show("select");
  }

  show(tool: Tool): void {
    for (const [each, made] of this.buttons)
      made.setAttribute("aria-pressed", String(each === tool));
  }

  private button(tool: Tool): HTMLButtonElement {
    const made = labelled(this.words[tool], tool, () => this.onTool(tool));
    const key = Object.entries(TOOL_KEYS).find(([, each]) => each === tool)?.[0];
    if (key !== undefined) {
      made.title = `${this.words[tool]} (${key.toUpperCase()})`;
      made.setAttribute("aria-keyshortcuts", key.toUpperCase());
    }
    this.buttons.set(tool, made);
    return made;
  }
}

function labelled(words: string, name: ToolIcon, onTap: () => void): HTMLButtonElement {
  const made = button("", `tool-${name}`, "tool", onTap);
  made.append(icon(name));
  made.setAttribute("aria-label", words);
  made.title = words;
  return made;
}
