import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { UserContext } from "../../src/shared/user-context.js";
import { DoorWorld } from "../support/door-world.js";

const SIGN_IN = `mutation ($token: String!) {
  signIn(input: { token: $token }) {
    __typename
    ... on SignInPayload { viewer { kind name partner { name status } organization { slug } permissions } }
    ... on UserError { code message path }
  }
}`;
const VIEWER = "{ viewer { kind name email role } }";

describe("signing in", () => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  test("a stranger is nobody, and that is no error", async () => {
    expect(await door.graph(VIEWER)).toMatchObject({ status: 200, data: { viewer: null }, errors: undefined });
    expect(await door.graph("{ __typename }")).toMatchObject({ data: { __typename: "Query" } });
  });

  test("a link signs a partner in once, and makes an invited one active", async () => {
    const acme = await door.organization();
    const { id } = await acme.partner("Ada");
    const token = await acme.signInToken({ kind: "partner", id });

    const first = await door.graph(SIGN_IN, { variables: { token } });
    expect(first.data.signIn).toMatchObject({
      __typename: "SignInPayload",
      viewer: { kind: "PARTNER", name: "Ada", partner: { status: "ACTIVE" }, organization: { slug: acme.slug } },
    });
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^tributary_session=trb_s_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await door.graph(VIEWER, { cookie: cookie.split(";")[0]! })).toMatchObject({
      data: { viewer: { kind: "PARTNER", name: "Ada", role: null } },
    });

    const second = await door.graph(SIGN_IN, { variables: { token } });
    expect(second.data.signIn).toMatchObject({ code: "SIGN_IN_LINK_INVALID", path: ["token"] });
    expect(second.headers.get("set-cookie")).toBeNull();
  });

  test("of ten who use a link at the same moment one is signed in", async () => {
    const acme = await door.organization();
    const { membershipId } = await acme.member("OWNER");
    const token = await acme.signInToken({ kind: "member", id: membershipId });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => door.graph(SIGN_IN, { variables: { token } })));
    expect(outcomes.map(({ data }) => data.signIn.__typename).filter((name) => name === "SignInPayload")).toHaveLength(
      1,
    );
  });

  test("a link is of no use under another organization's path, and stays unused", async () => {
    const [acme, rival] = [await door.organization(), await door.organization()];
    const { membershipId } = await acme.member("OWNER");
    const token = await acme.signInToken({ kind: "member", id: membershipId });
    const wrong = await door.graph(SIGN_IN, { slug: rival.slug, variables: { token } });
    expect(wrong.data.signIn.__typename).toBe("SignInLinkInvalid");
    const right = await door.graph(SIGN_IN, { slug: acme.slug, variables: { token } });
    expect(right.data.signIn.__typename).toBe("SignInPayload");
  });

  test("whoever was signed in before, on the same browser, is signed out", async () => {
    const acme = await door.organization();
    const { token: before } = await acme.member("OWNER");
    const { id } = await acme.partner();
    const token = await acme.signInToken({ kind: "partner", id });
    const answer = await door.graph(SIGN_IN, { cookie: `tributary_session=${before}`, variables: { token } });
    expect(answer.data.signIn.viewer.kind).toBe("PARTNER");
    expect((await door.graph(VIEWER, { token: before })).status).toBe(401);
  });

  test("signing out ends the session at once and clears the cookie with the attributes it was set with", async () => {
    const acme = await door.organization();
    const { token } = await acme.member("OWNER");
    const out = await door.graph("mutation { signOut { ... on SignOutPayload { signedOut } } }", {
      cookie: `tributary_session=${token}`,
    });
    expect(out.data).toEqual({ signOut: { signedOut: true } });
    expect(out.headers.get("set-cookie")).toBe("tributary_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    expect(await door.graph(VIEWER, { token })).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
  });

  test("an invalid credential is refused, never taken for a stranger's, and a stale cookie is cleared", async () => {
    for (const token of ["trb_s_nonsense", `trb_s_${"a".repeat(43)}`, `trb_k_${"a".repeat(43)}`, "x"]) {
      expect(await door.graph("{ __typename }", { token })).toMatchObject({ status: 401, data: undefined });
    }
    const stale = await door.graph(VIEWER, { cookie: `tributary_session=trb_s_${"a".repeat(43)}` });
    expect(stale.status).toBe(401);
    expect(stale.headers.get("set-cookie")).toMatch(/^tributary_session=; Max-Age=0;/);
  });

  test("a session older than 30 days is refused", async () => {
    const acme = await door.organization();
    const { token } = await acme.member("OWNER");
    door.world.clock.set(new Date(Date.now() + 30 * 86_400_000 + 60_000));
    try {
      expect((await door.graph(VIEWER, { token })).status).toBe(401);
    } finally {
      door.world.clock.set(new Date());
    }
  });

  test("the database holds no usable token", async () => {
    const acme = await door.organization();
    const { token, userId } = await acme.member("OWNER");
    const user = new UserContext({ database: door.world.database, userId });
    const [row] = await user.query<{ text: string }>("SELECT session::text AS text FROM session");
    expect(row?.text).toContain(userId);
    expect(row?.text).not.toContain(token.slice("trb_s_".length));
  });
});
