/** Form fields of the editor: each shows a value and tells of another. */
import { element } from "../element";

let count = 0;

function freshId(): string {
  count += 1;
  return `field-${count}`;
}

/** A label over its control. */
export function labelled(label: string, control: HTMLElement, aside = ""): HTMLElement {
  const id = control.id === "" ? freshId() : control.id;
  control.id = id;
  return element("div", "field", [
    element("label", "field-label", [label], { for: id }),
    aside === "" ? null : element("span", "field-aside", [aside]),
    control,
  ]);
}

export function textField(
  label: string,
  value: string,
  onChange: (text: string) => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const input = element("input", "input", [], { type: "text", value, ...attributes });
  input.addEventListener("change", () => onChange(input.value.trim()));
  return labelled(label, input);
}

export function longTextField(
  label: string,
  value: string,
  onChange: (text: string) => void,
): HTMLElement {
  const input = element("textarea", "input", [value], { rows: "2" });
  input.addEventListener("change", () => onChange(input.value.trim()));
  return labelled(label, input);
}

export interface Range {
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly unit?: string;
  /** Said beside the number, such as seconds of walking. */
  readonly aside?: (value: number) => string;
  /** The slider is finer at its lower end. */
  readonly isLogarithmic?: boolean;
}

/** A slider and its number; both tell while they move. */
export function rangeField(
  label: string,
  value: number,
  range: Range,
  onChange: (value: number) => void,
): HTMLElement {
  const id = freshId();
  const { least, most, step } = range;
  const scale = range.isLogarithmic === true ? LOGARITHMIC : LINEAR;
  const slider = element("input", "slider", [], {
    type: "range",
    min: String(scale.to(least)),
    max: String(scale.to(most)),
    step: range.isLogarithmic === true ? "0.01" : String(step),
    "aria-label": label,
  });
  const number = element("input", "input number", [], {
    type: "number",
    id,
    min: String(least),
    max: String(most),
    step: String(step),
  });
  const aside = element("span", "field-aside");
  const show = (shown: number): void => {
    slider.value = String(scale.to(Math.min(most, Math.max(least, shown))));
    number.value = String(shown);
    aside.textContent = range.aside?.(shown) ?? "";
  };
  show(value);
  slider.addEventListener("input", () => {
    const moved = nearest(scale.from(slider.valueAsNumber), step);
    number.value = String(moved);
    aside.textContent = range.aside?.(moved) ?? "";
    onChange(moved);
  });
  number.addEventListener("change", () => {
    if (!Number.isFinite(number.valueAsNumber)) return show(value);
    const kept = Math.min(most, Math.max(least, number.valueAsNumber));
    show(kept);
    onChange(kept);
  });
  return element("div", "field field-range", [
    element("label", "field-label", [label], { for: id }),
    aside,
    slider,
    element("span", "number-unit", [number, range.unit ?? ""]),
  ]);
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function choiceField(
  label: string,
  value: string,
  choices: readonly Choice[],
  onChange: (value: string) => void,
): HTMLElement {
  const options = choices.map((choice) => new Option(choice.label, choice.value));
  const select = element("select", "input", options);
  select.value = value;
  select.addEventListener("change", () => onChange(select.value));
  return labelled(label, select);
}

/** Choices from a catalogue: its keys are the values. */
export function choicesOf(words: Readonly<Record<string, string>>): Choice[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

export function switchField(
  label: string,
  isOn: boolean,
  onChange: (isOn: boolean) => void,
): HTMLElement {
  const id = freshId();
  const box = element("input", "check", [], { type: "checkbox", id });
  box.checked = isOn;
  box.addEventListener("change", () => onChange(box.checked));
  return element("div", "field field-switch", [
    box,
    element("label", "field-label", [label], { for: id }),
  ]);
}

export function colourField(
  label: string,
  value: string,
  onChange: (colour: string) => void,
): HTMLElement {
  const input = element("input", "colour", [], { type: "color", value });
  input.addEventListener("input", () => onChange(input.value));
  return labelled(label, input);
}

/** Fields that are wanted now and then. */
export function moreFields(
  summary: string,
  fields: readonly (HTMLElement | null)[],
  isOpen = false,
): HTMLDetailsElement {
  const details = element("details", "more", [element("summary", "more-summary", [summary])]);
  details.append(element("div", "fields", fields));
  details.open = isOpen;
  return details;
}

interface Scale {
  to(value: number): number;
  from(value: number): number;
}

const LINEAR: Scale = { to: (value) => value, from: (value) => value };
const LOGARITHMIC: Scale = { to: Math.log10, from: (value) => 10 ** value };

function nearest(value: number, step: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  return Number((Math.round(value / step) * step).toFixed(decimals));
}
