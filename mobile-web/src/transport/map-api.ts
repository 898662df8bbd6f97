/** What may lie under a walk while it is composed: one allowed tile address, map files of the server. */

export interface GroundMaps {
  /** `https://…/{z}/{x}/{y}.png`, and whose map it is; `null`: the operator allows none. */
  readonly tiles: { readonly address: string; readonly attribution: string } | null;
  readonly files: readonly string[];
}

const NONE: GroundMaps = { tiles: null, files: [] };

/** Never fails: without an answer there is the metre grid. */
export async function fetchMaps(): Promise<GroundMaps> {
  try {
    const response = await fetch("/api/maps");
    return response.ok ? readMaps(await response.json()) : NONE;
  } catch {
    return NONE;
  }
}

/** Where a map file is read, by ranges. */
export function mapAddress(name: string): string {
  return new URL(`/api/maps/${encodeURIComponent(name)}`, location.href).href;
}

export function readMaps(value: unknown): GroundMaps {
  if (typeof value !== "object" || value === null) return NONE;
  const { tiles, files } = value as Record<string, unknown>;
  const { address, attribution } = (tiles ?? {}) as Record<string, unknown>;
  return {
    tiles:
      typeof address === "string" && typeof attribution === "string"
        ? { address, attribution }
        : null,
    files: Array.isArray(files) ? files.map(String) : [],
  };
}
