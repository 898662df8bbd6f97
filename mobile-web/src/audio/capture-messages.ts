/** What the capture worklet and the link's worker say to each other. */

export const CAPTURE_NAME = "latentwalk-capture";

/** One 20 ms packet of mono sound, 48 kHz; the buffer is sent back once read. */
export interface CapturePacket {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly startFrame: number;
}

/** A buffer that may be filled again. */
export interface CaptureReturn {
  readonly samples: Float32Array<ArrayBuffer>;
}

/** What the page tells the worklet: where packets go, and when to end. */
export type CaptureOrder =
  | { readonly type: "open"; readonly port: MessagePort }
  | { readonly type: "close" };
