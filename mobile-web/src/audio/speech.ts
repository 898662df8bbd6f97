/** A voice over the bed, recorded or the device's own; the bed steps back by 6 dB while it speaks. */

const DUCKED = 10 ** (-6 / 20);
const DOWN_S = 0.2;
const UP_S = 0.8; // the ear does not notice the bed come back

export class Speech {
  private source: AudioBufferSourceNode | null = null;
  private isLow = false;

  /** @param bed - What is ducked. @param ears - Where the voice goes. */
  constructor(
    private readonly context: BaseAudioContext,
    private readonly bed: GainNode,
    private readonly ears: AudioNode,
  ) {}

  /** Speak once the bed has stepped back; whatever was being said ends. */
  say(words: AudioBuffer): void {
    this.end();
    const { gain } = this.bed;
    const startS = this.context.currentTime + DOWN_S;
    const endS = startS + words.duration;
    gain.linearRampToValueAtTime(DUCKED, startS);
    gain.setValueAtTime(DUCKED, endS);
    gain.linearRampToValueAtTime(1, endS + UP_S);
    this.source = new AudioBufferSourceNode(this.context, { buffer: words });
    this.source.connect(this.ears);
    this.source.start(startS);
  }

  /** Step back for a voice that does not pass here, until `hush`. */
  stepBack(): void {
    this.end();
    this.isLow = true;
    this.bed.gain.linearRampToValueAtTime(DUCKED, this.context.currentTime + DOWN_S);
  }

  /** Say no more; the bed comes back. */
  hush(): void {
    if (this.source === null && !this.isLow) return;
    this.end();
    this.bed.gain.linearRampToValueAtTime(1, this.context.currentTime + UP_S);
  }

  /** Leave the bed where it is. */
  private end(): void {
    const { gain } = this.bed;
    const { value } = gain; // before it is forgotten how it came there
    gain.cancelScheduledValues(this.context.currentTime);
    gain.setValueAtTime(value, this.context.currentTime);
    this.source?.disconnect();
    this.source = null;
    this.isLow = false;
  }
}
