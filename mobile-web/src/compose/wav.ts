/** A recording as a WAV file: mono, 16 bit. Pure. */

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
const FULL = 32_767;

/**
 * @param samples - Mono, [T], in [-1, 1]; what lies beyond is clipped.
 * @param rateHz - A whole number.
 */
export function wavOf(samples: Float32Array, rateHz: number): ArrayBuffer {
  const dataBytes = samples.length * SAMPLE_BYTES;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + dataBytes));
  const text = (at: number, letters: string): void => {
    for (let index = 0; index < letters.length; index += 1) {
      view.setUint8(at + index, letters.charCodeAt(index));
    }
  };
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, 8 * SAMPLE_BYTES, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  for (const [index, sample] of samples.entries()) {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(HEADER_BYTES + index * SAMPLE_BYTES, Math.round(clipped * FULL), true);
  }
  return view.buffer as ArrayBuffer;
}
