/** The audio context and its worklets. */
import type { ContextReading } from "./context-watch";
import captureUrl from "./worklets/capture-worklet.ts?worker&url";
import playbackUrl from "./worklets/playback-worklet.ts?worker&url";
import tapUrl from "./worklets/tap-worklet.ts?worker&url";

type AudioSession = { type: string; state?: string };

/**
 * Create and resume a context at the device's own rate; call inside a tap.
 *
 * @param wantsMic - iOS lowers the volume when the microphone opens later; said first, it does not.
 */
export function openContext(wantsMic: boolean): AudioContext {
  const { audioSession } = navigator as { audioSession?: AudioSession };
  if (audioSession) audioSession.type = wantsMic ? "play-and-record" : "playback";
  const context = new AudioContext({ latencyHint: "interactive" });
  void context.resume();
  return context;
}

/** State and clock; Safari's audio session may know of an interruption before the context does. */
export function readingOf({ state, currentTime }: AudioContext): ContextReading {
  const { audioSession } = navigator as { audioSession?: AudioSession };
  return { state: audioSession?.state === "interrupted" ? "interrupted" : state, currentTime };
}

const loading = new WeakMap<BaseAudioContext, Promise<unknown>>();

/** Load our worklets, once for each context. */
export async function loadWorklets(context: BaseAudioContext): Promise<void> {
  const { audioWorklet } = context;
  const loaded =
    loading.get(context) ??
    Promise.all([playbackUrl, captureUrl, tapUrl].map((url) => audioWorklet.addModule(url)));
  loading.set(context, loaded);
  await loaded;
}
