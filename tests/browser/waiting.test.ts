/** A full server: the second visitor sees the place in line, hears the ground, and is let in. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOf } from "./audit";
import { launch, picture } from "./chromium";
import { type HookState, stateOf, until } from "./hooks";
import { start } from "./server";
import { Walker } from "./walker";

let browser: Browser;
let server: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  [server, browser] = await Promise.all([start("--walkers", "1", "--no-standby"), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Start a walk outdoors, at the origin. */
async function come(): Promise<Walker> {
  const walker = await Walker.equip(browser, { options: { baseURL: server.url } });
  await walker.stand(0);
  await walker.open("first-walk", "&lang=en");
  await walker.start();
  return walker;
}

const isIn = ({ connection, zones }: HookState): boolean =>
  connection === "open" && zones.length > 0;

test("who comes second waits, hears, and walks on the same sound once the first leaves", async () => {
  const first = await come();
  await until(first.page, isIn);
  const second = await come();
  const { page, said } = second;
  const isHeard = ({ connection, levelDb }: HookState): boolean =>
    connection === "waiting" && (levelDb ?? -99) > -60;
  await until(page, isHeard);
  expect(await page.locator(".line-number").textContent()).toBe("1");
  expect(await page.locator(".line-sentence").textContent()).toContain("The next place is yours.");
  await picture(page, "waiting");
  expect(await faultsOf(page, "en")).toEqual([]);
  const { jumps } = await stateOf(page);
  await first.page.locator("[data-action=stop]").click();
  const walking = await until(page, isIn);
  expect(walking.jumps).toBe(jumps);
  expect(await page.locator(".waiting").isVisible()).toBe(false);

  const third = await come();
  await until(third.page, ({ connection }) => connection === "waiting");
  await third.page.locator("[data-action=leave-line]").click();
  await third.page.getByText("You have left the line.").waitFor();
  expect([...said, ...third.said]).toEqual([]);
  await Promise.all([first.leave(), third.leave(), second.leave()]);
});
