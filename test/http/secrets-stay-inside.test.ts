import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { createLog } from "../../src/shared/log.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename ... on CreateApiKeyPayload { token apiKey { id prefix } } } }`;
const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  ... on InviteMemberPayload { url } ... on UserError { message } } }`;
const SET_PASSWORD = `mutation ($input: SetPasswordInput!) { setPassword(input: $input) { __typename } }`;
const KEYS = "{ apiKeys { nodes { id name prefix createdAt } } }";

/** Everything that is logged, at the level that tells most. */
const lines: string[] = [];
const log = createLog("trace", { write: (line) => lines.push(line) });
/** Every answer's body and headers, but those that are there to show a secret once. */
const answers: string[] = [];

let door: DoorWorld;
let acme: DoorOrganization;
let superuser: pg.Client;
let canaries: Record<string, string>;

beforeAll(async () => {
  door = await DoorWorld.start({ log });
  acme = await door.organization();
  superuser = new pg.Client(door.world.storage.superuserUrl);
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await door.end();
});

beforeEach(async () => {
  lines.length = 0;
  answers.length = 0;
  const { appUrl, secretKey } = door.world.storage;
  const owner = await acme.member("OWNER");
  canaries = {
    session: owner.token,
    eventsKey: await acme.key("events:write"),
    signInToken: await acme.signInToken({ kind: "member", id: owner.membershipId }),
    secretKey,
    databasePassword: new URL(appUrl).password,
    someonesPassword: "correct-canary-battery-staple",
    forgedKey: `trb_k_${"canary".repeat(7)}x`,
  };
});

/** Sends it and keeps what came back. */
async function send(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${door.url}${path}`, { redirect: "manual", ...init });
  const text = await answer.text();
  answers.push(text, JSON.stringify([...answer.headers].filter(([name]) => name !== "set-cookie")));
  return { status: answer.status, text };
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** The names of the secrets that a text gives away. */
const given = (texts: readonly string[]): string[] =>
  Object.entries(canaries)
    .filter(([, secret]) => texts.some((text) => text.includes(secret)))
    .map(([name]) => name);

describe("secrets stay inside", () => {
  test("whatever is asked with them, well or badly", async () => {
    const { session, eventsKey, signInToken, someonesPassword, forgedKey } = canaries as Record<string, string>;
    const bearer = { authorization: `Bearer ${session}` };
    const cookie = { cookie: `tributary_session=${session}; other=${someonesPassword}` };
    for (const credential of [bearer, cookie, { authorization: `Bearer ${forgedKey}` }, { authorization: session! }]) {
      await send("/graphql", json({ query: KEYS }, credential));
      await send("/graphql", json(`{"query": "${session}`, credential));
      await send("/v1/reports/commissions.csv", { headers: credential });
    }
    await send(
      "/graphql",
      json({ query: `{ unknownField(password: "x") }`, variables: { password: someonesPassword } }),
    );
    await send("/v1/events", json({ id: 7, password: someonesPassword }, { authorization: `Bearer ${eventsKey}` }));
    await send(`/v1/nothing?token=${signInToken}`);
    await send(`/r/none?token=${signInToken}`);
    await send(`/t/${acme.slug}/graphql?query=%7B__typename%7D&token=${signInToken}`);
    await send("/readyz");
    await send("/csp-reports", json({ "csp-report": { "document-uri": `${door.url}/sign-in?token=${signInToken}` } }));
    expect({ logged: given(lines), answered: given(answers) }).toEqual({ logged: [], answered: [] });
    expect(answers.length).toBeGreaterThan(20);
  });

  test("a key is shown once, to whoever made it", async () => {
    const bearer = { authorization: `Bearer ${canaries["session"]}` };
    const input = { name: "Import", scopes: ["ADMIN"] };
    const made = await fetch(`${door.url}/graphql`, json({ query: CREATE_KEY, variables: { input } }, bearer));
    const { data } = (await made.json()) as { data: { createApiKey: { token: string } } };
    canaries["key"] = data.createApiKey.token;
    await send("/graphql", json({ query: KEYS }, bearer));
    await send("/graphql", json({ query: "{ journal(first: 50) { nodes { kind data } } }" }, bearer));
    expect({ logged: given(lines), answered: given(answers) }).toEqual({ logged: [], answered: [] });
    expect(answers.join("")).toContain("Import");
  });

  test("no table keeps one as it is, whatever the table and the column are called", async () => {
    const bearer = { authorization: `Bearer ${canaries["session"]}` };
    const ask = async (query: string, input: object): Promise<any> => {
      const answer = await fetch(`${door.url}/graphql`, json({ query, variables: { input } }, bearer));
      const { data, errors } = (await answer.json()) as { data: object; errors?: unknown };
      expect(errors).toBeUndefined();
      return Object.values(data)[0];
    };
    const key = await ask(CREATE_KEY, { name: "Kept", scopes: ["ADMIN"], idempotencyKey: "once" });
    const invited = await ask(INVITE, { email: "canary@example.com", role: "SUPPORT" });
    await ask(SET_PASSWORD, { password: canaries["someonesPassword"] });
    const secrets = Object.entries({
      ...canaries,
      key: key.token,
      invitation: invited.url.slice(invited.url.indexOf("=") + 1),
    });
    expect(secrets.every(([, secret]) => secret.length > 20)).toBe(true);

    const tables = await superuser.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
    );
    const names = tables.rows.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["session", "sign_in_step", "user_password", "mail", "journal_pending"]),
    );
    const keeping: string[] = [];
    for (const name of names) {
      // A row as text shows bytes in hexadecimal digits.
      const { rows } = await superuser.query<{ secret: string }>(
        `SELECT DISTINCT s.name AS secret FROM unnest($1::text[], $2::text[]) AS s (name, value)
         JOIN "${name}" t ON strpos(t::text, s.value) > 0 OR strpos(t::text, encode(s.value::bytea, 'hex')) > 0`,
        [secrets.map(([secret]) => secret), secrets.map(([, value]) => value)],
      );
      keeping.push(...rows.map(({ secret }) => `${name}: ${secret}`));
    }
    expect(keeping).toEqual([]);
  });

  test("a bug is told with its request's id alone, and logged without what was sent", async () => {
    await superuser.query("ALTER TABLE api_key RENAME TO api_key_elsewhere");
    const bearer = { authorization: `Bearer ${canaries["session"]}` };
    const input = { name: canaries["someonesPassword"], scopes: ["ADMIN"] };
    const { text } = await send("/graphql", json({ query: CREATE_KEY, variables: { input } }, bearer));
    await superuser.query("ALTER TABLE api_key_elsewhere RENAME TO api_key");
    expect(text).toContain('"code":"INTERNAL"');
    expect(text).not.toMatch(/api_key|relation|at .*\.js/);
    expect(lines.join("")).toContain("api_key");
    expect({ logged: given(lines), answered: given(answers) }).toEqual({ logged: [], answered: [] });
  });
});
