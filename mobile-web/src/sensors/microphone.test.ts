import { afterEach, expect, test, vi } from "vitest";
import { isMicrophoneGranted, openMicrophone } from "./microphone";

interface Input {
  readonly deviceId: string;
  readonly label: string;
}

const PHONE = { deviceId: "p", label: "iPhone Microphone" };
const AIRPODS = { deviceId: "a", label: "AirPods Pro" };
const BLUETOOTH = { deviceId: "b", label: "Bluetooth headset" };
const SPEAKERPHONE = { deviceId: "s", label: "Speakerphone" };
const EARPIECE = { deviceId: "e", label: "Headset earpiece" };
const WIRED = { deviceId: "w", label: "Wired headset" };

let asked: MediaTrackConstraints[];
let stopped: string[];

/** Devices of which the first is what the browser gives when none is named. */
function provide(inputs: readonly Input[], refuse: (id: string | undefined) => string | null) {
  asked = [];
  stopped = [];
  const getUserMedia = async ({ audio }: { audio: MediaTrackConstraints }) => {
    asked.push(audio);
    const id = (audio.deviceId as { exact: string } | undefined)?.exact;
    const name = refuse(id);
    if (name !== null) throw new DOMException("no", name);
    const { label } = inputs.find(({ deviceId }) => deviceId === id) ?? (inputs[0] as Input);
    const track = { label, stop: () => stopped.push(label) };
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  };
  const enumerateDevices = async () => inputs.map((input) => ({ kind: "audioinput", ...input }));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia, enumerateDevices } });
}

const never = () => null;
const labelOf = (stream: MediaStream | null) => stream?.getAudioTracks()[0]?.label;

afterEach(() => vi.unstubAllGlobals());

test("nothing is left to the browser's improvements", async () => {
  provide([PHONE], never);
  await openMicrophone();
  expect(asked).toEqual([
    { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 },
  ]);
});

test("a headset's microphone gives way to the built-in one, and is let go", async () => {
  provide([AIRPODS, PHONE], never);
  const { stream, access } = await openMicrophone();
  expect(labelOf(stream)).toBe(PHONE.label);
  expect(access).toEqual({ state: "ready", reason: null });
  expect(stopped).toEqual([AIRPODS.label]);
  expect(asked[1]).toMatchObject({ echoCancellation: false, deviceId: { exact: "p" } });
});

test.each([
  ["no other is there", [AIRPODS]],
  ["the others are call routes", [BLUETOOTH, SPEAKERPHONE, EARPIECE]],
])("a headset's microphone is kept, with a warning, where %s", async (_where, inputs) => {
  provide(inputs, never);
  const { stream, access } = await openMicrophone();
  expect(labelOf(stream)).toBe(inputs[0]?.label);
  expect(access).toEqual({ state: "ready", reason: "headset-mic" });
  expect(asked.length).toBe(1);
});

test("a headset's microphone is kept where the built-in one cannot be had", async () => {
  provide([AIRPODS, PHONE], (id) => (id === "p" ? "OverconstrainedError" : null));
  const { stream, access } = await openMicrophone();
  expect(labelOf(stream)).toBe(AIRPODS.label);
  expect(access.reason).toBe("headset-mic");
  expect(stopped).toEqual([]);
});

test("a wired headset's microphone is as good as any", async () => {
  provide([WIRED, PHONE], never);
  const { stream, access } = await openMicrophone();
  expect(labelOf(stream)).toBe(WIRED.label);
  expect(access.reason).toBeNull();
});

test.each([
  ["NotAllowedError", "refused", "refused"],
  ["NotFoundError", "missing", "missing"],
  ["NotReadableError", "missing", "busy"],
])("%s means %s: %s", async (name, state, reason) => {
  provide([PHONE], () => name);
  expect(await openMicrophone()).toEqual({ stream: null, access: { state, reason } });
});

test("a browser without microphones is missing them", async () => {
  vi.stubGlobal("navigator", {});
  expect((await openMicrophone()).access.reason).toBe("missing");
});

test("a permission that the browser does not tell counts as none", async () => {
  vi.stubGlobal("navigator", {});
  expect(await isMicrophoneGranted()).toBe(false);
});
