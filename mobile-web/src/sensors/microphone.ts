/** Opening the microphone raw: every browser "improvement" would remove the street. */
import { ACCESS_MISSING, ACCESS_READY, ACCESS_REFUSED, type Access } from "./access";

const CONSTRAINTS: MediaStreamConstraints = {
  audio: {
    echoCancellation: false, // explicitly: Safari defaults it on and captures as a phone call
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: 1,
  },
};

export interface OpenedMicrophone {
  readonly stream: MediaStream | null;
  readonly access: Access;
}

/** Ask for the microphone; never throws. */
export async function openMicrophone(): Promise<OpenedMicrophone> {
  if (!navigator.mediaDevices?.getUserMedia) return { stream: null, access: ACCESS_MISSING };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
    return { stream, access: ACCESS_READY };
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === "NotAllowedError";
    return { stream: null, access: isRefused ? ACCESS_REFUSED : ACCESS_MISSING };
  }
}

/** Let the microphone go; the phone's recording light goes out. */
export function closeMicrophone(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
