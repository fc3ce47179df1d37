import { expect, test } from "@jest/globals";

import { botEvidence } from "../../../src/services/partners/click/bot-evidence.js";
import { hashSource } from "../../../src/services/partners/click/click-source.js";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const key = Buffer.alloc(32, 1);

test("a bot is told by its user agent, with the part that gave it away", () => {
  expect(botEvidence("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")).toBe("Google");
  expect(botEvidence("curl/8.5.0")).not.toBeNull();
  expect(botEvidence(CHROME)).toBeNull();
  expect(botEvidence(undefined)).toBeNull();
});

test("a user agent of a megabyte is judged in no time", () => {
  const began = Date.now();
  botEvidence("(".repeat(1_000_000));
  botEvidence("Mozilla/5.0 ".repeat(100_000));
  expect(Date.now() - began).toBeLessThan(50);
});

test("PR2 a source is a keyed hash that differs between organizations", () => {
  const source = hashSource(key, "a", "192.0.2.1", CHROME);
  expect(source).toHaveLength(16);
  expect(hashSource(key, "a", "192.0.2.1", CHROME)).toEqual(source);
  expect(hashSource(key, "b", "192.0.2.1", CHROME)).not.toEqual(source);
  expect(hashSource(Buffer.alloc(32, 2), "a", "192.0.2.1", CHROME)).not.toEqual(source);
  expect(hashSource(key, "a", "192.0.2.2", CHROME)).not.toEqual(source);
  expect(hashSource(key, "a", "::ffff:192.0.2.1", CHROME)).toEqual(source);
});

test("the addresses of one IPv6 network are one source", () => {
  const source = hashSource(key, "a", "2001:db8:1:2::1", CHROME);
  expect(hashSource(key, "a", "2001:db8:1:2:ffff::9", CHROME)).toEqual(source);
  expect(hashSource(key, "a", "2001:db8:1:3::1", CHROME)).not.toEqual(source);
});
