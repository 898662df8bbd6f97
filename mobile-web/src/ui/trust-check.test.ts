import { expect, test } from "vitest";
import { socketAddressOf, verdictOf } from "./trust-check";

test.each([
  [true, true, "ready"],
  [true, false, "not-yet"], // a page let through by hand, whose sockets are not
  [true, null, "testing"],
  [false, true, "insecure"], // no socket makes up for http
  [false, false, "insecure"],
  [false, null, "insecure"],
] as const)("secure %s, socket %s: %s", (isSecureContext, isSocketOpen, expected) => {
  expect(verdictOf({ isSecureContext, isSocketOpen })).toBe(expected);
});

test("the socket tried is the walk's own, secure where the page is", () => {
  const host = "192.168.1.5:8443";
  expect(socketAddressOf({ protocol: "https:", host })).toBe("wss://192.168.1.5:8443/ws");
  expect(socketAddressOf({ protocol: "http:", host: "localhost" })).toBe("ws://localhost/ws");
});
