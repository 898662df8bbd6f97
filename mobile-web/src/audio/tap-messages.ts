/** What the page and the tap worklet say to each other. */

export const TAP_NAME = "latentwalk-tap";

/** Ask for `nFrames`; the answer is one `TapRecording`. */
export interface TapRequest {
  readonly nFrames: number;
}

export interface TapRecording {
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
}
