/** Whether this browser, at this address, can walk at all; decided by what it can do, not by its name. */

/**
 * Nothing can be heard here.
 *
 * `insecure` address, to which browsers give neither sound nor position · `in-app` browser ·
 * `outdated` browser.
 */
export type Obstacle = "insecure" | "in-app" | "outdated";

/** The walk works without it, but less well; `no-webassembly` needs a fast network. */
export type Warning = "in-app" | "no-webassembly" | "no-microphone" | "no-location" | "no-motion";

export interface Readiness {
  readonly obstacle: Obstacle | null;
  readonly warnings: readonly Warning[];
}

/** What of the browser decides. */
export interface Abilities {
  readonly isSecureContext: boolean;
  readonly hasAudioWorklet: boolean;
  readonly hasWebAssembly: boolean;
  readonly hasWorker: boolean;
  readonly hasMicrophone: boolean;
  readonly hasLocation: boolean;
  readonly hasMotion: boolean;
  readonly userAgent: string; // refines the wording, decides nothing
}

// Names that apps put into the user agent of their own browser view.
const APPS =
  /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|musical_ly|Twitter|LinkedInApp|Pinterest|; wv\)/;

export function abilitiesOf(scope: typeof globalThis): Abilities {
  const { navigator } = scope;
  return {
    isSecureContext: scope.isSecureContext,
    hasAudioWorklet: "AudioWorkletNode" in scope,
    hasWebAssembly: "WebAssembly" in scope,
    hasWorker: "Worker" in scope,
    hasMicrophone: typeof navigator.mediaDevices?.getUserMedia === "function",
    hasLocation: "geolocation" in navigator,
    hasMotion: "DeviceOrientationEvent" in scope,
    userAgent: navigator.userAgent,
  };
}

/** What stands in the way, and what will be missing, before anything is tried. */
export function readinessOf(abilities: Abilities): Readiness {
  return { obstacle: obstacleOf(abilities), warnings: warningsOf(abilities) };
}

function obstacleOf(abilities: Abilities): Obstacle | null {
  if (!abilities.isSecureContext) return "insecure";
  if (abilities.hasAudioWorklet && abilities.hasWorker) return null;
  return isInApp(abilities) ? "in-app" : "outdated";
}

function warningsOf(abilities: Abilities): Warning[] {
  const lacks: Warning[] = [];
  if (!abilities.hasWebAssembly) lacks.push("no-webassembly");
  if (!abilities.hasMicrophone) lacks.push("no-microphone");
  if (!abilities.hasLocation) lacks.push("no-location");
  if (!abilities.hasMotion) lacks.push("no-motion");
  return lacks.length > 0 && isInApp(abilities) ? ["in-app", ...lacks] : lacks;
}

/** A phone's own browser has both; an app's view that was given neither lacks them. */
function isInApp({ hasMicrophone, hasLocation, userAgent }: Abilities): boolean {
  return (!hasMicrophone && !hasLocation) || APPS.test(userAgent);
}
