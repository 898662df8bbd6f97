/**
 * Whether sound still goes where it went: headphones that come off must not let the phone play aloud.
 *
 * Browsers name devices only once a permission is given, so that a prompt's answer looks like new
 * devices: lists without identities, and changes while prompts are open, are taken in but never
 * believed. Chrome tells the default output by a twin of its device, with the id `default` and the
 * device's group; elsewhere the first output is it. Phones that list no outputs list a headset's
 * microphone.
 */

/** What of a device is looked at. */
export type Device = Pick<MediaDeviceInfo, "kind" | "deviceId" | "groupId" | "label">;

const CALM_MS = 1500; // opening a microphone may itself move devices about
const HEADSET =
  /head(set|phone)|ear(phone|bud|piece)|\bbuds\b|airpods|bluetooth|hands-?free|casque|écouteur/i;
const TWINS = ["default", "communications"];

/** Whether what was heard before is heard elsewhere, or not at all, after. */
export function isRouteLost(before: readonly Device[], after: readonly Device[]): boolean {
  const [was, is] = [named(before), named(after)];
  if (was.length === 0 || is.length === 0 || isRenamed(was, is)) return false;
  return hasOtherDefault(was, is) || gone(was, is).some(({ label }) => HEADSET.test(label));
}

function named(devices: readonly Device[]): Device[] {
  return devices.filter(({ kind, deviceId }) => kind !== "videoinput" && deviceId !== "");
}

/** Whether these are the same devices under other ids, as after a permission or a cleared site. */
function isRenamed(was: readonly Device[], is: readonly Device[]): boolean {
  const ids = new Set(is.map(({ deviceId }) => deviceId));
  if (was.some(({ deviceId }) => !TWINS.includes(deviceId) && ids.has(deviceId))) return false;
  const labels = labelsOf(was);
  return labels === "" || labels === labelsOf(is);
}

function labelsOf(devices: readonly Device[]): string {
  return devices
    .map(({ label }) => label)
    .sort()
    .join("");
}

function hasOtherDefault(was: readonly Device[], is: readonly Device[]): boolean {
  const [before, after] = [defaultOf(was), defaultOf(is)];
  return before !== null && before !== after;
}

/** The group of the output that sounds; `null` where that is not told. */
function defaultOf(devices: readonly Device[]): string | null {
  const outputs = devices.filter(({ kind }) => kind === "audiooutput");
  const told = outputs.find(({ deviceId }) => deviceId === "default") ?? outputs[0];
  return told?.groupId || null;
}

function gone(was: readonly Device[], is: readonly Device[]): Device[] {
  const there = new Set(is.map(({ kind, deviceId }) => `${kind} ${deviceId}`));
  return was.filter(
    ({ kind, deviceId }) => !TWINS.includes(deviceId) && !there.has(`${kind} ${deviceId}`),
  );
}

export class RouteWatch {
  private known: readonly Device[] = [];
  private isBelieved = false;
  private calm: ReturnType<typeof setTimeout> | null = null;
  private readonly changed = (): void => void this.look();

  /** @param lost - Called when the route changes, once for each change. */
  constructor(private readonly lost: () => void) {}

  open(): void {
    navigator.mediaDevices?.addEventListener("devicechange", this.changed);
    void this.look();
  }

  /** Prompts are open, or a microphone is about to be: changes mean nothing until `settle`. */
  unsettle(): void {
    if (this.calm !== null) clearTimeout(this.calm);
    this.calm = null;
    this.isBelieved = false;
  }

  /** Believe changes again, from a moment later on. */
  settle(): void {
    this.unsettle();
    this.calm = setTimeout(() => void this.look().then(() => this.believe()), CALM_MS);
  }

  close(): void {
    this.unsettle();
    navigator.mediaDevices?.removeEventListener("devicechange", this.changed);
  }

  private believe(): void {
    this.isBelieved = true;
  }

  private async look(): Promise<void> {
    const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => null);
    if (!devices) return;
    const isLost = this.isBelieved && isRouteLost(this.known, devices);
    this.known = devices;
    if (isLost) this.lost();
  }
}
