/** Whether this browser, at this address, can walk at all; said in words before anything is tried. */

/** What of the browser decides. */
export interface Abilities {
  readonly isSecureContext: boolean;
  readonly hasAudioWorklet: boolean;
  readonly hasWebAssembly: boolean;
  readonly hasWorker: boolean;
}

export function abilitiesOf(scope: typeof globalThis): Abilities {
  return {
    isSecureContext: scope.isSecureContext,
    hasAudioWorklet: "AudioWorkletNode" in scope,
    hasWebAssembly: "WebAssembly" in scope,
    hasWorker: "Worker" in scope,
  };
}

/** Why it cannot, with the remedy; `null` when it can. */
export function obstacleOf(abilities: Abilities, address: string): string | null {
  if (!abilities.isSecureContext) {
    return `${address} is not a secure address, and browsers give sound, microphone and position to secure ones only. Open this page by https, or as http://localhost on the machine that serves it.`;
  }
  if (!abilities.hasAudioWorklet || !abilities.hasWorker) {
    return "This browser cannot play a live stream (no AudioWorklet). Open the page in a current Safari, Chrome or Firefox, not inside another app.";
  }
  if (!abilities.hasWebAssembly) {
    return "This browser cannot decode the stream (no WebAssembly; some lockdown modes forbid it). Allow it for this site, or open the page in another browser.";
  }
  return null;
}
