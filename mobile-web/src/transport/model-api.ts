/** Model cards over HTTP: whose recordings a model was trained on. */
import { JsonObject } from "../protocol/json";

export interface ModelCard {
  readonly id: string;
  readonly title: string;
  readonly sources: readonly { readonly name: string; readonly authors: string }[];
}

/** The cards of all models. Rejects where the server cannot be reached. */
export async function fetchModelCards(): Promise<ModelCard[]> {
  const response = await fetch("/api/models");
  const cards: unknown = response.ok ? await response.json() : [];
  return new JsonObject({ cards }, "models").objects("cards").map((card) => ({
    id: card.string("id"),
    title: card.stringOr("title", card.string("id")),
    sources: card.objects("sources").map((source) => ({
      name: source.stringOr("name", ""),
      authors: source.stringOr("authors", ""),
    })),
  }));
}
