/** What every part of the ear works on: the editor's desk, the map, the listening, its words. */
import { featureOf } from "../../../compose/document";
import type { EarWords } from "../../../words/compose-ear-words";
import type { Desk } from "../desk";
import type { GroundMap } from "../ground-map";
import type { Listening } from "./listening";

export interface EarDesk extends Desk {
  readonly ground: GroundMap;
  readonly listening: Listening;
  readonly ear: EarWords;
  /** Latents of each loaded model, by id; empty until the server has said. */
  latentSizes: ReadonlyMap<string, number>;
}

const USUAL_SIZE = 8; // of our own models

/** How many latents a model has. */
export function latentSizeOf(desk: EarDesk, model: string): number {
  return desk.latentSizes.get(model) ?? USUAL_SIZE;
}

/** The model that sounds most where the listener is. */
export function modelSounding({ store, listening }: EarDesk): string {
  const { model, outside } = store.document.latentwalk;
  const [loudest] = [...listening.state.zones].sort((one, other) => other.weight - one.weight);
  if (loudest === undefined || loudest.weight < 0.5) return outside?.model ?? model;
  return featureOf(store.document, loudest.id)?.properties.sound?.model ?? model;
}
