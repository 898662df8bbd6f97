/** 16-bit little-endian PCM, interleaved: the codec of tests and local networks. */

const FULL_SCALE = 2 ** 15;

/** Write one channel. Samples beyond ±1 are clipped. */
export function encodePcm16(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i++) {
    const scaled = Math.round((samples[i] as number) * FULL_SCALE);
    view.setInt16(i * 2, Math.min(FULL_SCALE - 1, Math.max(-FULL_SCALE, scaled)), true);
  }
  return bytes;
}

/** Read `channels` interleaved channels. */
export function decodePcm16(bytes: Uint8Array, channels: number): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nFrames = Math.floor(bytes.length / (2 * channels));
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(nFrames);
    for (let i = 0; i < nFrames; i++) {
      samples[i] = view.getInt16((i * channels + channel) * 2, true) / FULL_SCALE;
    }
    return samples;
  });
}
