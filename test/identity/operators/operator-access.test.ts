import { createHmac, createSign } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, SignJWT } from "jose";

import type { OperatorPerson } from "../../../src/services/identity/operators/operator.service.js";
import { newId, PLATFORM_ID } from "../../../src/shared/ids.js";
import type { DoorOrganization } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { IdentityProvider } from "../../support/identity-provider.js";

let provider: IdentityProvider;
let portal: IdentityProvider;
let door: DoorWorld;
let acme: DoorOrganization;
let ada: OperatorPerson;

beforeAll(async () => {
  [provider, portal] = [
    await IdentityProvider.start(),
    await IdentityProvider.start("/application/o/tributary-portal/"),
  ];
  door = await DoorWorld.start({
    oidcIssuers: [provider.issuer, portal.issuer],
    oidcAudiences: ["tributary-portal", "tributary-operator"],
    rateLimits: false,
  });
  acme = await door.organization();
  ada = await added("ada@staff.example");
});
afterAll(async () => {
  await door.end();
  await provider.stop();
  await portal.stop();
});

const added = (email: string): Promise<OperatorPerson> =>
  door.container.operators.add(door.world.operator, { email, name: "Ada" });

interface Answer {
  status: number;
  email: string | null | undefined;
  code: string | undefined;
  message: string | undefined;
}

async function asOperator(headers: Record<string, string>, path = "/operator/graphql"): Promise<Answer> {
  const answer = await fetch(`${door.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: "{ operator { email } }" }),
  });
  const { data, errors } = (await answer.json()) as any;
  const [error] = errors ?? [];
  return {
    status: answer.status,
    email: data?.operator?.email ?? data?.operator,
    code: error?.extensions.code,
    message: error?.message,
  };
}
const bearing = (token: string, path?: string): Promise<Answer> =>
  asOperator({ authorization: `Bearer ${token}` }, path);
const signIn = (token: unknown, headers: Record<string, string> = {}) =>
  fetch(`${door.url}/operator/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ token }),
  });
const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const cookieOf = (answer: Response): string => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

describe("who is an operator", () => {
  test("B-AUTH-02 a token for the operator audience and the database together let somebody in", async () => {
    for (const alg of ["RS256", "ES256", "EdDSA"]) {
      expect(await bearing(await provider.token({ email: ada.email }, { alg }))).toMatchObject({
        status: 200,
        email: ada.email,
      });
    }
    expect(await bearing(await provider.token({ email: "ADA@staff.example" }))).toMatchObject({ email: ada.email });
  });

  test("whoever stands before the console is told that tokens come from elsewhere, and for what they must be made", async () => {
    const answer = await fetch(`${door.url}/operator/session`);
    expect([answer.status, await answer.json()]).toEqual([200, { isOwn: false, audience: "tributary-operator" }]);
  });

  test("B-AUTH-02 the token alone is refused: the database says who is an operator", async () => {
    const { message, ...answer } = await bearing(await provider.token({ email: "eve@staff.example" }));
    expect(answer).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect(message).toMatch(/not an operator/);
  });

  test("B-AUTH-02 an address that the provider has not verified is nobody's", async () => {
    for (const email_verified of [false, undefined, "true", 1]) {
      expect((await bearing(await provider.token({ email: ada.email, email_verified }))).status).toBe(403);
    }
    expect((await bearing(await provider.token({ email: ["ada@staff.example"] }))).status).toBe(403);
  });

  test("B-AUTH-02 what is taken away in the database is gone at the next request, whatever the token says", async () => {
    const bob = await added("bob@staff.example");
    const token = await provider.token({ email: bob.email });
    const cookie = cookieOf(await signIn(await provider.token({ email: bob.email, jti: newId() })));
    expect((await bearing(token)).status).toBe(200);
    expect((await asOperator({ cookie })).email).toBe(bob.email);
    await door.container.operators.deactivate(door.world.operator, bob.operatorId);
    expect((await bearing(token)).status).toBe(403);
    expect((await asOperator({ cookie })).status).toBe(401);
    // Who becomes one again signs in again.
    await added(bob.email);
    expect((await asOperator({ cookie })).status).toBe(401);
    expect((await bearing(token)).status).toBe(200);
  });

  test("B-AUTH-01 B-BUG-04 clients of several issuers and audiences are believed, each with its own issuer", async () => {
    const aud = "tributary-portal";
    const customer = await bearing(await portal.token({ email: ada.email, aud }));
    expect(customer).toMatchObject({ status: 403, message: "This needs an operator-scoped token." });
    expect((await bearing(await portal.token({ email: ada.email, aud: [aud, "tributary-operator"] }))).status).toBe(
      200,
    );
    expect((await bearing(await provider.token({ email: ada.email, aud: "somebody-else" }))).status).toBe(401);
    expect((await bearing(await provider.token({ email: ada.email, iss: portal.issuer }))).status).toBe(401);
    expect((await bearing(await provider.token({ email: ada.email, iss: "https://foreign.example/" }))).status).toBe(
      401,
    );
  });

  test("B-AUTH-03 a customer's credential at the operator's path is told what is needed", async () => {
    const { token: owner } = await acme.member("OWNER");
    const { token: partner } = await acme.partner();
    for (const token of [owner, partner, await acme.key("admin")]) {
      expect(await bearing(token)).toMatchObject({
        status: 403,
        code: "FORBIDDEN",
        message: "This needs an operator-scoped token.",
      });
    }
    expect((await bearing(`trb_s_${"a".repeat(43)}`)).status).toBe(401);
  });

  test("B-AUTH-04 neither surface knows the other's session", async () => {
    const { token: owner } = await acme.member("OWNER");
    const signedIn = await signIn(await provider.token({ email: ada.email, jti: newId() }));
    expect(signedIn.status).toBe(204);
    expect(signedIn.headers.get("set-cookie")).toMatch(
      /^tributary_operator=trb_o_[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const cookie = cookieOf(signedIn);
    const session = cookie.split("=")[1] ?? "";
    expect(await asOperator({ cookie })).toMatchObject({ status: 200, email: ada.email });
    // The customer's cookie says nothing here, under either name.
    expect((await asOperator({ cookie: `tributary_session=${owner}` })).email).toBeNull();
    expect((await asOperator({ cookie: `tributary_operator=${owner}` })).status).toBe(401);
    // Nor the operator's there.
    expect((await door.graph("{ viewer { name } operator { email } }", { cookie })).data).toEqual({
      viewer: null,
      operator: null,
    });
    expect((await door.graph("{ viewer { name } }", { cookie: `tributary_session=${session}` })).status).toBe(401);
    expect((await door.graph("{ viewer { name } }", { token: session })).status).toBe(401);
    const jwt = await provider.token({ email: ada.email });
    expect((await bearing(jwt, "/graphql")).status).toBe(401);
    expect((await bearing(jwt, `/t/${acme.slug}/graphql`)).status).toBe(401);
  });

  test("an operator is in no organization, and a sign-in link leads to none from there", async () => {
    const token = await provider.token({ email: ada.email });
    const ask = async (query: string) => {
      const answer = await fetch(`${door.url}/operator/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      });
      return (await answer.json()) as any;
    };
    expect((await ask("{ partners { nodes { id } } }")).errors[0].extensions.code).toBe("FORBIDDEN");
    expect((await ask("{ viewer { name } }")).data).toEqual({ viewer: null });
  });

  test("one token opens one session, and a session ends where it is ended", async () => {
    const token = await provider.token({ email: ada.email, jti: newId() });
    const [first, second] = await Promise.all([signIn(token), signIn(token)]);
    expect(new Set([first?.status, second?.status])).toEqual(new Set([204, 401]));
    const cookie = cookieOf(first?.status === 204 ? first : second!);
    const ended = await fetch(`${door.url}/operator/session`, { method: "DELETE", headers: { cookie } });
    expect([ended.status, ended.headers.get("set-cookie")?.includes("Max-Age=0")]).toEqual([204, true]);
    expect((await asOperator({ cookie })).status).toBe(401);
  });

  test("a session is journalled by the platform, and its token stands nowhere", async () => {
    const session =
      cookieOf(await signIn(await provider.token({ email: ada.email, jti: newId() }))).split("=")[1] ?? "";
    await door.container.sealer.seal(PLATFORM_ID);
    const entries = await door.world
      .as(PLATFORM_ID)
      .query<{ text: string }>("SELECT convert_from(bytes, 'UTF8') AS text FROM journal_entry ORDER BY position");
    const text = entries.map((entry) => entry.text).join("\n");
    expect(text).toContain(`"holderId":"${ada.operatorId}"`);
    expect(text).not.toContain(session);
    expect(text).not.toContain(ada.email);
  });

  test("bad input at the session's door is told, and only JSON is taken", async () => {
    for (const token of [undefined, 5, "", null, {}]) expect((await signIn(token)).status).toBe(400);
    expect((await signIn("x".repeat(20_000))).status).toBe(413);
    expect((await signIn("nonsense")).status).toBe(401);
    const form = await fetch(`${door.url}/operator/session`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "token=x",
    });
    expect(form.status).toBe(415);
  });

  test("B-BUG-15 B-AUTH-10 nothing inspects tokens for whoever asks", async () => {
    for (const path of ["/operator/whoami", "/operator/token", "/v1/token", "/.well-known/jwks.json"]) {
      const answer = await fetch(`${door.url}${path}`, { headers: { accept: "application/json" } });
      expect((await answer.text()).includes("tributary-operator")).toBe(false);
    }
  });
});

describe("identity providers", () => {
  test("keys are asked for once, and a provider that does not answer is nobody's fault but its own", async () => {
    const { asked, keysPath } = provider;
    await bearing(await provider.token({ email: ada.email }));
    const before = asked.get(keysPath) ?? 0;
    for (let times = 0; times < 5; times++) await bearing(await provider.token({ email: ada.email }));
    expect(asked.get(keysPath) ?? 0).toBe(before);

    const broken = await IdentityProvider.start();
    const other = await DoorWorld.start({ oidcIssuers: [broken.issuer], rateLimits: false });
    try {
      const ask = async () =>
        (
          await fetch(`${other.url}/operator/session`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ token: await broken.token({ email: "x@y.example" }) }),
          })
        ).status;
      broken.answers.set(`${broken.path}.well-known/openid-configuration`, { status: 500, body: "no" });
      expect(await ask()).toBe(503);
      // Left alone for a while.
      const asks = broken.asked.get(`${broken.path}.well-known/openid-configuration`);
      expect(await ask()).toBe(503);
      expect(broken.asked.get(`${broken.path}.well-known/openid-configuration`)).toBe(asks);
    } finally {
      await other.end();
      await broken.stop();
    }
  });
});

describe("two hundred forgeries", () => {
  test("each is refused, and none is a failure of ours", async () => {
    const now = Math.floor(Date.now() / 1000);
    const good = await provider.token({ email: ada.email });
    expect((await bearing(good)).status).toBe(200);
    const [head = "", body = "", signature = ""] = good.split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
    const forged: [string, string][] = [];
    const forge = (name: string, token: string): void => void forged.push([name, token]);
    const { privateKey: stranger, publicKey: strangers } = await generateKeyPair("RS256", { extractable: true });
    const [rsa] = provider.keys;
    const spki = await exportSPKI(rsa!.publicKey);
    const kids = [
      rsa!.kid,
      "",
      "../../../../dev/null",
      "/etc/passwd",
      "key-RS256\0",
      "' OR 1=1 --",
      "http://127.0.0.1/",
    ];

    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      for (const kid of kids) {
        forge(`alg ${alg} without a signature`, `${b64({ alg, kid })}.${body}.`);
        forge(`alg ${alg} with a signature`, `${b64({ alg, kid })}.${body}.${signature}`);
      }
    }
    // The public key as a shared secret.
    for (const [alg, hash] of [
      ["HS256", "sha256"],
      ["HS384", "sha384"],
      ["HS512", "sha512"],
    ] as const) {
      for (const secret of [spki, spki.trim(), JSON.stringify(rsa!.jwk), String(rsa!.jwk.n), "", "secret"]) {
        for (const kid of kids.slice(0, 3)) {
          const signed = `${b64({ alg, kid })}.${body}`;
          forge(`${alg} over a public key`, `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`);
        }
      }
    }
    // Another key, under every name it might be given.
    for (const kid of [...kids, "unknown", "a".repeat(4000)]) {
      for (const extra of [
        {},
        { jwk: await exportJWK(strangers) },
        { jku: "http://127.0.0.1:9/jwks" },
        { x5u: "http://127.0.0.1:9/x" },
      ]) {
        forge(
          `another key as ${kid.slice(0, 20)} ${Object.keys(extra).join()}`,
          await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, ...extra }).sign(stranger),
        );
      }
    }
    // What is edited is not signed.
    const edits: Record<string, unknown>[] = [
      { email: "root@staff.example" },
      { aud: ["tributary-operator", "tributary-portal"] },
      { exp: now + 999_999 },
      { sub: "other" },
      { is_operator: true },
      { iss: portal.issuer },
      { constructor: { polluted: true } },
    ];
    for (const edit of edits)
      forge(`edited ${Object.keys(edit).join()}`, `${head}.${b64({ ...claims, ...edit })}.${signature}`);
    // Signed, but wrong in what they say.
    const wrong: Record<string, unknown>[] = [
      { aud: "tributary" },
      { aud: [] },
      { aud: "" },
      { aud: "TRIBUTARY-OPERATOR" },
      { aud: "tributary-operator " },
      { aud: 5 },
      { aud: { "tributary-operator": true } },
      { iss: provider.issuer.slice(0, -1) },
      { iss: `${provider.issuer}x` },
      { iss: provider.issuer.toUpperCase() },
      { iss: "" },
      { iss: 5 },
      { iss: [provider.issuer] },
      { iss: "__proto__" },
      { iss: undefined },
      { exp: now - 60 },
      { exp: 0 },
      { exp: -1 },
      { exp: "tomorrow" },
      { exp: undefined },
      { exp: null },
      { nbf: now + 3600 },
      { nbf: "later" },
      { iat: "then" },
      { sub: undefined },
    ];
    for (const alg of ["RS256", "ES256"]) {
      for (const given of wrong) {
        const payload = Object.fromEntries(
          Object.entries({ ...claims, ...given }).filter(([, value]) => value !== undefined),
        );
        const signed = `${b64({ alg, kid: `key-${alg}` })}.${b64(payload)}`;
        const key = provider.keys.find((one) => one.alg === alg)!;
        const raw =
          alg === "RS256"
            ? createSign("RSA-SHA256")
                .update(signed)
                .sign(await exportPKCS8(key.privateKey))
            : createSign("SHA256")
                .update(signed)
                .sign({ key: await exportPKCS8(key.privateKey), dsaEncoding: "ieee-p1363" });
        forge(`${alg} ${JSON.stringify(given)}`, `${signed}.${raw.toString("base64url")}`);
      }
    }
    // Headers that must be understood, and are not.
    for (const crit of [["exp"], ["http://example.com/x"], [], ["b64"], "exp", [5], ["alg"]]) {
      for (const more of [{}, { b64: false }, { exp: now }]) {
        forge(
          `crit ${JSON.stringify(crit)}`,
          `${b64({ alg: "RS256", kid: rsa!.kid, crit, ...more })}.${body}.${signature}`,
        );
      }
    }
    // Not tokens at all.
    for (const text of [
      "a.b.c",
      "..",
      ".",
      "a",
      `${head}.${body}`,
      `${head}.${body}.`,
      `${head}.${body}.${signature}.${signature}`,
      `.${body}.${signature}`,
      `${head}..${signature}`,
      `${good}=`,
      `${good}A`,
      good.slice(0, -6),
      `${head}.${Buffer.from("null").toString("base64url")}.${signature}`,
      `${head}.${Buffer.from("[]").toString("base64url")}.${signature}`,
      `${Buffer.from("null").toString("base64url")}.${body}.${signature}`,
      `${Buffer.from('{"alg":').toString("base64url")}.${body}.${signature}`,
      `${b64({})}.${body}.${signature}`,
      `${b64({ alg: ["RS256"] })}.${body}.${signature}`,
      `${b64({ alg: "RS256", kid: { $ne: null } })}.${body}.${signature}x`,
      `${b64({ alg: "ES256", kid: rsa!.kid })}.${body}.${signature}`,
      `${b64({ alg: "PS256", kid: rsa!.kid })}.${body}.${signature}`,
      "x".repeat(9000),
      `${head}.${b64({ ...claims, pad: "x".repeat(9000) })}.${signature}`,
    ]) {
      forge(`not a token: ${text.slice(0, 20)}`, text);
    }

    expect(forged.length).toBeGreaterThanOrEqual(200);
    const letIn: unknown[] = [];
    for (const [name, token] of forged) {
      const answer = await bearing(token);
      if (answer.status !== 401 || answer.code !== "UNAUTHENTICATED") letIn.push([name, answer]);
    }
    expect(letIn).toEqual([]);
    const atTheDoor = await Promise.all(forged.slice(0, 60).map(async ([, token]) => (await signIn(token)).status));
    expect(new Set(atTheDoor)).toEqual(new Set([401]));
  });
});
