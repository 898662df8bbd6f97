import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Device, isRouteLost, RouteWatch } from "./route";

const output = (deviceId: string, groupId: string, label: string): Device => ({
  kind: "audiooutput",
  deviceId,
  groupId,
  label,
});
const input = (deviceId: string, groupId: string, label: string): Device => ({
  kind: "audioinput",
  deviceId,
  groupId,
  label,
});

const SPEAKER = output("s", "g-s", "Speaker");
const PHONES = output("h", "g-h", "Headphones");
const SCREEN = output("m", "g-m", "HDMI screen");
const MIC = input("i", "g-s", "Built-in microphone");
const WIRED = input("w", "g-h", "Wired headset");
const BLUETOOTH = input("b", "g-b", "Bluetooth headset");
const IPHONE = input("p", "g-p", "iPhone Microphone");
const AIRPODS = input("a", "g-a", "AirPods Pro");
/** Chrome's twin of the device that sounds. */
const by = (device: Device): Device =>
  output("default", device.groupId, `Default - ${device.label}`);
const hidden = (device: Device): Device => ({ ...device, deviceId: "", groupId: "", label: "" });
const unlabelled = (device: Device): Device => ({ ...device, label: "" });
const renamed = (device: Device): Device => ({
  ...device,
  deviceId: `${device.deviceId}2`,
  groupId: `${device.groupId}2`,
});

const LOST: readonly [string, Device[], Device[]][] = [
  ["headphones that sounded are pulled out", [by(PHONES), SPEAKER, PHONES], [by(SPEAKER), SPEAKER]],
  ["headphones are plugged in", [by(SPEAKER), SPEAKER], [by(PHONES), SPEAKER, PHONES]],
  ["another output is chosen", [by(PHONES), SPEAKER, PHONES], [by(SPEAKER), SPEAKER, PHONES]],
  ["a phone that lists inputs only loses its wired headset", [MIC, WIRED], [MIC]],
  ["a phone that lists inputs only loses its Bluetooth headset", [MIC, BLUETOOTH], [MIC]],
  ["AirPods go", [IPHONE, AIRPODS], [IPHONE]],
  ["the only device is replaced by another", [AIRPODS], [IPHONE]],
  ["the first output goes where none is called default", [PHONES, SPEAKER], [SPEAKER]],
];

const KEPT: readonly [string, Device[], Device[]][] = [
  ["nothing changes", [by(PHONES), SPEAKER, PHONES, MIC], [by(PHONES), SPEAKER, PHONES, MIC]],
  ["a permission reveals what was hidden", [hidden(SPEAKER)], [by(SPEAKER), SPEAKER, PHONES, MIC]],
  ["a permission reveals labels only", [SPEAKER, PHONES].map(unlabelled), [SPEAKER, PHONES]],
  ["a permission gives other ids", [SPEAKER, MIC].map(unlabelled), [SPEAKER, MIC].map(renamed)],
  ["ids are drawn anew", [by(PHONES), PHONES, MIC], [by(PHONES), PHONES, MIC].map(renamed)],
  ["a permission is taken back", [by(PHONES), SPEAKER, PHONES], [hidden(PHONES)]],
  ["a screen that did not sound goes", [by(PHONES), PHONES, SCREEN], [by(PHONES), PHONES]],
  ["a device that does not sound is added", [by(PHONES), PHONES], [by(PHONES), PHONES, SCREEN]],
  ["the built-in microphone goes", [by(PHONES), PHONES, MIC], [by(PHONES), PHONES]],
  ["the list is empty before", [], [by(SPEAKER), SPEAKER]],
  ["the list is empty after", [by(SPEAKER), SPEAKER], []],
];

test.each(LOST)("the route is lost where %s", (_what, before, after) => {
  expect(isRouteLost(before, after)).toBe(true);
});

test.each(KEPT)("the route is kept where %s", (_what, before, after) => {
  expect(isRouteLost(before, after)).toBe(false);
});

describe("the watch", () => {
  class FakeDevices extends EventTarget {
    list: Device[] = [by(PHONES), SPEAKER, PHONES];

    async enumerateDevices(): Promise<Device[]> {
      return this.list;
    }
  }

  let devices: FakeDevices;
  let lost: number;
  let watch: RouteWatch;

  beforeEach(() => {
    vi.useFakeTimers();
    devices = new FakeDevices();
    lost = 0;
    vi.stubGlobal("navigator", { mediaDevices: devices });
    watch = new RouteWatch(() => lost++);
    watch.open();
  });

  afterEach(() => {
    watch.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function become(list: Device[]): Promise<void> {
    devices.list = list;
    devices.dispatchEvent(new Event("devicechange"));
    await vi.advanceTimersByTimeAsync(0);
  }

  async function settle(): Promise<void> {
    watch.settle();
    await vi.advanceTimersByTimeAsync(1500);
  }

  test("tells of lost headphones once, and again when they are lost again", async () => {
    await settle();
    await become([by(SPEAKER), SPEAKER]);
    await become([by(SPEAKER), SPEAKER]);
    expect(lost).toBe(1);
    await become([by(PHONES), SPEAKER, PHONES]);
    await become([by(SPEAKER), SPEAKER]);
    expect(lost).toBe(3);
  });

  test("believes nothing while prompts are open, nor for a moment after", async () => {
    await become([by(SPEAKER), SPEAKER]);
    watch.settle();
    await become([by(PHONES), SPEAKER, PHONES]);
    expect(lost).toBe(0);
    await vi.advanceTimersByTimeAsync(1500);
    await become([by(SPEAKER), SPEAKER]);
    expect(lost).toBe(1);
  });

  test("believes nothing while a microphone is being opened", async () => {
    await settle();
    watch.unsettle();
    await become([by(SPEAKER), SPEAKER]);
    await settle();
    expect(lost).toBe(0);
  });

  test("says nothing where the browser tells nothing", async () => {
    watch.close();
    vi.stubGlobal("navigator", {});
    watch = new RouteWatch(() => lost++);
    watch.open();
    await settle();
    expect(lost).toBe(0);
  });
});
