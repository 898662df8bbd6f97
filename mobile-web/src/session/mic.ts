/** The microphone of a session: opened, connected to the link, let go. */
import { Capture } from "../audio/capture";
import type { Access } from "../sensors/access";
import { ACCESS_MISSING, ACCESS_OFF, ACCESS_WAITING } from "../sensors/access";
import { closeMicrophone, openMicrophone } from "../sensors/microphone";

export class Mic {
  private stream: MediaStream | null = null;
  private capture: Capture | null = null;
  private wanted = 0; // grows with each open or close: an answer to an old prompt is let go

  constructor(private readonly report: (access: Access) => void) {}

  /** Ask for the stream; call inside a tap. Resolves to `null` where there is none. */
  async open(): Promise<MediaStream | null> {
    const mine = ++this.wanted;
    this.report(ACCESS_WAITING);
    const { stream, access } = await openMicrophone();
    if (mine !== this.wanted) {
      if (stream) closeMicrophone(stream);
      return null;
    }
    this.stream = stream;
    this.report(access);
    stream?.getAudioTracks()[0]?.addEventListener("ended", () => {
      this.report(ACCESS_MISSING);
    });
    return stream;
  }

  /** Start capturing the open stream; its port goes to the link. */
  async connect(context: AudioContext): Promise<MessagePort | null> {
    if (this.stream === null) return null;
    this.capture = await Capture.open(context, this.stream);
    return this.capture.port;
  }

  close(): void {
    this.wanted++;
    if (this.stream) closeMicrophone(this.stream);
    void this.capture?.close();
    this.stream = null;
    this.capture = null;
    this.report(ACCESS_OFF);
  }
}
