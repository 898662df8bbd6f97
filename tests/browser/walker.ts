/** A person with a phone: what it is allowed, where it is, which way it points. */
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  CDPSession,
  Page,
} from "playwright-core";
import { inject } from "vitest";
import { complaints } from "./chromium";

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };
export const ALL = ["microphone", "location", "motion"] as const;
export type Sense = (typeof ALL)[number];

/** What Chromium calls them. */
const PERMISSIONS: Readonly<Record<Sense, readonly string[]>> = {
  microphone: ["microphone"],
  location: ["geolocation"],
  motion: ["accelerometer", "gyroscope", "magnetometer"],
};

const ORIGIN = { longitude: 5.448, latitude: 43.522 };
const METRES_PER_LATITUDE = 111_104; // at the origin
const METRES_PER_LONGITUDE = 80_850;
const STRIDE_M = 4;
const FIX_MS = 1000; // a receiver fixes once a second

export interface Equipment {
  readonly allowed?: readonly Sense[];
  readonly options?: BrowserContextOptions;
}

export class Walker {
  private eastM = 0;
  private northM = 0;
  private hasCompass = false;

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly said: readonly string[],
    private readonly sensors: CDPSession,
  ) {}

  /** A phone in a fresh profile; without `location` it has no fix, without `motion` no compass. */
  static async equip(
    browser: Browser,
    { allowed = ALL, options = {} }: Equipment = {},
  ): Promise<Walker> {
    const context = await browser.newContext({
      viewport: PHONE,
      baseURL: inject("url"),
      permissions: permissionsOf(allowed),
      ...options,
    });
    return Walker.take(context);
  }

  /** A phone in the profile there is. */
  static async take(context: BrowserContext): Promise<Walker> {
    const page = await context.newPage();
    const said = complaints(page);
    return new Walker(context, page, said, await context.newCDPSession(page));
  }

  /** Let a fix say so; metres from the origin. */
  async stand(eastM: number, northM = 0): Promise<void> {
    [this.eastM, this.northM] = [eastM, northM];
    await this.context.setGeolocation({
      longitude: ORIGIN.longitude + eastM / METRES_PER_LONGITUDE,
      latitude: ORIGIN.latitude + northM / METRES_PER_LATITUDE,
      accuracy: 4,
    });
  }

  /** The receiver is on and has no fix. */
  async lose(): Promise<void> {
    await this.context.setGeolocation(null);
  }

  /** Walk there in strides, one fix a second. */
  async stroll(eastM: number, northM = 0): Promise<void> {
    const [fromEastM, fromNorthM] = [this.eastM, this.northM];
    const strides = Math.ceil(Math.hypot(eastM - fromEastM, northM - fromNorthM) / STRIDE_M);
    for (let stride = 1; stride <= strides; stride += 1) {
      const part = stride / strides;
      await this.stand(
        fromEastM + (eastM - fromEastM) * part,
        fromNorthM + (northM - fromNorthM) * part,
      );
      await this.page.waitForTimeout(FIX_MS);
    }
  }

  /** Point the phone, flat in the hand, towards `headingDeg`; its compass speaks from then on. */
  async face(headingDeg: number): Promise<void> {
    const type = "absolute-orientation";
    const half = ((360 - headingDeg) * Math.PI) / 360; // alpha counts the other way round
    const quaternion = { x: 0, y: 0, z: Math.sin(half), w: Math.cos(half) };
    if (!this.hasCompass) {
      await this.sensors.send("Emulation.setSensorOverrideEnabled", { enabled: true, type });
      this.hasCompass = true;
    }
    await this.sensors.send("Emulation.setSensorOverrideReadings", {
      type,
      reading: { quaternion },
    });
  }

  /** Open a walk's outdoor door; nothing is asked for yet. */
  async open(walk: string, query = ""): Promise<void> {
    await this.page.goto(`/?door=outdoor&walk=${walk}${query}`);
    await this.page.locator("[data-action=start]").waitFor();
  }

  /** The one tap. */
  async start(): Promise<void> {
    await this.page.locator("[data-action=start]").click();
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

/** As Chromium names them; a screen that may be kept on belongs to every phone. */
export function permissionsOf(allowed: readonly Sense[]): string[] {
  return ["screen-wake-lock", ...allowed.flatMap((sense) => PERMISSIONS[sense])];
}
