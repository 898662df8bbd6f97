/** Recording the microphone as it is: a stream in, a WAV out. */
import { wavOf } from "../../../compose/wav";
import { closeMicrophone, openMicrophone } from "../../../sensors/microphone";

export class Recorder {
  private readonly parts: Blob[] = [];
  private readonly media: MediaRecorder;
  private readonly startedMs = performance.now();

  private constructor(private readonly stream: MediaStream) {
    this.media = new MediaRecorder(stream);
    this.media.addEventListener("dataavailable", ({ data }) => this.parts.push(data));
    this.media.start();
  }

  /** Begin; call inside a tap. `null` where there is no microphone. */
  static async begin(): Promise<Recorder | null> {
    const { stream } = await openMicrophone();
    return stream === null ? null : new Recorder(stream);
  }

  get seconds(): number {
    return (performance.now() - this.startedMs) / 1000;
  }

  /** End, and have what was recorded: mono, 16 bit; `null` where it cannot be read. */
  async end(): Promise<Blob | null> {
    const stopped = new Promise((resolve) =>
      this.media.addEventListener("stop", resolve, { once: true }),
    );
    this.media.stop();
    await stopped;
    closeMicrophone(this.stream);
    const compressed = await new Blob(this.parts).arrayBuffer();
    try {
      const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(compressed);
      const wav = wavOf(sound.getChannelData(0), sound.sampleRate);
      return new Blob([wav], { type: "audio/wav" });
    } catch {
      return null; // silence of no length, or a format the browser writes and cannot read
    }
  }
}
