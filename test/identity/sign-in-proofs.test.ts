import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TOTP } from "otpauth";

import { newId } from "../../src/shared/ids.js";
import type { GraphAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { SoftwareAuthenticator } from "../support/software-authenticator.js";

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) {
    __typename
    ... on SignInPayload { viewer { kind email } }
    ... on SecondFactorRequired { token expiresAt }
    ... on UserError { code message path }
  }
}`;
const SECURITY = `{ accountSecurity {
  passwordSetAt steppedUpUntil hasPasskeysHere
  app { recoveryCodesLeft } passkeys { id name } sessions { id device isCurrent }
} }`;
const PASSWORD = "correct horse battery";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Their results have no refusals that a person could act upon. */
const NEVER_REFUSED = new Set(["removePassword", "removeApp", "removePasskey", "endSession"]);

interface Somebody {
  email: string;
  token: string;
  userId: string;
}

describe("what somebody signs in with", () => {
  let door: DoorWorld;
  let organizationId: string;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
    organizationId = (await door.organization()).id;
  });
  afterAll(() => door.end());

  /** Where passkeys are to be had: they belong to a name. */
  const origin = (): string => `http://localhost:${new URL(door.url).port}`;

  /** As a browser that was sent to `localhost`, where passkeys are to be had. */
  const asBrowser = async (text: string, token?: string, input?: object): Promise<any> => {
    const answer = await fetch(`${origin()}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: text, variables: { input } }),
    });
    return ((await answer.json()) as { data: unknown }).data;
  };
  const asked = ({ challenge }: { challenge: string }) => ({ challenge, origin: origin(), rpId: "localhost" });

  const somebody = async (): Promise<Somebody> => {
    const email = `${newId()}@example.com`;
    const { userId } = await door.container.organizations.addMember(door.world.operator, organizationId, {
      email,
      name: "Ada",
      role: "MANAGER",
    });
    return { email, userId, token: await door.tokenOf(userId, organizationId) };
  };
  /** One mutation without much of an answer. */
  const change = async (
    name: string,
    who: Somebody | string,
    input?: object,
    selection = "__typename",
  ): Promise<any> => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const refusal = NEVER_REFUSED.has(name) ? "" : "... on UserError { code message path }";
    const text = input
      ? `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${selection} ${refusal} } }`
      : `mutation { ${name} { ${selection} ${refusal} } }`;
    const answer = await door.graph(text, {
      token: typeof who === "string" ? who : who.token,
      ...(input && { variables: { input } }),
    });
    return answer.data?.[name] ?? answer.errors?.[0]?.extensions;
  };
  const signIn = async (input: object, cookie?: string): Promise<GraphAnswer> =>
    door.graph(SIGN_IN, { variables: { input }, ...(cookie !== undefined && { cookie }) });
  const byPassword = async (email: string, password = PASSWORD) =>
    (await signIn({ password: { email, password } })).data.signIn;
  const withPassword = async (): Promise<Somebody> => {
    const who = await somebody();
    expect(await change("setPassword", who, { password: PASSWORD })).toEqual({ __typename: "SetPasswordPayload" });
    return who;
  };
  const codeOf = (secret: string, steps = 0): string =>
    new TOTP({ secret }).generate({ timestamp: door.world.clock.now().getTime() + steps * 30_000 });
  const withApp = async (): Promise<Somebody & { secret: string; recoveryCodes: string[] }> => {
    const who = await withPassword();
    const { secret } = await change("enrolApp", who, undefined, "... on EnrolAppPayload { secret uri }");
    const { recoveryCodes } = await change(
      "confirmApp",
      who,
      { code: codeOf(secret, -1) },
      "... on ConfirmAppPayload { recoveryCodes }",
    );
    return { ...who, secret, recoveryCodes };
  };
  const later = async (ms: number, work: () => Promise<void>): Promise<void> => {
    const { clock } = door.world;
    clock.set(new Date(clock.now().getTime() + ms));
    try {
      await work();
    } finally {
      clock.set(new Date());
    }
  };

  describe("a password", () => {
    test("signs in with it, in any spelling of the address, and begins a session in a cookie", async () => {
      const { email } = await withPassword();
      const answer = await signIn({ password: { email: ` ${email.toUpperCase()}`, password: PASSWORD } });
      expect(answer.data.signIn).toMatchObject({ __typename: "SignInPayload", viewer: { kind: "MEMBER", email } });
      expect(answer.headers.get("set-cookie")).toMatch(
        /^tributary_session=trb_s_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
      );
    });

    test("that is wrong, of somebody without one, and of nobody are refused in the same words", async () => {
      const [withOne, without] = [await withPassword(), await somebody()];
      const refusal = {
        __typename: "SignInRefused",
        code: "CREDENTIALS_INVALID",
        message: "Address and password do not belong together.",
        path: null,
      };
      for (const email of [
        withOne.email,
        without.email,
        "nobody@example.com",
        "",
        "no address",
        "\0",
        "ä".repeat(9000),
      ]) {
        const answer = await signIn({ password: { email, password: "wrong wrong wrong" } });
        expect([answer.status, answer.data.signIn, answer.headers.get("set-cookie")]).toEqual([200, refusal, null]);
      }
    });

    test.each([
      ["too short", "password_length"],
      ["x".repeat(129), "password_length"],
    ])("%s is refused with its reason", async (password, code) => {
      const refusal = { __typename: "FieldInvalid", code: code.toUpperCase(), path: ["password"] };
      expect(await change("setPassword", await somebody(), { password })).toMatchObject(refusal);
    });

    test("once changed, every other session has ended, and the former one is wrong", async () => {
      const who = await withPassword();
      const elsewhere = await door.tokenOf(who.userId, organizationId);
      await change("setPassword", who, { password: "another horse battery" });
      expect((await door.graph("{ me { id } }", { token: elsewhere })).status).toBe(401);
      expect((await door.graph("{ me { id } }", { token: who.token })).data.me.id).toBe(who.userId);
      expect(await byPassword(who.email)).toMatchObject({ code: "CREDENTIALS_INVALID" });
      expect(await byPassword(who.email, "another horse battery")).toMatchObject({ __typename: "SignInPayload" });
      await change("removePassword", who);
      expect(await byPassword(who.email, "another horse battery")).toMatchObject({ code: "CREDENTIALS_INVALID" });
    });

    test("of somebody without a seat in the organization of the path is of no use there", async () => {
      const rival = await door.organization();
      const { email } = await withPassword();
      const answer = await door.graph(SIGN_IN, {
        slug: rival.slug,
        variables: { input: { password: { email, password: PASSWORD } } },
      });
      expect(answer.data.signIn).toMatchObject({ code: "CREDENTIALS_INVALID" });
    });
  });

  describe("a second factor", () => {
    test("is asked for after a password and after a link, and its token opens nothing", async () => {
      const who = await withApp();
      const first = await byPassword(who.email);
      expect(first).toMatchObject({ __typename: "SecondFactorRequired", token: expect.stringMatching(/^trb_h_/) });
      expect((await door.graph("{ me { id } }", { token: first.token })).status).toBe(401);
      expect((await door.graph("{ me { id } }", { cookie: `tributary_session=${first.token}` })).status).toBe(401);
      const [{ id }] = (await door.world
        .as(organizationId)
        .query<{ id: string }>("SELECT id FROM membership WHERE user_id = $1", [who.userId])) as [{ id: string }];
      const link = await door.container.signInLinks.create(door.world.as(organizationId), { kind: "member", id });
      const second = (await signIn({ token: link })).data.signIn;
      expect(second).toMatchObject({ __typename: "SecondFactorRequired" });
      const done = await signIn({ secondFactor: { token: second.token, code: codeOf(who.secret) } });
      expect(done.data.signIn).toMatchObject({ __typename: "SignInPayload", viewer: { email: who.email } });
      expect(done.headers.get("set-cookie")).toMatch(/^tributary_session=trb_s_/);
    });

    test("a replayed code, a used token and a forged one sign nobody in", async () => {
      const who = await withApp();
      const [first, second] = [await byPassword(who.email), await byPassword(who.email)];
      const code = codeOf(who.secret);
      const tries = await Promise.all(
        [first, second, first, second].map(({ token }) => signIn({ secondFactor: { token, code } })),
      );
      expect(tries.filter(({ data }) => data.signIn.__typename === "SignInPayload")).toHaveLength(1);
      const again = await byPassword(who.email);
      expect((await signIn({ secondFactor: { token: again.token, code } })).data.signIn).toMatchObject({
        code: "CODE_INVALID",
      });
      for (const token of [`trb_h_${"a".repeat(43)}`, who.token, "", "trb_h_", "x".repeat(10_000)]) {
        expect((await signIn({ secondFactor: { token, code: codeOf(who.secret, 1) } })).data.signIn).toMatchObject({
          code: "STEP_OVER",
        });
      }
    });

    test("the token serves five tries and ten minutes", async () => {
      const who = await withApp();
      const { token } = await byPassword(who.email);
      for (let tried = 0; tried < 5; tried++) {
        expect((await signIn({ secondFactor: { token, code: "000000" } })).data.signIn.code).toBe("CODE_INVALID");
      }
      expect((await signIn({ secondFactor: { token, code: codeOf(who.secret) } })).data.signIn.code).toBe("STEP_OVER");
      const late = await byPassword(who.email);
      await later(11 * 60_000, async () => {
        const answer = await signIn({ secondFactor: { token: late.token, code: codeOf(who.secret) } });
        expect(answer.data.signIn.code).toBe("STEP_OVER");
      });
    });

    test("a recovery code serves in its place, once", async () => {
      const { email, token, recoveryCodes } = await withApp();
      const [recoveryCode = ""] = recoveryCodes;
      const first = await byPassword(email);
      const answer = await signIn({ secondFactor: { token: first.token, recoveryCode } });
      expect(answer.data.signIn.__typename).toBe("SignInPayload");
      const second = await byPassword(email);
      expect((await signIn({ secondFactor: { token: second.token, recoveryCode } })).data.signIn.code).toBe(
        "CODE_INVALID",
      );
      expect((await door.graph(SECURITY, { token })).data.accountSecurity.app).toEqual({ recoveryCodesLeft: 9 });
      const renewed = await change(
        "renewRecoveryCodes",
        token,
        undefined,
        "... on RenewRecoveryCodesPayload { recoveryCodes }",
      );
      expect(renewed.recoveryCodes).toHaveLength(10);
      await change("removeApp", token);
      expect((await byPassword(email)).__typename).toBe("SignInPayload");
    });
  });

  describe("a passkey", () => {
    const BEGIN = "mutation { beginPasskeySignIn { ... on BeginPasskeySignInPayload { options } } }";
    const REGISTER = "mutation { beginPasskey { ... on BeginPasskeyPayload { options } } }";
    const ADD = `mutation ($input: AddPasskeyInput!) { addPasskey(input: $input) { __typename
      ... on AddPasskeyPayload { security { passkeys { id name } } } ... on UserError { code } } }`;
    const registered = async (who: Somebody): Promise<SoftwareAuthenticator> => {
      const device = new SoftwareAuthenticator();
      const { options } = (await asBrowser(REGISTER, who.token)).beginPasskey;
      const added = await asBrowser(ADD, who.token, { passkey: device.register(asked(options)), name: "Phone" });
      expect(added.addPasskey).toMatchObject({ security: { passkeys: [{ name: "Phone" }] } });
      return device;
    };

    test("signs in without a name, and without a second step", async () => {
      const who = await withApp();
      const device = await registered(who);
      const { options } = (await asBrowser(BEGIN)).beginPasskeySignIn;
      const passkey = device.prove(asked(options));
      expect((await asBrowser(SIGN_IN, undefined, { passkey })).signIn).toMatchObject({
        __typename: "SignInPayload",
        viewer: { email: who.email },
      });
      // Replayed, it signs nobody in.
      expect((await asBrowser(SIGN_IN, undefined, { passkey })).signIn).toMatchObject({ code: "PASSKEY_INVALID" });
      expect((await asBrowser(SIGN_IN, undefined, { passkey: { id: "x" } })).signIn.code).toBe("PASSKEY_INVALID");
    });

    test("confirms that it is you, and is one's own alone", async () => {
      const [who, rival] = [await somebody(), await somebody()];
      const [device, other] = [await registered(who), await registered(rival)];
      const STEP_UP = "mutation ($input: StepUpInput!) { stepUp(input: $input) { __typename } }";
      const PROVE = "mutation { beginStepUp { ... on BeginStepUpPayload { options } } }";
      const first = (await asBrowser(PROVE, who.token)).beginStepUp;
      const wrong = { passkey: other.prove(asked(first.options)) };
      expect((await asBrowser(STEP_UP, who.token, wrong)).stepUp.__typename).toBe("StepUpRefused");
      const second = (await asBrowser(PROVE, who.token)).beginStepUp;
      const right = { passkey: device.prove(asked(second.options)) };
      expect((await asBrowser(STEP_UP, who.token, right)).stepUp.__typename).toBe("StepUpPayload");

      const [{ id }] = (await door.graph(SECURITY, who)).data.accountSecurity.passkeys;
      expect(await change("renamePasskey", rival, { passkeyId: id, name: "Mine" })).toMatchObject({
        code: "NOT_FOUND",
      });
      expect(await change("removePasskey", rival, { passkeyId: id })).toMatchObject({ code: "NOT_FOUND" });
      expect(await change("renamePasskey", who, { passkeyId: id, name: "" })).toMatchObject({ path: ["name"] });
      expect(await change("renamePasskey", who, { passkeyId: id, name: "Old phone" })).toEqual({
        __typename: "RenamePasskeyPayload",
      });
      expect(await change("removePasskey", who, { passkeyId: id })).toEqual({ __typename: "RemovePasskeyPayload" });
      const { options } = (await asBrowser(BEGIN)).beginPasskeySignIn;
      const removed = { passkey: device.prove(asked(options)) };
      expect((await asBrowser(SIGN_IN, undefined, removed)).signIn.code).toBe("PASSKEY_INVALID");
    });

    test("is not to be had where a page is asked for by an address, and it is said what to do", async () => {
      const who = await somebody();
      const refused = { __typename: "PasskeysUnavailable", code: "PASSKEYS_UNAVAILABLE" };
      expect(await change("beginPasskey", who)).toMatchObject({
        ...refused,
        message: expect.stringContaining(`http://localhost:${new URL(door.url).port}`),
      });
      expect((await door.graph(SECURITY, who)).data.accountSecurity.hasPasskeysHere).toBe(false);
    });
  });

  describe("confirming that it is you", () => {
    test("is asked for ten minutes after the sign-in, and done with a password or a code", async () => {
      const who = await withApp();
      await later(11 * 60_000, async () => {
        expect(await change("setPassword", who, { password: "another horse battery" })).toMatchObject({
          code: "STEP_UP_REQUIRED",
        });
        for (const name of ["removePassword", "enrolApp", "removeApp", "renewRecoveryCodes", "beginPasskey"]) {
          expect(await change(name, who)).toMatchObject({ code: "STEP_UP_REQUIRED" });
        }
        expect((await door.graph(SECURITY, who)).data.accountSecurity.steppedUpUntil).toBeNull();
        expect(await change("stepUp", who, { password: "wrong wrong wrong" })).toMatchObject({
          code: "STEP_UP_REFUSED",
        });
        expect(await change("stepUp", who, { password: PASSWORD })).toEqual({ __typename: "StepUpPayload" });
        expect(await change("renewRecoveryCodes", who)).toEqual({ __typename: "RenewRecoveryCodesPayload" });
      });
      await later(30 * 60_000, async () => {
        const code = codeOf(who.secret);
        expect(await change("stepUp", who, { code })).toEqual({ __typename: "StepUpPayload" });
        expect(await change("stepUp", who, { code })).toMatchObject({ code: "STEP_UP_REFUSED" });
        expect(await change("removeApp", who)).toEqual({ __typename: "RemoveAppPayload" });
      });
    });

    test("concerns one session, not the others of the same person", async () => {
      const who = await withPassword();
      const other = { ...who, token: await door.tokenOf(who.userId, organizationId) };
      await later(11 * 60_000, async () => {
        await change("stepUp", who, { password: PASSWORD });
        expect(await change("removePassword", other)).toMatchObject({ code: "STEP_UP_REQUIRED" });
      });
    });

    test.each([{}, { password: "x", code: "y" }, { passkey: {} }])("%j is no proof", async (input) => {
      const code = (await change("stepUp", await somebody(), input)).code;
      expect(["step_up_proof", "PASSKEYS_UNAVAILABLE"]).toContain(code);
    });
  });

  describe("sessions", () => {
    test("are listed with their device, and each can be ended", async () => {
      const who = await withPassword();
      const answer = await door.post(
        "/graphql",
        { query: SIGN_IN, variables: { input: { password: { email: who.email, password: PASSWORD } } } },
        { headers: { "user-agent": FIREFOX } },
      );
      expect(answer.body.data.signIn.__typename).toBe("SignInPayload");
      const { sessions } = (await door.graph(SECURITY, who)).data.accountSecurity;
      expect(sessions).toMatchObject([
        { device: "Firefox on Windows", isCurrent: false },
        { device: null, isCurrent: true },
      ]);
      const rival = await somebody();
      expect(await change("endSession", rival, { sessionId: sessions[0].id })).toMatchObject({ code: "NOT_FOUND" });
      expect(await change("endSession", who, { sessionId: "no id" })).toMatchObject({ code: "NOT_FOUND" });
      for (let repeated = 0; repeated < 2; repeated++) {
        expect(await change("endSession", who, { sessionId: sessions[0].id })).toEqual({
          __typename: "EndSessionPayload",
        });
      }
      const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
      expect((await door.graph("{ me { id } }", { cookie })).status).toBe(401);
    });

    test("AZ17 signed out everywhere, every one is dead at its next request, and the cookie is cleared as it was set", async () => {
      const who = await somebody();
      const tokens = [who.token, await door.tokenOf(who.userId, organizationId), await door.tokenOf(who.userId, null)];
      const rival = await somebody();
      const answer = await door.graph(
        "mutation { signOutEverywhere { ... on SignOutEverywherePayload { signedOut } } }",
        {
          cookie: `tributary_session=${who.token}`,
        },
      );
      expect(answer.data).toEqual({ signOutEverywhere: { signedOut: true } });
      expect(answer.headers.get("set-cookie")).toBe("tributary_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
      for (const token of tokens) expect((await door.graph("{ me { id } }", { token })).status).toBe(401);
      expect((await door.graph("{ me { id } }", rival)).status).toBe(200);
    });

    test("partners and keys have no account of their own to look at", async () => {
      const acme = await door.organization();
      for (const token of [(await acme.partner()).token, await acme.key("admin")]) {
        expect((await door.graph(SECURITY, { token })).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
      }
      expect((await door.graph(SECURITY)).errors?.[0]?.extensions.code).toBeDefined();
    });
  });

  test.each([
    {},
    { token: null },
    { token: "a", passkey: {} },
    { secondFactor: { token: "a" } },
    { secondFactor: { token: "a", code: "1", recoveryCode: "2" } },
  ])("%j shows nothing, or too much", async (input) => {
    const answer = await signIn(input);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "sign_in_proof" });
  });

  test("each change stands in the journal of the person's organization, and names nobody", async () => {
    const who = await withApp();
    const rows = await door.world
      .as(organizationId)
      .query<{ kind: string; bytes: Buffer }>(
        "SELECT kind, bytes FROM journal_entry WHERE kind LIKE 'credential.%' OR kind LIKE 'session.%' ORDER BY position DESC LIMIT 50",
      );
    await change("removeApp", who);
    const kinds = new Set(rows.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(expect.arrayContaining(["credential.added", "session.started"]));
    expect(rows.map(({ bytes }) => bytes.toString()).join()).not.toMatch(/example\.com|correct horse|trb_/);
  });
});
