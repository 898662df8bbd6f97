/** The microphone of a session: opened, connected to the link, looked after, let go. */
import { Capture } from "../audio/capture";
import { ACCESS_MISSING, ACCESS_OFF, ACCESS_WAITING, type Access } from "../sensors/access";
import { closeMicrophone, isMicrophoneGranted, openMicrophone } from "../sensors/microphone";

const MUTED: Access = { state: "waiting", reason: "muted" };

export class Mic {
  private stream: MediaStream | null = null;
  private capture: Capture | null = null;
  private access: Access = ACCESS_OFF;
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
    if (this.stream) closeMicrophone(this.stream);
    this.stream = stream;
    this.access = access;
    this.report(access);
    if (stream) this.follow(stream);
    return stream;
  }

  /** Start capturing the open stream, in place of what was captured; its port goes to the link. */
  async connect(context: AudioContext): Promise<MessagePort | null> {
    if (this.stream === null) return null;
    await this.capture?.close();
    this.capture = await Capture.open(context, this.stream);
    return this.capture.port;
  }

  /**
   * Ask again for a microphone that a call took away and did not give back.
   *
   * @returns Whether it is another stream, to be connected.
   */
  async recover(): Promise<boolean> {
    const track = this.stream?.getAudioTracks()[0];
    if (track === undefined || (track.readyState === "live" && !track.muted)) return false;
    const mine = this.wanted;
    if (!(await isMicrophoneGranted()) || mine !== this.wanted) return false;
    return (await this.open()) !== null;
  }

  close(): void {
    this.wanted++;
    if (this.stream) closeMicrophone(this.stream);
    void this.capture?.close();
    this.stream = null;
    this.capture = null;
    this.report(ACCESS_OFF);
  }

  /** A track may look alive and be silent, or end, while a call has the microphone. */
  private follow(stream: MediaStream): void {
    const [track] = stream.getAudioTracks();
    const tell = (access: Access) => () => {
      if (stream === this.stream) this.report(access);
    };
    track?.addEventListener("mute", tell(MUTED));
    track?.addEventListener("unmute", tell(this.access));
    track?.addEventListener("ended", tell(ACCESS_MISSING));
  }
}
