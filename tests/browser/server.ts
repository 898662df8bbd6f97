/** Real `latentwalk serve`, one for the whole run: http and https on free ports, an authority of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the server listens, http. */
    url: string;
  }
}

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const WALKS = ["geofences", "tests/data/server-walks"]; // what people open, and what only tests do

/** Start it before the first file, stop it after the last. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await start();
  project.provide("url", url);
  return stop;
}

/** Start a server of one's own. */
export async function start(
  ...options: readonly string[]
): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "latentwalk-"));
  const walks = join(folder, "walks");
  for (const source of WALKS) cpSync(join(REPOSITORY, source), walks, { recursive: true });
  const child = spawned(walks, join(folder, "state"), options);
  const url = `http://localhost:${await listening(child)}`;
  const stop = async (): Promise<void> => {
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

/** The command is LATENTWALK (a path), else the repository's own. */
function spawned(walks: string, state: string, further: readonly string[]): ChildProcess {
  const command = process.env.LATENTWALK ?? `${REPOSITORY}/.venv/bin/latentwalk`;
  const ports = ["--port", "0", "--https-port", "0", "--state-dir", state];
  const options = ["serve", ...ports, "--walks-dir", walks, "--walk", "first-walk", ...further];
  return spawn(command, options, { env: { ...process.env, PYTHONUNBUFFERED: "1" } });
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
