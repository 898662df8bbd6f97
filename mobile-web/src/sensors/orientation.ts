/** The phone's orientation events, fed to a `Compass`. */
import { ACCESS_MISSING, ACCESS_READY, ACCESS_REFUSED, type Access } from "./access";
import { Compass, type Heading, type OrientationSample } from "./compass";

type Listener = (event: Event) => void;
type PermissionRequest = (absolute?: boolean) => Promise<PermissionState>;

const EVENTS = ["deviceorientationabsolute", "deviceorientation"] as const;
const FIRST_EVENT_MS = 3000;

/** Listens to both orientation events; call `open` inside a tap. */
export class Orientation {
  private readonly compass = new Compass();
  private readonly listener: Listener = (event) => this.receive(event);

  /** A hidden page hears no events: what it knew is old when it returns. */
  private readonly onVisibility = (): void => {
    if (document.visibilityState === "hidden") this.compass.reset();
  };

  constructor(private readonly turned: () => void) {}

  /**
   * Ask for permission where there is such a thing, and listen. Resolves once it is known to work:
   * an event with a north counts for more than what the prompt said.
   *
   * @param answered - Called when no prompt is open any more.
   */
  async open(answered: () => void): Promise<Access> {
    if (typeof DeviceOrientationEvent === "undefined") return ACCESS_MISSING;
    const isGranted = requestPermission();
    void isGranted.then(answered);
    for (const name of EVENTS) window.addEventListener(name, this.listener);
    document.addEventListener("visibilitychange", this.onVisibility);
    if (await this.hasHeadingSoon(isGranted)) return ACCESS_READY;
    return (await isGranted) ? ACCESS_MISSING : ACCESS_REFUSED;
  }

  get heading(): Heading {
    return this.compass.heading;
  }

  close(): void {
    for (const name of EVENTS) window.removeEventListener(name, this.listener);
    document.removeEventListener("visibilitychange", this.onVisibility);
  }

  private receive(event: Event): void {
    // deviceorientationabsolute is absolute by name; not every browser sets the flag too.
    const sample = event as unknown as OrientationSample;
    const isAbsolute = event.type === "deviceorientationabsolute" || sample.absolute === true;
    const { alpha, beta, gamma } = sample;
    this.compass.receive(
      {
        alpha,
        beta,
        gamma,
        absolute: isAbsolute,
        webkitCompassHeading: sample.webkitCompassHeading ?? null,
        webkitCompassAccuracy: sample.webkitCompassAccuracy ?? null,
      },
      screen.orientation?.angle ?? 0,
    );
    this.turned();
  }

  private async hasHeadingSoon(isAnswered: Promise<unknown>): Promise<boolean> {
    await isAnswered; // a prompt may stay open for long
    const deadlineMs = performance.now() + FIRST_EVENT_MS;
    while (performance.now() < deadlineMs) {
      if (this.heading.source !== "none") return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  }
}

async function requestPermission(): Promise<boolean> {
  const request = (DeviceOrientationEvent as unknown as { requestPermission?: PermissionRequest })
    .requestPermission;
  if (typeof request !== "function") return true;
  try {
    // `true` includes the magnetometer; Safari ignores the argument.
    return (await request.call(DeviceOrientationEvent, true)) === "granted";
  } catch {
    return false;
  }
}
