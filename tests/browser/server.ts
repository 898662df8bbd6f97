/** A real `latentwalk serve` on a free port, stopped when the tests end. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const WALKS = `${REPOSITORY}/tests/data/server-walks`;

/** Start the server named by LATENTWALK (a path) and wait until it says where it listens. */
export async function startServer(walk: string): Promise<RunningServer> {
  const command = process.env.LATENTWALK ?? `${REPOSITORY}/.venv/bin/latentwalk`;
  const options = ["serve", "--port", "0", "--no-lan", "--walks-dir", WALKS, "--walk", walk];
  const child = spawn(command, options, { env: { ...process.env, PYTHONUNBUFFERED: "1" } });
  const port = await listening(child);
  return { url: `http://localhost:${port}`, stop: () => stopped(child) };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const read = (text: Buffer) => {
      said += text.toString();
      const found = /http:\/\/localhost:(\d+)/.exec(said);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill("SIGINT");
  });
}
