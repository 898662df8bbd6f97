/**
 * One walker's connection: hello, resume, reconnect. Sockets and timers only; sound is elsewhere.
 *
 * The link outlives its sockets. A silent or closed socket is replaced after a growing delay, with
 * the resume token of the last welcome, until `close` or a close code that says trying is useless.
 */
import {
  type CloseReason,
  closingOf,
  FULL_CLOSE,
  MALFORMED_CLOSE,
  NORMAL_CLOSE,
} from "../protocol/close-code";
import {
  type ClientMessage,
  decodeMessage,
  encodeMessage,
  type ServerMessage,
} from "../protocol/control";
import { type CodecName, WireError } from "../protocol/wire";
import { Backoff } from "./backoff";
import type { ConnectionState, LinkOptions, LinkReport } from "./link-messages";

const SILENT_MS = 4000; // the server speaks four times a second
const QUIET_MS = 1000; // PROTOCOL.md: a stalled network must not deliver a flood
const GREETING_MS = 10_000; // a first welcome may wait for a model
const WATCH_MS = 500;
const PING_MS = 2000;

/** What of a WebSocket the link uses. */
export type LinkSocket = Pick<
  WebSocket,
  "send" | "close" | "bufferedAmount" | "onopen" | "onmessage" | "onclose" | "binaryType"
>;

export interface LinkParts {
  connect(url: string): LinkSocket;
  report(report: LinkReport): void;
  receiveBinary(bytes: Uint8Array, arrivalMs: number): void;
  /** A new socket is open: delays measured on the last one mean nothing now. */
  greeted(): void;
  now(): number;
  readonly codecUp: CodecName;
  readonly codecDown: CodecName;
}

export class Link {
  private readonly backoff = new Backoff();
  private socket: LinkSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private state: ConnectionState = "connecting";
  private isAnswered = false; // the server has said welcome or wait on this socket
  private heardMs = 0;
  private resume: string | null;
  private mic: LinkOptions["mic"];
  private place: number | null = null;
  private closing: CloseReason | null = null;
  private words = ""; // of the last `error`, said before its close
  /** Round trip of the last ping, ms. */
  rttMs: number | null = null;
  /** Both ways. */
  bytes = 0;

  constructor(
    private readonly options: LinkOptions,
    private readonly parts: LinkParts,
  ) {
    this.resume = options.resume;
    this.mic = options.mic;
  }

  get isOpen(): boolean {
    return this.state === "open";
  }

  /** Whether the server has spoken within the last second: only then is sound worth sending. */
  get isHeard(): boolean {
    return this.isOpen && this.parts.now() - this.heardMs <= QUIET_MS;
  }

  get bufferedBytes(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  open(): void {
    this.timers.push(setInterval(() => this.watch(), WATCH_MS));
    this.timers.push(setInterval(() => this.ping(), PING_MS));
    this.dial();
  }

  /** Say goodbye and stay closed. */
  close(): void {
    this.send({ type: "bye" });
    this.socket?.close(NORMAL_CLOSE);
    this.end(null);
  }

  /** The network may be back: do not wait for the next attempt. */
  nudge(): void {
    if (this.retry !== null) this.dial();
  }

  setMic(setting: LinkOptions["mic"]): void {
    this.mic = setting;
    this.send({ type: "mic", setting });
  }

  /** Also while waiting in line. */
  send(message: ClientMessage): void {
    if (this.isAnswered) this.socket?.send(encodeMessage(message));
  }

  sendBinary(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.isOpen) return;
    this.bytes += bytes.byteLength;
    this.socket?.send(bytes);
  }

  private dial(): void {
    this.clearRetry();
    this.forget();
    if (this.state !== "waiting") this.enter(this.resume === null ? "connecting" : "reconnecting");
    const socket = this.parts.connect(this.options.url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.hello(socket);
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = ({ code }) => this.lost(code);
    this.socket = socket;
    this.heardMs = this.parts.now();
  }

  private hello(socket: LinkSocket): void {
    const { walk, door, accessCode = null } = this.options;
    const { codecUp, codecDown } = this.parts;
    const { mic, resume } = this;
    const hello = { type: "hello", walk, door, mic, codecUp, codecDown, resume } as const;
    socket.send(encodeMessage({ ...hello, accessCode }));
  }

  private receive(frame: unknown): void {
    this.heardMs = this.parts.now();
    if (frame instanceof ArrayBuffer) {
      this.bytes += frame.byteLength;
      this.parts.receiveBinary(new Uint8Array(frame), this.heardMs);
    } else if (typeof frame === "string") {
      this.bytes += frame.length;
      this.receiveText(frame);
    }
  }

  private receiveText(text: string): void {
    let message: ServerMessage;
    try {
      message = decodeMessage(text);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.lost(MALFORMED_CLOSE);
      return;
    }
    this.receiveMessage(message);
  }

  private receiveMessage(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        this.resume = message.resume;
        this.place = null;
        this.closing = null;
        this.words = "";
        this.answered();
        this.enter("open");
        this.parts.report(message);
        return;
      case "state":
      case "event":
        this.parts.report(message);
        return;
      case "pong":
        this.rttMs = this.parts.now() - message.timeMs;
        return;
      case "wait":
        this.resume = message.resume ?? this.resume;
        this.place = message.place;
        this.closing = null;
        this.words = "";
        this.answered();
        this.parts.report(message);
        this.enter("waiting");
        return;
      case "error": // the close that follows carries the code
        this.words = message.message;
        return;
      case "unknown":
        return;
      default:
        message satisfies never;
    }
  }

  /** Sound goes on from waiting to walking, so only the first answer on a socket is a beginning. */
  private answered(): void {
    this.backoff.reset();
    if (!this.isAnswered) this.parts.greeted();
    this.isAnswered = true;
  }

  private lost(code: number): void {
    const { reason, retry } = closingOf(code);
    if (retry === null) {
      this.end(reason);
      return;
    }
    this.forget();
    this.closing = reason;
    this.enter(code === FULL_CLOSE ? "waiting" : "reconnecting");
    this.retry = setTimeout(() => this.dial(), this.backoff.next(retry));
  }

  private watch(): void {
    if (this.socket === null) return;
    const patienceMs = this.isAnswered ? SILENT_MS : GREETING_MS;
    if (this.parts.now() - this.heardMs > patienceMs) this.lost(0);
  }

  private ping(): void {
    this.send({ type: "ping", timeMs: this.parts.now() });
  }

  /** Let the socket go without waiting for its close event, which a dead network delays for minutes. */
  private forget(): void {
    const { socket } = this;
    this.isAnswered = false;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    this.socket = null;
  }

  private end(closing: CloseReason | null): void {
    this.closing = closing;
    this.clearRetry();
    this.forget();
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    this.enter("closed");
  }

  private clearRetry(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
  }

  private enter(state: ConnectionState): void {
    this.state = state;
    const { closing, place, words } = this;
    this.parts.report({ type: "connection", state, closing, place, words });
  }
}
