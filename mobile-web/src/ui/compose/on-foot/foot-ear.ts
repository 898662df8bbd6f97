/** The draft, heard where one stands; and which latents sound there. */
import { featureOf } from "../../../compose/document";
import { OutdoorSenses } from "../../../session/outdoor-senses";
import { Session } from "../../../session/session";
import type { SessionState } from "../../../session/session-state";
import type { Desk } from "../desk";

/** Latents of a model, standard deviations. */
export interface Heard {
  readonly model: string;
  readonly values: readonly number[];
}

export class FootEar {
  private session: Session | null = null;

  constructor(private readonly desk: Desk) {}

  get isOn(): boolean {
    return this.session !== null && this.session.store.value.phase !== "stopped";
  }

  /** What the session tells; `null` while there is none. */
  get state(): SessionState | null {
    return this.isOn ? (this.session?.store.value ?? null) : null;
  }

  /** Begin; call inside a tap. Rejects where sound is impossible. */
  async start(): Promise<void> {
    const walk = `${this.desk.store.id}@draft`;
    this.session = new Session({ walk, door: "outdoor", codec: "opus" }, new OutdoorSenses());
    await this.session.start(false);
  }

  async stop(): Promise<void> {
    await this.session?.stop();
    this.session = null;
  }

  /** What sounds now, of the model that sounds most; `null` where nothing does. */
  get heard(): Heard | null {
    const { store } = this.desk;
    if (this.session === null) return null;
    const { latents, zones } = this.session.store.value;
    const own = store.document.latentwalk.model;
    const [loudest] = [...zones].sort((one, other) => other.weight - one.weight);
    const zone = loudest === undefined ? null : featureOf(store.document, loudest.id);
    const model = zone?.properties.sound?.model ?? own;
    const values = latents[model];
    return values === undefined || values.length === 0 ? null : { model, values };
  }
}
