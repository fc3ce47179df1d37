import { describe, expect, test } from "@jest/globals";

import {
  cutDestination,
  readAllowedDomain,
  readDeepLink,
  readDestination,
} from "../../src/services/partners/link-destination.js";

const allowed = (domains: string[], text: string): string | undefined => {
  const outcome = readDeepLink(
    text,
    domains.map((domain) => readAllowedDomain(domain) ?? "?"),
  );
  return outcome.kind === "allowed" ? outcome.url : undefined;
};

describe("IN14 A-ATTR-06 a deep link goes to the program's allowed domains and nowhere else", () => {
  test("a listed host works, with any path and query, in any case", () => {
    expect(allowed(["shop.example"], "https://shop.example/a?b=c#d")).toBe("https://shop.example/a?b=c#d");
    expect(allowed(["Shop.Example"], "HTTPS://SHOP.example")).toBe("https://shop.example/");
    expect(allowed(["shop.example"], "https://shop.example:443/")).toBe("https://shop.example/");
  });

  test("the list is exact: neither subdomains nor suffixes nor parents, and an empty list allows nothing", () => {
    expect(allowed(["shop.example"], "https://www.shop.example/")).toBeUndefined();
    expect(allowed(["shop.example"], "https://evilshop.example/")).toBeUndefined();
    expect(allowed(["shop.example"], "https://shop.example.evil.test/")).toBeUndefined();
    expect(allowed(["www.shop.example"], "https://shop.example/")).toBeUndefined();
    expect(allowed([], "https://shop.example/")).toBeUndefined();
  });

  test("a wildcard allows every host below its domain, but not the domain", () => {
    expect(allowed(["*.shop.example"], "https://a.b.shop.example/")).toBeDefined();
    expect(allowed(["*.shop.example"], "https://shop.example/")).toBeUndefined();
    expect(allowed(["*.shop.example"], "https://evilshop.example/")).toBeUndefined();
  });

  test("a port is allowed only where the entry names it", () => {
    expect(allowed(["shop.example"], "https://shop.example:8443/")).toBeUndefined();
    expect(allowed(["localhost:4000"], "http://localhost:4000/shop")).toBeDefined();
    expect(allowed(["localhost:4000"], "http://localhost/shop")).toBeUndefined();
  });

  test("an internationalized name is compared in its ASCII form, and a look-alike is another name", () => {
    expect(allowed(["bücher.example"], "https://xn--bcher-kva.example/")).toBe("https://xn--bcher-kva.example/");
    expect(allowed(["bücher.example"], "https://BÜCHER.example/")).toBeDefined();
    expect(allowed(["apple.example"], "https://аpple.example/")).toBeUndefined();
    expect(allowed(["shop.example"], "https://ｓhop.example/")).toBe("https://shop.example/");
    expect(allowed(["shop.example"], "https://shop。example/")).toBe("https://shop.example/");
  });

  test.each([
    ["userinfo", "https://shop.example@evil.test/"],
    ["userinfo with a password", "https://shop.example:x@evil.test/"],
    ["userinfo on the right host", "https://user@shop.example/"],
    ["an empty user", "https://@shop.example/"],
    ["a backslash", "https://evil.test\\@shop.example/"],
    ["a backslash as a slash", "https:\\\\evil.test/"],
    ["no scheme", "//evil.test/"],
    ["a relative path", "/\\evil.test"],
    ["one slash", "https:/shop.example/"],
    ["three slashes", "https:///shop.example/"],
    ["no slash", "https:shop.example"],
    ["script", "javascript:alert(1)//shop.example"],
    ["data", "data:text/html,shop.example"],
    ["a tab in the scheme", "ht\ttps://shop.example/"],
    ["a newline", "https://shop.example/\r\nSet-Cookie: a=b"],
    ["a leading space", " https://shop.example/"],
    ["NUL", "https://shop.example\u0000.evil.test/"],
    ["a lone surrogate", "https://shop.example/\ud800"],
    ["a trailing dot", "https://shop.example./"],
    ["an escaped host", "https://shop%2eexample%2f.evil.test/"],
    ["a fragment before the host", "https://evil.test#@shop.example/"],
    ["a query before the host", "https://evil.test?@shop.example/"],
    ["an empty host", "https://"],
    ["an odd port", "https://shop.example:99999/"],
    ["another address form", "https://2130706433/"],
    ["a very long one", `https://shop.example/${"a".repeat(3_000)}`],
    ["nothing", ""],
  ])("refused: %s", (_, text) => {
    expect(allowed(["shop.example"], text)).toBeUndefined();
  });

  test("a refusal says what is wrong", () => {
    expect(readDeepLink("https://evil.test/", ["shop.example"])).toEqual({
      kind: "refused",
      reason: "domainNotAllowed",
    });
    expect(readDestination("ftp://shop.example/")).toEqual({ kind: "refused", reason: "schemeNotAllowed" });
    expect(readDestination("https://a@shop.example/")).toEqual({ kind: "refused", reason: "credentialsNotAllowed" });
  });
});

test("an allowed domain is a host name and nothing else", () => {
  expect(readAllowedDomain("Shop.Example")).toBe("shop.example");
  expect(readAllowedDomain("*.bücher.example")).toBe("*.xn--bcher-kva.example");
  for (const text of [
    "",
    "*",
    "*.",
    "*.com",
    "*.*.example",
    "a/b",
    "a@b",
    "https://a",
    "a b",
    "*.0.0.1",
    "a?b",
    "a.",
  ]) {
    expect([text, readAllowedDomain(text)]).toEqual([text, null]);
  }
});

const withId = (destination: string): string => {
  const { head, tail } = cutDestination(destination);
  return `${head}ID${tail}`;
};

describe("where the click's id goes", () => {
  test("into the query, before any fragment, keeping the query that is there", () => {
    expect(withId("https://shop.example/")).toBe("https://shop.example/?cref=ID");
    expect(withId("https://shop.example/?")).toBe("https://shop.example/?cref=ID");
    expect(withId("https://shop.example/?a=1&b=%20&c")).toBe("https://shop.example/?a=1&b=%20&c&cref=ID");
    expect(withId("https://shop.example/#part")).toBe("https://shop.example/?cref=ID#part");
    expect(withId("https://shop.example/?a=1#part?b")).toBe("https://shop.example/?a=1&cref=ID#part?b");
  });

  test("an older cref in the destination is replaced", () => {
    expect(withId("https://shop.example/?cref=old&a=1&cref=older")).toBe("https://shop.example/?a=1&cref=ID");
  });
});
