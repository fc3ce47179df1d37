import { describe, expect, test } from "@jest/globals";

import { SessionCookie } from "../../src/http/middleware/session-cookie.js";
import { newToken, tokenKind } from "../../src/services/identity/token.js";

/** All but the value and its age. */
const attributes = (header: string): string => header.split("; ").slice(2).join("; ");

describe("the session's cookie", () => {
  test("behind https no subdomain can set it, and it never travels in the clear", () => {
    const cookie = new SessionCookie(true);
    expect(cookie.begin("t", 30)).toBe(
      "__Host-tributary_session=t; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure",
    );
    expect(cookie.read("tributary_session=evil; __Host-tributary_session=good")).toBe("good");
    expect(cookie.read("tributary_session=evil")).toBeUndefined();
  });

  test("A-BUG-14 is cleared with the attributes it was set with", () => {
    for (const cookie of [new SessionCookie(true), new SessionCookie(false)]) {
      expect(attributes(cookie.end())).toBe(attributes(cookie.begin("t", 1)));
    }
  });

  test("is found among others and not taken for one with a longer name", () => {
    const cookie = new SessionCookie(false);
    expect(cookie.read("a=1; tributary_session=x; b=2")).toBe("x");
    expect(cookie.read("not_tributary_session=x")).toBeUndefined();
    expect(cookie.read("tributary_session=")).toBeUndefined();
    expect(cookie.read(undefined)).toBeUndefined();
  });
});

describe("tokens", () => {
  test("say by their form what they are, and nothing else is one", () => {
    for (const kind of ["session", "key", "signIn"] as const) {
      const { token, hash, prefix } = newToken(kind);
      expect(tokenKind(token)).toBe(kind);
      expect(hash).toHaveLength(32);
      expect(token.startsWith(prefix)).toBe(true);
      for (const broken of [
        token.slice(1),
        `${token}x`,
        token.slice(0, -1),
        `${token.slice(0, -1)}=`,
        `${token}\n`,
        "",
      ]) {
        expect(tokenKind(broken)).toBeUndefined();
      }
    }
  });
});
