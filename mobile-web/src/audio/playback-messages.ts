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

export type PlaybackMessage =
  | ({ readonly type: "facing" } & Facing)
  | { readonly type: "port"; readonly port: MessagePort }
  | {
      readonly type: "packet";
      readonly startFrame: number;
      readonly left: Float32Array;
      readonly right: Float32Array;
      readonly targetFrames: number;
    };
