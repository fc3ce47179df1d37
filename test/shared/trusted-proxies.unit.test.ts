import type { IncomingMessage } from "node:http";

import { describe, expect, test } from "@jest/globals";

import { ConfigError, readConfig } from "../../src/shared/config.js";
import { addressOf, trustedProxies } from "../../src/shared/trusted-proxies.js";

/** A request from a peer with the header that proxies on its way, or its sender, wrote. */
const request = (peer: string, forwardedFor?: string): IncomingMessage =>
  ({
    socket: { remoteAddress: peer },
    headers: forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor },
  }) as unknown as IncomingMessage;

const BROWSER = "203.0.113.7";
const FORGED = "198.51.100.1";

describe("whose request it is", () => {
  test("without a trusted proxy it is whoever connects, whatever they write", () => {
    expect(addressOf(request(BROWSER, FORGED), undefined)).toBe(BROWSER);
  });

  test.each([
    ["0", BROWSER, FORGED, BROWSER],
    ["1", "10.0.0.1", BROWSER, BROWSER],
    ["1", "10.0.0.1", `${FORGED}, ${BROWSER}`, BROWSER],
    ["2", "10.0.0.1", `${FORGED}, ${BROWSER}, 10.0.0.2`, BROWSER],
    ["2", "10.0.0.1", undefined, "10.0.0.1"],
    ["10.0.0.0/8", "10.0.0.1", `${FORGED}, ${BROWSER}, 10.0.0.2`, BROWSER],
    ["10.0.0.1, 10.0.0.2", "10.0.0.1", `${FORGED}, ${BROWSER}, 10.0.0.2`, BROWSER],
    ["10.0.0.1", BROWSER, FORGED, BROWSER],
    ["loopback", "::1", BROWSER, BROWSER],
  ])("behind %s, %s with %s is %s", (setting, peer, forwardedFor, expected) => {
    expect(addressOf(request(peer, forwardedFor), trustedProxies(setting))).toBe(expected);
  });

  test.each(["nobody", "-1", "1,5;", "300.0.0.1", "10.0.0.0/40", "10.0.0.1;10.0.0.2"])(
    "a setting of %s is refused at the start, by its name",
    (TRUST_PROXY) => {
      expect(() => readConfig({ TRUST_PROXY })).toThrow(ConfigError);
      expect(() => readConfig({ TRUST_PROXY })).toThrow(/TRUST_PROXY: must be a number of proxies/);
    },
  );

  test("a setting of hops or addresses is taken", () => {
    expect(readConfig({ TRUST_PROXY: "1" }).isTrustedProxy?.("10.0.0.1", 0)).toBe(true);
    expect(readConfig({ TRUST_PROXY: "1" }).isTrustedProxy?.("10.0.0.1", 1)).toBe(false);
    expect(readConfig({ TRUST_PROXY: "10.0.0.0/8" }).isTrustedProxy?.("10.1.2.3", 4)).toBe(true);
    expect(readConfig({}).isTrustedProxy).toBeUndefined();
  });
});
