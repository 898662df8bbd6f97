/** The device's own voice, for sentences nobody has recorded; many devices have none in a language. */

const VOICES_MS = 400; // Chromium tells of its voices a moment after it is first asked
const LETTER_MS = 120; // a slow reader's; browsers now and then forget to say that they are done
const PATIENCE_MS = 4000;

export class OwnVoice {
  private letGo: () => void = () => undefined;

  /** Wake it inside a tap: iOS speaks later only if it has spoken then. */
  static wake(): void {
    if ("speechSynthesis" in globalThis) speechSynthesis.speak(new SpeechSynthesisUtterance(""));
  }

  /**
   * Say a text; resolves once it is said or hushed.
   *
   * @param begins - Called when a voice is there, before it speaks; says whether it still may.
   * @returns Whether it spoke.
   */
  async say(text: string, language: string, begins: () => boolean): Promise<boolean> {
    const voice = await voiceOf(language);
    if (voice === null || !begins()) return false;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    await new Promise<void>((resolve) => {
      this.letGo = resolve;
      utterance.onend = () => resolve();
      utterance.onerror = () => resolve();
      setTimeout(resolve, PATIENCE_MS + text.length * LETTER_MS);
      speechSynthesis.speak(utterance);
    });
    return true;
  }

  /** Silence at once. */
  hush(): void {
    if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
    this.letGo();
  }
}

async function voiceOf(language: string): Promise<SpeechSynthesisVoice | null> {
  if (!("speechSynthesis" in globalThis)) return null;
  if (speechSynthesis.getVoices().length === 0) {
    await new Promise<void>((resolve) => {
      speechSynthesis.addEventListener("voiceschanged", () => resolve(), { once: true });
      setTimeout(resolve, VOICES_MS);
    });
  }
  const spoken = speechSynthesis
    .getVoices()
    .filter(({ lang }) => lang.toLowerCase().replace("_", "-").split("-")[0] === language);
  return spoken.find(({ localService }) => localService) ?? spoken[0] ?? null;
}
