/** Whether the walker should rather open this page in another browser, and why. Pure. */
import type { Door } from "../domain/door";
import type { Readiness } from "../session/readiness";
import type { Tongue } from "../words/catalogue";

export type Withheld = "sound" | "microphone" | "location" | "motion";

/** `canStay`: the walk works here as well, with less. */
export type Advice =
  | { readonly kind: "stay" }
  | { readonly kind: "insecure" | "outdated" }
  | { readonly kind: "in-app"; readonly withheld: readonly Withheld[]; readonly canStay: boolean };

export function adviceOf({ obstacle, warnings }: Readiness, door: Door): Advice {
  if (obstacle === "in-app") return { kind: "in-app", withheld: ["sound"], canStay: false };
  if (obstacle !== null) return { kind: obstacle };
  if (door === "indoor" || !warnings.includes("in-app")) return { kind: "stay" };
  const withheld: Withheld[] = [];
  if (warnings.includes("no-microphone")) withheld.push("microphone");
  if (warnings.includes("no-location")) withheld.push("location");
  if (warnings.includes("no-motion")) withheld.push("motion");
  if (withheld.length === 0) return { kind: "stay" };
  return { kind: "in-app", withheld, canStay: true };
}

/** What is withheld, as one phrase. */
export function withheldWords(withheld: readonly Withheld[], { words, language }: Tongue): string {
  return new Intl.ListFormat(language).format(withheld.map((sense) => words.elsewhere[sense]));
}
