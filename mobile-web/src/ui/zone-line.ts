/** The zone a walker stands in, said to those who do not see the tints. Pure. */
import type { Walk, ZoneWeight } from "../domain/walk";
import type { Tongue } from "../words/catalogue";
import { fill, wordsIn } from "../words/words";

const INSIDE = 0.5; // half of the sound: the walker has entered

/** Empty between zones and where a zone has no title. */
export function zoneLine(walk: Walk, weights: readonly ZoneWeight[], tongue: Tongue): string {
  const strongest = weights.reduce<ZoneWeight | null>(
    (best, zone) => (zone.weight > (best?.weight ?? INSIDE) ? zone : best),
    null,
  );
  const zone = walk.zones.find(({ id }) => id === strongest?.id);
  const title = zone === undefined ? "" : wordsIn(zone.title, tongue.language);
  return title === "" ? "" : fill(tongue.words.walking.inZone, { zone: title });
}
