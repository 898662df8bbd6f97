/** Decoded recordings at hand: few of them, mono, fetched when they are wanted. */
import { seamless } from "./located-law";

export const MOST_KEPT = 8;
const LONGEST_S = 600; // what the server takes; a decoded minute is 11.5 MB at 48 kHz
const MOST_BYTES = 32_000_000;
const AGAIN_MS = 5000;

/** Gets a file by its name; rejects where it cannot be had. */
export type Fetch = (file: string) => Promise<Response>;

export interface Wanted {
  readonly file: string;
  readonly isLoop: boolean;
}

export class SampleShelf {
  private readonly kept = new Map<string, AudioBuffer | null>(); // `null`: on its way, or refused

  constructor(private readonly fetch: Fetch) {}

  /** Keep these, the dearest first, and let all others go; fetch what is missing. */
  keep(wanted: readonly Wanted[], context: BaseAudioContext): void {
    const distinct = new Map(wanted.map((each) => [keyOf(each), each]));
    const dearest = new Map([...distinct].slice(0, MOST_KEPT));
    for (const [key, sound] of this.kept) {
      if (sound !== null && !dearest.has(key)) this.kept.delete(key);
    }
    for (const [key, each] of dearest) {
      if (!this.kept.has(key)) void this.bring(key, each, context);
    }
  }

  /** The recording, ready to be played; `null` while it is not. */
  get(wanted: Wanted): AudioBuffer | null {
    return this.kept.get(keyOf(wanted)) ?? null;
  }

  private async bring(key: string, wanted: Wanted, context: BaseAudioContext): Promise<void> {
    this.kept.set(key, null);
    try {
      const sound = await this.decode(wanted, context);
      if (sound !== null) this.kept.set(key, sound);
    } catch {
      setTimeout(() => this.kept.delete(key), AGAIN_MS); // the network: asked for again if wanted
    }
  }

  /** What is too long stays refused. */
  private async decode({ file, isLoop }: Wanted, context: BaseAudioContext) {
    const response = await this.fetch(file);
    const isThere = response.ok && Number(response.headers.get("content-length")) <= MOST_BYTES;
    if (!isThere) {
      await response.body?.cancel();
      return null;
    }
    const sound = await context.decodeAudioData(await response.arrayBuffer());
    return sound.duration > LONGEST_S ? null : monoOf(sound, isLoop);
  }
}

function keyOf({ file, isLoop }: Wanted): string {
  return `${isLoop ? "loop" : "once"} ${file}`;
}

/** One channel is enough for what has one place. */
function monoOf(sound: AudioBuffer, isLoop: boolean): AudioBuffer {
  const { length, sampleRate, numberOfChannels } = sound;
  const mixed = new Float32Array(length);
  for (let channel = 0; channel < numberOfChannels; channel++) {
    const samples = sound.getChannelData(channel);
    for (let i = 0; i < length; i++) {
      mixed[i] = (mixed[i] ?? 0) + (samples[i] ?? 0) / numberOfChannels;
    }
  }
  const samples = isLoop ? seamless(mixed, sampleRate) : mixed;
  const mono = new AudioBuffer({ numberOfChannels: 1, length: samples.length, sampleRate });
  mono.copyToChannel(samples, 0);
  return mono;
}
