/** A whole session on a fake phone: real code from the tap to the worker's orders. */
import { vi } from "vitest";
import { Control, JitterRing } from "../audio/jitter-ring";
import { PLAYBACK_NAME } from "../audio/playback-messages";
import type { Walk } from "../domain/walk";
import { parseWalk } from "../protocol/walk-json";
import { Company } from "../session/company";
import { OutdoorSenses } from "../session/outdoor-senses";
import { Session } from "../session/session";
import type { LinkOrder, LinkReport } from "../transport/link-messages";
import { tongueOf } from "../words/catalogue";
import { FakeContext, stubAudio } from "./fake-audio";
import { ALL_GRANTED, type Answers, FakePhone } from "./fake-phone";

const OPTIONS = { walk: "first-walk", door: "outdoor", codec: "opus" } as const;
export const TOKEN_KEY = "latentwalk.resume.outdoor.first-walk";

const PLAIN: Walk = parseWalk({ id: OPTIONS.walk });

/** The link's worker, which notes its orders. */
export class FakeWorker {
  static made: FakeWorker[] = [];
  onmessage: ((event: { data: LinkReport }) => void) | null = null;
  readonly orders: LinkOrder[] = [];

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(order: LinkOrder): void {
    this.orders.push(order);
  }

  terminate(): void {}
}

/** Of the test that runs now. */
export let phone: FakePhone;
export let session: Session;
export let stored: Map<string, string>;
export let fetched: string[];

/** Open a page on a phone that answers so. */
export function begin(answers: Answers = ALL_GRANTED): void {
  phone = new FakePhone(answers);
  session = new Session(OPTIONS, new OutdoorSenses());
}

/** Send someone along; `walk` is what differs from a plain one. */
export function accompany(walk: Partial<Walk> = {}): Company {
  return new Company(session, { ...PLAIN, ...walk }, tongueOf("fr"));
}

/** Before each test. */
export function setUp(): void {
  vi.useFakeTimers();
  stubAudio();
  FakeWorker.made = [];
  stored = new Map();
  fetched = [];
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal("fetch", async (address: string) => {
    fetched.push(address);
    return { ok: true, arrayBuffer: async () => new ArrayBuffer(0) };
  });
}

/** After each test. */
export async function tearDown(): Promise<void> {
  const stopped = session.stop();
  await vi.advanceTimersByTimeAsync(1000);
  await stopped;
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

export const state = () => session.store.value;
export const context = () => FakeContext.made.at(-1) as FakeContext;
const worker = () => FakeWorker.made.at(-1) as FakeWorker;
export const orders = (type: LinkOrder["type"]) =>
  worker().orders.filter((order) => order.type === type);
export const report = (message: unknown) => worker().onmessage?.({ data: message as LinkReport });

/** What the playback worklet of the newest context is told through shared memory. */
export function control(word: number): number {
  const order = orders("outlet").at(-1) ?? orders("open").at(-1);
  if (order?.type !== "open" && order?.type !== "outlet") throw new Error("nothing was opened");
  if (order.outlet.kind !== "shared") throw new Error("expected shared memory");
  return new JitterRing(order.outlet.buffer).get(word);
}

export function welcome(isResumed: boolean): void {
  report({ type: "welcome", resume: "token", isResumed, walk: null, session: "s" });
}

/** The newest playback worklet tells the page. */
export function tell(type: "begun" | "shut"): void {
  const node = context().nodes.find(({ name }) => name === PLAYBACK_NAME);
  node?.port.onmessage?.({ data: { type, timeS: context().currentTime } });
}

/** Let time pass; the newest context's clock goes with it while it runs, and its worklet obeys. */
export async function pass(
  ms: number,
  { isFrozen = false, isObedient = true } = {},
): Promise<void> {
  for (let waited = 0; waited < ms; waited += 50) {
    if (context().state === "running" && !isFrozen) {
      context().currentTime += 0.05;
      if (isObedient && control(Control.gate) === 1) tell("shut");
    }
    await vi.advanceTimersByTimeAsync(50);
  }
}

export async function start(isResumed = false): Promise<void> {
  await session.start(true);
  welcome(isResumed);
  await pass(500);
  tell("begun");
  await pass(1600); // prompts are answered and devices have settled
}
