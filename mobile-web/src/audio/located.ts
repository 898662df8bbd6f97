/**
 * Recordings that sound from their places, at one walker's ears.
 *
 * A loop runs with the audio clock whether it is heard or not. One that plays once begins where the
 * walker first comes within its radius; one that a rule plays begins as soon as it is there. While
 * they sound, to be played again changes nothing.
 */
import type { Position } from "../domain/pose";
import type { Sample } from "../domain/walk";
import { distanceM, type Heard, heardAt } from "./located-law";
import type { SampleShelf, Wanted } from "./sample-shelf";

const FETCHED_RADII = 2; // within so many a recording is made ready
const LET_GO_RADII = 2.5;
const GAIN_S = 0.08; // time constants: places come four times a second,
const SIDE_S = 0.02; // headings twenty times
const SILENT: Heard = { gain: 0, side: 0 };

export interface Ear {
  readonly position: Position | null; // unknown: nothing is near
  readonly headingDeg: number | null;
  readonly gain: number; // of all sound, 0..1
}

/** One recording that sounds now. */
interface Voice {
  readonly source: AudioBufferSourceNode;
  readonly gain: GainNode;
  readonly panner: StereoPannerNode;
}

export class Located {
  private readonly voices = new Map<string, Voice>();
  private readonly begun = new Set<string>(); // of those that play once
  private readonly due = new Set<string>(); // of those that a rule plays
  private ears: AudioNode | null = null;

  constructor(
    private readonly samples: readonly Sample[],
    private readonly shelf: SampleShelf,
  ) {}

  /** Sound into `ears` from now on; what sounded elsewhere ends. */
  connect(ears: AudioNode): void {
    if (ears === this.ears) return;
    this.close();
    this.ears = ears;
  }

  /** A rule plays a recording; of an unknown id nothing happens. */
  play(id: string): void {
    if (!this.voices.has(id)) this.due.add(id);
  }

  /** Hear everything from where the walker is; called as that changes. */
  hear(ear: Ear): void {
    const { ears } = this;
    if (ears === null) return;
    const { position } = ear;
    const distances = new Map(
      this.samples.map((sample) => [
        sample,
        position === null ? Number.POSITIVE_INFINITY : distanceM(sample, position) / sample.radiusM,
      ]),
    );
    this.shelf.keep(this.wantedAt(distances), ears.context);
    for (const [sample, radii] of distances) {
      this.begin(sample, radii, ears);
      const heard = position === null ? SILENT : heardAt(sample, position, ear.headingDeg);
      this.place(sample, heard, ear.gain);
    }
  }

  /** Silence; what has played once does not play again. */
  close(): void {
    for (const id of this.voices.keys()) this.end(id);
  }

  private wantedAt(distances: ReadonlyMap<Sample, number>): Wanted[] {
    return [...distances]
      .filter(([sample, radii]) => this.isWanted(sample, radii))
      .sort(([one, near], [other, far]) => this.rank(one, near) - this.rank(other, far))
      .map(([sample]) => wantedOf(sample));
  }

  /** What a rule plays comes first, then what is nearest. */
  private rank({ id }: Sample, radii: number): number {
    return this.due.has(id) ? -1 : Math.min(radii, Number.MAX_VALUE);
  }

  private isWanted({ id, playing }: Sample, radii: number): boolean {
    if (this.due.has(id)) return true;
    const reach = this.voices.has(id) ? LET_GO_RADII : FETCHED_RADII;
    return radii < reach && !(playing === "once" && this.begun.has(id) && !this.voices.has(id));
  }

  private begin(sample: Sample, radii: number, ears: AudioNode): void {
    const { id, playing } = sample;
    const isLoop = playing === "loop";
    const isAside = radii >= 1 && this.shelf.get(wantedOf(sample)) === null; // others are nearer
    if (isLoop && (isAside || radii > LET_GO_RADII)) this.end(id);
    if (this.voices.has(id) || !this.mayBegin(sample, radii)) return;
    const sound = this.shelf.get(wantedOf(sample));
    if (sound === null) return;
    this.due.delete(id);
    if (playing === "once") this.begun.add(id);
    this.voices.set(id, this.voice(sound, isLoop, ears, id));
  }

  private mayBegin({ id, playing }: Sample, radii: number): boolean {
    if (playing === "loop") return radii < FETCHED_RADII;
    return this.due.has(id) || (playing === "once" && radii < 1 && !this.begun.has(id));
  }

  private voice(sound: AudioBuffer, isLoop: boolean, ears: AudioNode, id: string): Voice {
    const { context } = ears;
    const source = new AudioBufferSourceNode(context, { buffer: sound, loop: isLoop });
    const gain = new GainNode(context, { gain: 0 });
    const panner = new StereoPannerNode(context);
    source.connect(gain).connect(panner).connect(ears);
    source.onended = () => this.end(id, source);
    source.start(0, isLoop ? context.currentTime % sound.duration : 0);
    return { source, gain, panner };
  }

  /** Glide to where it is heard now. */
  private place({ id }: Sample, { gain, side }: Heard, overall: number): void {
    const voice = this.voices.get(id);
    if (voice === undefined) return;
    const nowS = voice.gain.context.currentTime;
    voice.gain.gain.setTargetAtTime(gain * overall, nowS, GAIN_S);
    voice.panner.pan.setTargetAtTime(side, nowS, SIDE_S);
  }

  /** @param source - Only if this one still sounds. */
  private end(id: string, source?: AudioBufferSourceNode): void {
    const voice = this.voices.get(id);
    if (voice === undefined || (source !== undefined && voice.source !== source)) return;
    voice.source.onended = null;
    voice.source.disconnect();
    voice.panner.disconnect();
    this.voices.delete(id);
  }
}

function wantedOf({ file, playing }: Sample): Wanted {
  return { file, isLoop: playing === "loop" };
}
