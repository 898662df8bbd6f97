/** The editor's keys; none acts while somebody types. */
import { TOOL_KEYS, type Tool } from "./tool-bar";

export interface KeyActs {
  undo(): void;
  redo(): void;
  remove(): void;
  duplicate(): void;
  focusList(): void;
  /** Let go of the tool, else of the selection. */
  letGo(): void;
  take(tool: Tool): void;
  /** Steps east and north; `isFine` asks for a tenth. */
  step(east: number, north: number, isFine: boolean): void;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Hear the keys; returns the way to stop. */
export function listenToKeys(acts: KeyActs): () => void {
  const hear = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    if (act(event, acts)) event.preventDefault();
  };
  window.addEventListener("keydown", hear);
  return () => window.removeEventListener("keydown", hear);
}

/** Do what the key says; `false` where it says nothing. */
function act(event: KeyboardEvent, acts: KeyActs): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") event.shiftKey ? acts.redo() : acts.undo();
    else if (key === "y") acts.redo();
    else return false;
    return true;
  }
  if (event.altKey) return false;
  const step = STEPS[key];
  const tool = TOOL_KEYS[key];
  if (step !== undefined) acts.step(step[0], step[1], event.shiftKey);
  else if (key === "Delete" || key === "Backspace") acts.remove();
  else if (key === "Escape") acts.letGo();
  else if (key === "d") acts.duplicate();
  else if (key === "l") acts.focusList();
  else if (tool !== undefined) acts.take(tool);
  else return false;
  return true;
}

const TYPED = "input:not([type=range]):not([type=checkbox]), textarea, select, dialog *";

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(TYPED) || target.matches("input[type=range]");
}
