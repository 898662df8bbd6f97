/** Building elements without a framework. */

export type Child = Node | string | null;

/** Make an element with classes, attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  classes: string,
  children: readonly Child[] = [],
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (classes !== "") made.className = classes;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * A button that does one thing.
 *
 * @param action - Its name in every language, kept in `data-action`.
 */
export function button(
  words: string,
  action: string,
  classes: string,
  onTap: () => void,
): HTMLButtonElement {
  const made = element("button", classes, [words], { type: "button", "data-action": action });
  made.addEventListener("click", onTap);
  return made;
}

/** Set text only where it differs: a live region then speaks once. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
