/** The phones' door: https under the server's own authority, which a phone must trust first. */
import { createHash, X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { expect, inject, test } from "vitest";
import { launch } from "./chromium";
import { untilHeard } from "./ears";
import { until } from "./hooks";
import { Walker } from "./walker";

/** The door as a phone on this machine reaches it. */
async function door(): Promise<URL> {
  const { address } = (await (await fetch(`${inject("url")}/api/trust`)).json()) as {
    address: string;
  };
  return new URL(`https://127.0.0.1:${new URL(address).port}`);
}

/** What the door shows to who trusts only its authority; refuses where that does not vouch for it. */
async function certificate({ hostname, port }: URL): Promise<X509Certificate> {
  const ca = await (await fetch(`${inject("url")}/authority.pem`)).text();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw));
      socket.end();
    });
    socket.once("error", reject);
  });
}

function keyHash({ publicKey }: X509Certificate): string {
  const key = publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("base64");
}

test("a browser that trusts the authority is told so, and walks over wss", async () => {
  const url = await door();
  const trusted = keyHash(await certificate(url));
  const browser = await launch([`--ignore-certificate-errors-spki-list=${trusted}`]);
  const walker = await Walker.equip(browser, { options: { baseURL: url.href } });
  const { page } = walker;
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await walker.stand(0);
  await page.goto("/trust?lang=en");
  await page.locator("[data-verdict=ready]").waitFor();
  await page.locator("[data-action=walk]").click();
  await page.locator("[data-door=outdoor]").click();
  await walker.start();
  await until(page, ({ position, hasBegun }) => position !== null && hasBegun);
  await untilHeard(page);
  expect(sockets.every((socket) => socket.startsWith(`wss://${url.host}/`))).toBe(true);
  expect(walker.said).toEqual([]);
  await browser.close();
});

test("a browser that does not is refused", async () => {
  const browser = await launch();
  const page = await browser.newPage();
  const url = new URL("/trust", await door());
  await expect(page.goto(url.href)).rejects.toThrow("ERR_CERT_AUTHORITY_INVALID");
  await browser.close();
});
