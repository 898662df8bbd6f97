/** What axes are called: the artist's own name, else a number. */
import { axisNames } from "../../../compose/ear/axis-names";
import { fill } from "../../../words/words";
import type { EarDesk } from "./ear-desk";

export function axisLabels({ store, ear }: EarDesk, model: string, size: number): string[] {
  return axisNames(store.document, model, size).map((name, axis) =>
    name === "" ? fill(ear.sweep.axis, { number: axis + 1 }) : name,
  );
}
