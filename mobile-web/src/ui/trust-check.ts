/** Whether this phone trusts this address: from what was tried to what is said. Pure. */

/** `null` while the question is still open. */
export interface TrustTrial {
  readonly isSecureContext: boolean;
  readonly isSocketOpen: boolean | null;
}

export type TrustVerdict = "testing" | "ready" | "not-yet" | "insecure";

/**
 * Judge by what a walk needs, not by what a phone calls it.
 *
 * A page can be secure through an exception that its sockets do not share (Safari), so both count.
 */
export function verdictOf({ isSecureContext, isSocketOpen }: TrustTrial): TrustVerdict {
  if (!isSecureContext) return "insecure";
  if (isSocketOpen === null) return "testing";
  return isSocketOpen ? "ready" : "not-yet";
}

/** The socket of the page's own address. */
export function socketAddressOf({ protocol, host }: Pick<Location, "protocol" | "host">): string {
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/ws`;
}
