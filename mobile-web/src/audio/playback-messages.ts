/** What the page, the link's worker and the playback worklet say to each other. */

export const PLAYBACK_NAME = "latentwalk-playback";

export interface PlaybackOptions {
  /** The shared ring, or `null` where the page is not cross-origin isolated. */
  readonly ringBuffer: SharedArrayBuffer | null;
}

/** Where the head faces between the two virtual speakers; as the ring's control words. */
export interface Facing {
  readonly heading: number;
  readonly stageLeft: number;
  readonly stageRight: number;
}

/** What the worklet tells the page: its first sound, and that the gate is shut; `timeS` of the context. */
export interface PlaybackEvent {
  readonly type: "begun" | "shut";
  readonly timeS: number;
}

export type PlaybackMessage =
  | ({ readonly type: "facing" } & Facing)
  | { readonly type: "set"; readonly word: number; readonly value: number }
  | { readonly type: "port"; readonly port: MessagePort }
  | {
      readonly type: "packet";
      readonly startFrame: number;
      readonly left: Float32Array;
      readonly right: Float32Array;
      readonly targetFrames: number;
    };
