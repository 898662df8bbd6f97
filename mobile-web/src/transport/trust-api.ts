/** What the server says of its local authority. */

export interface Authority {
  readonly name: string;
  readonly sha256: string;
  readonly address: string;
}

/** Ask; `null` where the server has none or cannot be reached. */
export async function fetchAuthority(): Promise<Authority | null> {
  try {
    const response = await fetch("/api/trust");
    if (!response.ok) return null;
    return readAuthority(await response.json());
  } catch {
    return null;
  }
}

function readAuthority(value: unknown): Authority | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, sha256, address } = value as Record<string, unknown>;
  if (typeof name !== "string" || typeof sha256 !== "string") return null;
  return { name, sha256, address: typeof address === "string" ? address : "" };
}

const PATIENCE_MS = 5000;

/** Whether a socket to this address opens; it is closed again at once. */
export function opensSocket(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address);
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.onopen = null;
      socket.onerror = null;
      socket.close();
      resolve(isOpen);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    socket.onopen = () => end(true);
    socket.onerror = () => end(false);
  });
}
