/** A phone as a page sees it: prompts that are granted, refused or left hanging. */
import { vi } from "vitest";

export type Answer = "granted" | "refused" | "hanging";

export interface Answers {
  readonly microphone: Answer;
  readonly motion: Answer;
  readonly location: Answer;
  readonly wakeLock: Answer;
}

export const ALL_GRANTED: Answers = {
  microphone: "granted",
  motion: "granted",
  location: "granted",
  wakeLock: "granted",
};

export class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  muted = false;
  readonly label = "Phone";

  stop(): void {
    this.readyState = "ended";
  }

  getSettings(): MediaTrackSettings {
    return {};
  }

  /** The system takes it. */
  suffer(event: "mute" | "unmute" | "ended"): void {
    if (event === "ended") this.readyState = "ended";
    else this.muted = event === "mute";
    this.dispatchEvent(new Event(event));
  }
}

class FakeDevices extends EventTarget {
  list: Partial<MediaDeviceInfo>[] = [];

  constructor(private readonly open: () => Promise<unknown>) {
    super();
  }

  enumerateDevices = async () => this.list;
  getUserMedia = () => this.open();
}

class FakePage extends EventTarget {
  visibilityState = "visible";
  title = "First walk";
  readonly documentElement = { lang: "en" };
}

export class FakePhone {
  readonly page = new FakePage();
  readonly window = new EventTarget();
  readonly tracks: FakeTrack[] = [];
  readonly buttons = new Map<string, (() => void) | null>();
  readonly devices: FakeDevices;
  tellFix: ((position: unknown) => void) | null = null;

  constructor(readonly answers: Answers) {
    this.devices = new FakeDevices(() => this.answer("microphone", () => this.openTrack()));
    vi.stubGlobal("document", this.page);
    vi.stubGlobal("window", this.window);
    vi.stubGlobal("screen", { orientation: { angle: 0 } });
    vi.stubGlobal("location", { protocol: "https:", host: "walk.test" });
    vi.stubGlobal("self", { crossOriginIsolated: true });
    vi.stubGlobal("DeviceOrientationEvent", {
      requestPermission: () => this.answer("motion", () => "granted"),
    });
    vi.stubGlobal("MediaMetadata", class {});
    vi.stubGlobal("navigator", this.navigator());
  }

  become(visibility: "visible" | "hidden"): void {
    this.page.visibilityState = visibility;
    this.page.dispatchEvent(new Event("visibilitychange"));
  }

  /** A receiver's fix, good to 5 m. */
  fix(): void {
    this.tellFix?.({ coords: { longitude: 5, latitude: 43, accuracy: 5, speed: null } });
  }

  private navigator() {
    const { buttons, devices } = this;
    return {
      mediaDevices: devices,
      geolocation: {
        watchPosition: (tell: (position: unknown) => void, fail: (error: unknown) => void) => {
          if (this.answers.location === "granted") this.tellFix = tell;
          if (this.answers.location === "refused") queueMicrotask(() => fail({ code: 1 }));
          return 1;
        },
        clearWatch: () => undefined,
      },
      permissions: {
        query: async () => Object.assign(new EventTarget(), { state: this.answers.microphone }),
      },
      wakeLock: {
        request: () =>
          this.answer("wakeLock", () =>
            Object.assign(new EventTarget(), { release: async () => undefined }),
          ),
      },
      mediaSession: {
        metadata: null,
        playbackState: "none",
        setActionHandler: (name: string, act: (() => void) | null) => buttons.set(name, act),
      },
    };
  }

  private async answer<T>(sense: keyof Answers, give: () => T): Promise<T> {
    switch (this.answers[sense]) {
      case "granted":
        return give();
      case "refused":
        throw new DOMException("no", "NotAllowedError");
      case "hanging":
        return new Promise<T>(() => undefined);
      default:
        return this.answers[sense] satisfies never;
    }
  }

  private openTrack() {
    const track = new FakeTrack();
    this.tracks.push(track);
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  }
}
