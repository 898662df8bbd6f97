/**
 * What the page's address asks for: `/?walk=id&door=outdoor|indoor&codec=opus|pcm16`, or a walk's
 * own address `/w/id`, to which `?draft=token` adds that its draft is meant.
 */
import { type Door, doorOf } from "../domain/door";
import type { CodecName } from "../protocol/wire";

export interface Address {
  readonly walk: string | null;
  readonly door: Door | null;
  readonly codec: CodecName;
}

export function readAddress(search: string, path = "/"): Address {
  const query = new URLSearchParams(search);
  return {
    walk: query.get("walk") ?? walkOf(path, query.get("draft")),
    door: doorOf(query.get("door")),
    codec: query.get("codec") === "pcm16" ? "pcm16" : "opus",
  };
}

function walkOf(path: string, token: string | null): string | null {
  const named = /^\/w\/([^/]+)\/?$/.exec(path)?.[1];
  if (named === undefined) return null;
  const id = decodeURIComponent(named);
  return token === null ? id : `${id}@draft${token === "" ? "" : `~${token}`}`;
}

/** The address of a walk's door, or of the start page; without a walk, the server's first. */
export function addressOf(walk: string | null, door: Door | null): string {
  const query = new URLSearchParams();
  if (walk !== null) query.set("walk", walk);
  if (door !== null) query.set("door", door);
  const search = query.toString();
  return search === "" ? "/" : `/?${search}`;
}
