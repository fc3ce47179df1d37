import { expect, test } from "@jest/globals";

import { deepLinkFault } from "../../client/src/partners/links/deep-link.js";
import { readDeepLink } from "../../src/services/partners/link-destination.js";

const DOMAINS = ["shop.example.com", "*.example.org", "local.example:8443"];

test.each([
  ["https://shop.example.com/shoes?size=42#top", null],
  ["http://SHOP.example.com", null],
  ["https://a.b.example.org/", null],
  ["https://local.example:8443/x", null],
  ["https://example.org/", "notAllowed"],
  ["https://shop.example.com:8443/", "notAllowed"],
  ["https://shop.example.com.evil.example/", "notAllowed"],
  ["https://evil.example/?shop.example.com", "notAllowed"],
  ["https://xexample.org/", "notAllowed"],
  ["https://.example.org/", "notAllowed"],
  ["https://nora@shop.example.com/", "malformed"],
  ["https://shop.example.com\\@evil.example/", "malformed"],
  ["ftp://shop.example.com/", "malformed"],
  ["javascript:alert(1)", "malformed"],
  ["https:shop.example.com", "malformed"],
  ["https:///shop.example.com", "malformed"],
  ["shop.example.com/shoes", "malformed"],
  ["https://", "malformed"],
  ["https://shop.example.com/a b", "malformed"],
])("%s: the page and the server say the same", (text, fault) => {
  expect(deepLinkFault(text, DOMAINS)).toBe(fault);
  expect(readDeepLink(text, DOMAINS).kind).toBe(fault === null ? "allowed" : "refused");
});
