/** Recorded sentences: small files beside the page, in the languages there are. */

export const CUES = [
  "turn-then-walk",
  "hush-road",
  "hush-rail",
  "hush-water",
  "hush-steps",
  "hush-cliff",
  "hush-private",
  "too-fast",
  "closing",
] as const;
export type Cue = (typeof CUES)[number];

const LANGUAGES = ["en", "fr"] as const; // of public/cues; the first where none fits

/** Fetch and decode one cue in the language of `tag` (BCP 47), or in English. Rejects offline. */
export async function fetchCue(
  context: BaseAudioContext,
  cue: Cue,
  tag: string,
): Promise<AudioBuffer> {
  const response = await fetch(cueAddress(cue, tag));
  if (!response.ok) throw new Error(`cue ${cue}: expected 200, got ${response.status}`);
  return context.decodeAudioData(await response.arrayBuffer());
}

export function cueAddress(cue: Cue, tag: string): string {
  const language = LANGUAGES.find((known) => tag.toLowerCase().split("-")[0] === known);
  return `/cues/${cue}.${language ?? LANGUAGES[0]}.mp3`;
}
