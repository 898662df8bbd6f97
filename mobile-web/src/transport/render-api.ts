/** A rehearsed way rendered to a file by the server: ordered, watched, fetched; for the owner only. */

/** What the simulated phone of the page is, so that the server's errs alike. */
export interface RenderOrder {
  readonly gpx: string;
  readonly place: string;
  readonly radiusM: number;
  readonly seed: number;
}

export interface RenderReport {
  readonly durationS: number;
  readonly loudnessLufs: number;
  readonly flicker: number;
}

export type RenderState =
  | { readonly state: "idle" }
  | { readonly state: "busy" } // with somebody else's order
  | { readonly state: "running"; readonly share: number }
  | { readonly state: "failed"; readonly error: string }
  | { readonly state: "done"; readonly report: RenderReport };

const UNREACHABLE: RenderState = { state: "failed", error: "" };

export class RenderApi {
  private readonly path: string;

  constructor(walk: string) {
    this.path = `/api/walks/${encodeURIComponent(walk)}/render`;
  }

  get soundPath(): string {
    return `${this.path}/walk.wav`;
  }

  get picturePath(): string {
    return `${this.path}/timeline.svg`;
  }

  order({ gpx, place, radiusM, seed }: RenderOrder): Promise<RenderState> {
    const query = new URLSearchParams({
      error: place,
      noise_m: String(radiusM),
      seed: String(seed),
    });
    const headers = { "Content-Type": "application/gpx+xml" };
    return this.ask(`${this.path}?${query}`, { method: "POST", body: gpx, headers });
  }

  watch(): Promise<RenderState> {
    return this.ask(this.path, {});
  }

  cancel(): Promise<RenderState> {
    return this.ask(this.path, { method: "DELETE" });
  }

  private async ask(path: string, options: RequestInit): Promise<RenderState> {
    try {
      const response = await fetch(path, options);
      if (response.status === 409) return { state: "busy" };
      return readRenderState(await response.json());
    } catch {
      return UNREACHABLE;
    }
  }
}

/** Read the server's answer; what it does not say is a failure without words. */
export function readRenderState(value: unknown): RenderState {
  if (typeof value !== "object" || value === null) return UNREACHABLE;
  const { state, share, error, report } = value as Record<string, unknown>;
  switch (state) {
    case "idle":
      return { state };
    case "running":
      return { state, share: typeof share === "number" ? share : 0 };
    case "done":
      return { state, report: readReport(report) };
    default:
      return { state: "failed", error: typeof error === "string" ? error : "" };
  }
}

function readReport(value: unknown): RenderReport {
  const report = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const number = (name: string) => (typeof report[name] === "number" ? Number(report[name]) : 0);
  return {
    durationS: number("duration_s"),
    loudnessLufs: number("loudness_lufs"),
    flicker: number("flicker"),
  };
}
