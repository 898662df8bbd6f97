/** A draft and what the server says of it: the words between the editor and the draft API. */
import type { GeoJsonWalk } from "./document";

export interface Draft {
  readonly id: string;
  readonly version: number;
  readonly document: GeoJsonWalk;
  /** What the check said of it, where it was asked. */
  readonly problems?: readonly Problem[];
  readonly warnings?: readonly Problem[];
}

/** Something that keeps a document from being walked, or that a walker may stumble over. */
export interface Problem {
  readonly feature: string | null; // its id; null: the piece
  readonly field: string | null;
  readonly message: string;
}

/** `wrong`: kept, but it cannot be walked; `stale`: somebody saved a later version; `lost`: no answer. */
export type SaveAnswer =
  | { readonly kind: "saved"; readonly version: number; readonly warnings?: readonly Problem[] }
  | {
      readonly kind: "wrong";
      readonly version: number;
      readonly problems: readonly Problem[];
      readonly warnings?: readonly Problem[];
    }
  | { readonly kind: "stale"; readonly version: number }
  | { readonly kind: "lost" };

export type SaveDraft = (draft: Draft) => Promise<SaveAnswer>;

export type DraftStatus = "saved" | "saving" | "wrong" | "offline" | "stale";
