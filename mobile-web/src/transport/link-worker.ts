/**
 * The link's worker: network, codecs and jitter, away from the page, so that neither drawing nor a
 * busy page ever delays sound.
 */
import wasmUrl from "@evan/opus/wasm/opus.wasm?url";
import { SoundDecoder } from "../audio/decoder";
import { findEncoder } from "../audio/encoder";
import type { SoundOutlet } from "../audio/playback";
import { openSink } from "../audio/sound-sink";
import type { CodecName } from "../protocol/wire";
import { Downlink } from "./downlink";
import { Link } from "./link";
import type { LinkOptions, LinkOrder, LinkReport } from "./link-messages";
import { loadedBytes } from "./loaded-bytes";
import { Uplink } from "./uplink";
import { Vitals } from "./vitals";

const METERS_MS = 250;
const STATS_MS = 1000;

interface Opened {
  readonly link: Link;
  readonly uplink: Uplink;
  readonly play: (outlet: SoundOutlet) => void;
  readonly timers: readonly ReturnType<typeof setInterval>[];
}

const post = (report: LinkReport): void => self.postMessage(report);
let opening: Promise<Opened> | null = null;

self.onmessage = ({ data }: MessageEvent<LinkOrder>) => void obey(data);

async function obey(order: LinkOrder): Promise<void> {
  if (order.type === "open") {
    opening ??= open(order.options, order.outlet);
    return;
  }
  const opened = await opening;
  if (opened === null) return;
  switch (order.type) {
    case "pose":
      opened.uplink.sendPose(order.pose);
      return;
    case "mic":
      opened.link.setMic(order.setting);
      if (order.setting === "off") opened.uplink.detach();
      return;
    case "capture":
      opened.uplink.attach(order.port);
      return;
    case "audition":
      opened.link.send(order);
      return;
    case "outlet":
      opened.play(order.outlet);
      return;
    case "nudge":
      opened.link.nudge();
      return;
    case "close":
      close(opened);
      return;
    default:
      order satisfies never;
  }
}

async function open(options: LinkOptions, outlet: SoundOutlet): Promise<Opened> {
  const decoder = new SoundDecoder();
  const [maker, codecDown] = await Promise.all([
    findEncoder(options.codec, wasmUrl),
    findDecoder(options.codec, decoder),
  ]);
  const sink = openSink(outlet);
  const downlink = new Downlink(decoder, sink);
  const link = new Link(options, {
    connect: (url) => new WebSocket(url),
    report: post,
    receiveBinary: (bytes, arrivalMs) => downlink.receive(bytes, arrivalMs),
    greeted: () => {
      downlink.rebase();
      uplink.restart();
    },
    now: () => performance.now(),
    codecUp: maker.codec,
    codecDown,
  });
  const uplink = new Uplink(link, maker);
  const vitals = new Vitals(sink);
  const measure = (): void => {
    const { micLevel, dropped: micDropped } = uplink;
    const { rttMs } = link;
    const bytes = link.bytes + loadedBytes();
    const network = { micLevel, micDropped, rttMs, encoder: maker.name, bytes };
    post({ type: "meters", meters: vitals.meters(network) });
  };
  link.open();
  const timers = [
    setInterval(measure, METERS_MS),
    setInterval(() => link.send(vitals.stats()), STATS_MS),
  ];
  const play = (another: SoundOutlet): void => {
    const opened = openSink(another);
    downlink.play(opened);
    vitals.watch(opened);
  };
  return { link, uplink, play, timers };
}

async function findDecoder(wanted: CodecName, decoder: SoundDecoder): Promise<CodecName> {
  if (wanted === "pcm16") return "pcm16";
  try {
    await decoder.open();
    return "opus";
  } catch {
    return "pcm16"; // no WebAssembly: the walk still works on a good network
  }
}

function close({ link, uplink, timers }: Opened): void {
  for (const timer of timers) clearInterval(timer);
  uplink.detach();
  link.close();
}
