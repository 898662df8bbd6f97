/** Opening the microphone raw: every browser "improvement" would remove the street. */
import { ACCESS_MISSING, ACCESS_READY, ACCESS_REFUSED, type Access } from "./access";

const RAW: MediaTrackConstraints = {
  echoCancellation: false, // explicitly: Safari defaults it on and captures as a phone call
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: 1,
};

// A headset's microphone turns Bluetooth into a telephone line, 8 or 16 kHz, both ways.
const HANDS_FREE = /bluetooth|hands-?free|\bhfp\b|airpods|\bbuds\b|mains[- ]libres/i;
// Only what is evidently the phone's or the computer's own: Android's "Speakerphone" and "Headset
// earpiece" are call routes, and choosing one moves the sound too.
const BUILT_IN = /built-?in|internal|integrated|iphone|ipad|macbook|intégré|interne|eingebaut/i;

const HEADSET_MIC: Access = { state: "ready", reason: "headset-mic" };
const BUSY: Access = { state: "missing", reason: "busy" };

export interface OpenedMicrophone {
  readonly stream: MediaStream | null;
  readonly access: Access;
}

/** Ask for the microphone, the built-in one rather than a Bluetooth headset's; never throws. */
export async function openMicrophone(): Promise<OpenedMicrophone> {
  if (!navigator.mediaDevices?.getUserMedia) return { stream: null, access: ACCESS_MISSING };
  try {
    const stream = await ask(RAW);
    if (!isHandsFree(stream)) return { stream, access: ACCESS_READY };
    return await preferBuiltIn(stream);
  } catch (error) {
    return { stream: null, access: accessOf(error) };
  }
}

/** Let the microphone go; the phone's recording light goes out. */
export function closeMicrophone(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Whether the microphone can be asked for without opening a prompt. */
export async function isMicrophoneGranted(): Promise<boolean> {
  try {
    const name = "microphone" as PermissionName;
    return (await navigator.permissions.query({ name })).state === "granted";
  } catch {
    return false; // a browser that does not tell: a prompt out of nowhere would be worse
  }
}

function ask(audio: MediaTrackConstraints): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ audio });
}

function isHandsFree(stream: MediaStream): boolean {
  return HANDS_FREE.test(stream.getAudioTracks()[0]?.label ?? "");
}

async function preferBuiltIn(headset: MediaStream): Promise<OpenedMicrophone> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const builtIn = devices.find(
    ({ kind, label }) => kind === "audioinput" && BUILT_IN.test(label) && !HANDS_FREE.test(label),
  );
  if (builtIn === undefined) return { stream: headset, access: HEADSET_MIC };
  try {
    const stream = await ask({ ...RAW, deviceId: { exact: builtIn.deviceId } });
    closeMicrophone(headset);
    return { stream, access: ACCESS_READY };
  } catch {
    return { stream: headset, access: HEADSET_MIC };
  }
}

function accessOf(error: unknown): Access {
  if (!(error instanceof DOMException)) return ACCESS_MISSING;
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return ACCESS_REFUSED;
    case "NotReadableError":
    case "AbortError":
      return BUSY;
    default:
      return ACCESS_MISSING;
  }
}
