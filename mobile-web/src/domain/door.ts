/** The two ways into a walk, and what the microphone may do there. */

export type Door = "outdoor" | "indoor";
export const DOORS: readonly Door[] = ["outdoor", "indoor"];

export type MicSetting = "sound" | "off";

/** Read a door's name; `null` where it is none. */
export function doorOf(text: string | null): Door | null {
  return DOORS.find((door) => door === text) ?? null;
}
