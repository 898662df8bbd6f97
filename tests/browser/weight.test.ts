/** What a phone must load before it hears something, counted where it crosses the network. */
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, inject, test } from "vitest";
import { launch } from "./chromium";
import { note } from "./figures";
import { until } from "./hooks";
import { Walker } from "./walker";

const MOST_BYTES = 300_000;

/** A wire that counts what comes down it. */
async function countingWire(): Promise<{ url: string; bytes: () => number; close: () => void }> {
  const { hostname, port } = new URL(inject("url"));
  let bytes = 0;
  const server = createServer((phone) => {
    const far = connect(Number(port), hostname);
    far.on("data", (chunk) => {
      bytes += chunk.length;
    });
    phone.pipe(far).pipe(phone);
    for (const end of [phone, far]) {
      end.on("error", () => {
        phone.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return { url: `http://localhost:${own}`, bytes: () => bytes, close: () => server.close() };
}

test("an outdoor walk is heard before 300 kB have come down", async () => {
  const [browser, wire] = [await launch(), await countingWire()];
  const walker = await Walker.equip(browser, { options: { baseURL: wire.url } });
  const { page } = walker;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await walker.stand(0);
  await walker.open("first-walk");
  const door = wire.bytes();
  await walker.start();
  await until(page, ({ hasBegun }) => hasBegun);
  const begun = wire.bytes();
  note("weight, bytes", { door, begun });
  expect(door).toBeGreaterThan(20_000); // the wire is really the one that was used
  expect(begun).toBeLessThanOrEqual(MOST_BYTES);
  expect(asked.filter((path) => path.includes("world"))).toEqual([]); // three.js waits for its door
  await browser.close();
  wire.close();
});
