import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closingOf } from "../protocol/close-code";
import { Link, type LinkSocket } from "./link";
import type { LinkOptions, LinkReport } from "./link-messages";

const WELCOME = readFileSync(
  new URL("../../../tests/data/wire/welcome.msg.json", import.meta.url),
  "utf8",
);
const TOKEN = "Zm9yZ2V0LW1lLW5vdA";
const OPTIONS: LinkOptions = {
  url: "ws://walk.test/ws",
  walk: "two-grounds",
  door: "outdoor",
  mic: "sound",
  resume: null,
  codec: "opus",
};

/** The server's end of one socket. */
class FakeSocket implements LinkSocket {
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  onopen: LinkSocket["onopen"] = null;
  onmessage: LinkSocket["onmessage"] = null;
  onclose: LinkSocket["onclose"] = null;
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;

  send(data: unknown): void {
    this.sent.push(typeof data === "string" ? JSON.parse(data) : { type: "binary" });
  }

  close(): void {
    this.isClosed = true;
  }

  accept(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  say(data: string | ArrayBuffer): void {
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  drop(code: number): void {
    this.onclose?.call(this as unknown as WebSocket, { code } as CloseEvent);
  }

  welcome(): void {
    this.accept();
    this.say(WELCOME);
  }
}

let sockets: FakeSocket[];
let reports: LinkReport[];
let received: Uint8Array[];
let greetings: number;
let link: Link;

function newLink(options: Partial<LinkOptions> = {}): Link {
  return new Link(
    { ...OPTIONS, ...options },
    {
      connect: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      report: (report) => reports.push(report),
      receiveBinary: (bytes) => received.push(bytes),
      greeted: () => greetings++,
      now: () => performance.now(),
      codecUp: "opus",
      codecDown: "opus",
    },
  );
}

function socket(index = -1): FakeSocket {
  const found = sockets.at(index);
  if (found === undefined) throw new Error("no socket yet");
  return found;
}

function states(): string[] {
  return reports.flatMap((report) => (report.type === "connection" ? [report.state] : []));
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
  });
  sockets = [];
  reports = [];
  received = [];
  greetings = 0;
  link = newLink();
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
});

describe("a first connection", () => {
  test("says hello first, without a token, and is open once welcomed", () => {
    link.open();
    socket().welcome();
    expect(socket().sent[0]).toMatchObject({
      type: "hello",
      walk: "two-grounds",
      codec_up: "opus",
    });
    expect(socket().sent[0]).not.toHaveProperty("resume");
    expect(states()).toEqual(["connecting", "open"]);
    expect(greetings).toBe(1);
  });

  test("resumes with the token a reload has kept", () => {
    link = newLink({ resume: "kept" });
    link.open();
    socket().accept();
    expect(socket().sent[0]).toMatchObject({ type: "hello", resume: "kept" });
  });

  test("sends nothing before the welcome", () => {
    link.open();
    socket().accept();
    link.sendBinary(new Uint8Array(1));
    expect(socket().sent.length).toBe(1);
  });

  test("hands binary messages on", () => {
    link.open();
    socket().welcome();
    socket().say(Uint8Array.of(1, 2, 3).buffer);
    expect(received).toEqual([Uint8Array.of(1, 2, 3)]);
  });
});

describe("a lost connection", () => {
  test("is dialled again after about 200 ms, with the welcome's token", () => {
    link.open();
    socket().welcome();
    socket().drop(1006);
    vi.advanceTimersByTime(150);
    expect(sockets.length).toBe(1);
    vi.advanceTimersByTime(100);
    expect(sockets.length).toBe(2);
    socket().accept();
    expect(socket().sent[0]).toMatchObject({ type: "hello", resume: TOKEN });
    expect(states().at(-1)).toBe("reconnecting");
  });

  test("is dialled ever more slowly, at least every 6 s", () => {
    link.open();
    const dialledMs: number[] = [];
    for (let i = 0; i < 10; i++) {
      socket().drop(1006);
      const before = sockets.length;
      const start = performance.now();
      while (sockets.length === before) vi.advanceTimersByTime(10);
      dialledMs.push(performance.now() - start);
    }
    expect(dialledMs[0]).toBeLessThan(250);
    expect(dialledMs[3]).toBeGreaterThan(1200);
    expect(Math.max(...dialledMs)).toBeLessThanOrEqual(6010);
  });

  test("a welcome makes the next loss quick again", () => {
    link.open();
    for (let i = 0; i < 6; i++) {
      socket().drop(1006);
      vi.advanceTimersByTime(7000);
    }
    socket().welcome();
    socket().drop(1006);
    const before = sockets.length;
    vi.advanceTimersByTime(250);
    expect(sockets.length).toBe(before + 1);
  });

  test("is noticed after 4 s of silence, though the socket says nothing", () => {
    link.open();
    socket().welcome();
    vi.advanceTimersByTime(5000);
    expect(sockets.length).toBe(2);
    expect(socket(0).isClosed).toBe(true);
  });

  test("a late close of the old socket disturbs nothing", () => {
    link.open();
    socket().welcome();
    vi.advanceTimersByTime(5000);
    socket().welcome();
    socket(0).drop(1006);
    expect(states().at(-1)).toBe("open");
  });

  test("a network that comes back is not made to wait", () => {
    link.open();
    for (let i = 0; i < 6; i++) {
      socket().drop(1006);
      vi.advanceTimersByTime(i < 5 ? 7000 : 0);
    }
    const before = sockets.length;
    link.nudge();
    expect(sockets.length).toBe(before + 1);
  });

  test("the microphone is asked for again as it was last set", () => {
    link.open();
    socket().welcome();
    link.setMic("off");
    socket().drop(1006);
    vi.advanceTimersByTime(300);
    socket().accept();
    expect(socket().sent[0]).toMatchObject({ type: "hello", mic: "off" });
  });

  test("sound is worth sending only while the server was heard within a second", () => {
    link.open();
    socket().welcome();
    expect(link.isHeard).toBe(true);
    vi.advanceTimersByTime(1100);
    expect(link.isHeard).toBe(false);
    socket().say('{"type":"pong","time_ms":1}');
    expect(link.isHeard).toBe(true);
  });
});

const WAIT = '{"type":"wait","place":3,"resume":"in-line","stage_deg":[-75,75]}';

describe("in line", () => {
  test("the place is reported, and what is heard meanwhile is handed on", () => {
    link.open();
    socket().accept();
    socket().say(WAIT);
    expect(reports.at(-2)).toMatchObject({ type: "wait", resume: "in-line", stageDeg: [-75, 75] });
    expect(reports.at(-1)).toMatchObject({ type: "connection", state: "waiting", place: 3 });
    socket().say(Uint8Array.of(1, 2, 3).buffer);
    expect(received.length).toBe(1);
  });

  test("neither poses nor sound are sent, but the microphone's setting and goodbye", () => {
    link.open();
    socket().accept();
    socket().say(WAIT);
    link.sendBinary(new Uint8Array(1));
    link.setMic("off");
    link.close();
    expect(socket(0).sent.slice(1)).toEqual([{ type: "mic", setting: "off" }, { type: "bye" }]);
  });

  test("the welcome opens the walk on the same socket, and the sound goes on as it is", () => {
    link.open();
    socket().accept();
    socket().say(WAIT);
    socket().say(WELCOME);
    expect(states()).toEqual(["connecting", "waiting", "open"]);
    expect(reports.at(-2)).toMatchObject({ state: "open", place: null });
    expect(sockets.length).toBe(1);
    expect(greetings).toBe(1);
  });

  test("a lost connection comes back to the place by the token of the line", () => {
    link.open();
    socket().accept();
    socket().say(WAIT);
    socket().drop(1006);
    vi.advanceTimersByTime(300);
    socket().accept();
    expect(socket().sent[0]).toMatchObject({ type: "hello", resume: "in-line" });
    socket().say(WAIT.replace("3", "2"));
    expect(reports.at(-1)).toMatchObject({ state: "waiting", place: 2, closing: null });
    expect(greetings).toBe(2);
  });

  test("a server that keeps no places leaves the token as it was", () => {
    link = newLink({ resume: "kept" });
    link.open();
    socket().accept();
    socket().say('{"type":"wait","place":1}');
    socket().drop(1006);
    vi.advanceTimersByTime(300);
    socket().accept();
    expect(socket().sent[0]).toMatchObject({ resume: "kept" });
  });

  test("a silent line is noticed as soon as a silent walk", () => {
    link.open();
    socket().accept();
    socket().say(WAIT);
    vi.advanceTimersByTime(5000);
    expect(sockets.length).toBe(2);
  });
});

describe("a close with a reason", () => {
  test.each([1000, 4400, 4404, 4409, 4426])("code %i is final and has its reason", (code) => {
    link.open();
    socket().welcome();
    socket().drop(code);
    vi.advanceTimersByTime(60_000);
    expect(sockets.length).toBe(1);
    const { reason } = closingOf(code);
    expect(reports.at(-1)).toMatchObject({ type: "connection", state: "closed", closing: reason });
  });

  test("full means waiting, with the place in line, and asking again", () => {
    link.open();
    socket().accept();
    socket().say('{"type":"wait","place":3}');
    socket().drop(4503);
    expect(reports.at(-1)).toMatchObject({ state: "waiting" });
    expect(reports.at(-1)).toMatchObject({ closing: "full", place: 3 });
    vi.advanceTimersByTime(12_100);
    expect(sockets.length).toBe(2);
    expect(states().at(-1)).toBe("waiting");
  });

  test("what the server said before it closed is passed on as it is", () => {
    link.open();
    socket().welcome();
    socket().say('{"type":"error","code":"restart","message":"Back in a minute."}');
    socket().drop(1012);
    expect(reports.at(-1)).toMatchObject({ closing: "restart", words: "Back in a minute." });
    vi.advanceTimersByTime(2000);
    socket(1).welcome();
    expect(reports.at(-2)).toMatchObject({ type: "connection", state: "open", words: "" });
  });

  test("a message that cannot be read ends the walk instead of breaking the page", () => {
    link.open();
    socket().accept();
    socket().say("{oops");
    expect(states().at(-1)).toBe("closed");
  });
});

test("goodbye is said once, and nothing is left running", () => {
  link.open();
  socket().welcome();
  link.close();
  expect(socket(0).sent.at(-1)).toEqual({ type: "bye" });
  expect(vi.getTimerCount()).toBe(0);
});

test("the round trip is that of the last ping", () => {
  link.open();
  socket().welcome();
  vi.advanceTimersByTime(2000);
  const ping = socket().sent.find(({ type }) => type === "ping");
  vi.advanceTimersByTime(80);
  socket().say(JSON.stringify({ type: "pong", time_ms: ping?.time_ms, server_time_ms: 0 }));
  expect(link.rttMs).toBeCloseTo(80);
});
