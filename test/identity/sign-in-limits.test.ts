import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import { DoorWorld } from "../support/door-world.js";

const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { __typename ... on UserError { code } }
}`;
const REQUEST = `mutation ($input: RequestSignInLinkInput!) {
  requestSignInLink(input: $input) { ... on RequestSignInLinkPayload { validMinutes } }
}`;

/** A wrong password of somebody who is not there, another one each time. */
const asked = (): object => ({
  variables: { input: { password: { email: `${newId()}@example.com`, password: "wrong wrong wrong" } } },
});

describe("C-SEC-03 trying passwords", () => {
  test("the eleventh failure of an address is refused by every server, with 429 and when to come again", async () => {
    const door = await DoorWorld.start();
    const other = await door.another();
    try {
      for (let tried = 0; tried < 10; tried++) {
        const { status, data } = await (tried % 2 ? door : other).graph(SIGN_IN, asked());
        expect([status, data.signIn.code]).toEqual([200, "CREDENTIALS_INVALID"]);
      }
      for (const one of [door, other]) {
        const answer = await one.graph(SIGN_IN, asked());
        expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([429, "TOO_MANY_ATTEMPTS"]);
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
        expect(answer.errors?.[0]?.message).toMatch(/^Too many attempts. Try again in 1\d minutes.$/);
      }
    } finally {
      await other.stop();
      await door.end();
    }
  });
});

describe("asking for a link", () => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
  });
  afterAll(() => door.end());

  const request = async (email: string, slug?: string) =>
    door.graph(REQUEST, { variables: { input: { email } }, ...(slug !== undefined && { slug }) });
  const mails = async (): Promise<string[]> => {
    await door.container.signInRequests.settled();
    return door.world.database.transaction({ role: "tributary_mailer" }, async (transaction) => {
      const rows = await transaction.query<{ template: string }>("DELETE FROM mail RETURNING template");
      return rows.map(({ template }) => template).sort();
    });
  };

  test("A-AUTH-05 A-AUTH-10 everybody gets the same answer, and mail those who may sign in", async () => {
    const [acme, rival] = [await door.organization(), await door.organization()];
    const email = `${newId()}@example.com`;
    const { operator } = door.world;
    const { organizations, partners } = door.container;
    await organizations.addMember(operator, acme.id, { email, name: "Ada", role: "OWNER" });
    await organizations.addMember(operator, rival.id, { email, name: "Ada", role: "MANAGER" });
    const partner = await partners.create(acme.ctx, { name: "Bob", email: "bob@partner.example" });

    const cases: [string, string[]][] = [
      [email, ["signInLink"]],
      [` ${email.toUpperCase()} `, ["signInLink"]],
      ["bob@partner.example", ["partnerSignInLink"]],
      ["nobody@example.com", []],
      ["no address", []],
      ["a@b.example\r\nBcc: victim@example.com", []],
      ["", []],
    ];
    for (const [address, expected] of cases) {
      const answer = await request(address);
      expect([address, answer.status, answer.data, answer.headers.get("set-cookie")]).toEqual([
        address,
        200,
        { requestSignInLink: { validMinutes: 30 } },
        null,
      ]);
      expect([address, await mails()]).toEqual([address, expected]);
    }
    // Asked for under one organization's path, a partner of another one gets nothing.
    await request("bob@partner.example", rival.slug);
    expect(await mails()).toEqual([]);

    // Whoever has lost every seat gets none; whoever never had one may come and create an organization.
    await acme.ctx.execute("UPDATE membership SET status = 'REMOVED', revoked_at = now() WHERE organization_id = $1", [
      acme.id,
    ]);
    await request(email);
    expect(await mails()).toEqual(["signInLink"]);
    await rival.ctx.execute("UPDATE membership SET status = 'REMOVED', revoked_at = now() WHERE organization_id = $1", [
      rival.id,
    ]);
    await request(email);
    expect(await mails()).toEqual([]);
    await operator.asRegistrar(acme.id, (ctx) =>
      ctx.execute("INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, 'Cy', now())", [
        newId(),
        "cy@example.com",
      ]),
    );
    await request("cy@example.com");
    expect(await mails()).toEqual(["signInLink"]);

    await partners.revoke(acme.ctx, partner.id, "test");
    for (let repeated = 0; repeated < 5; repeated++) await request("bob@partner.example");
    expect(await mails()).toEqual([]);
  });

  test("A-BUG-06 AZ18 one account is not mailed more than five times in a quarter of an hour, however many ask", async () => {
    const limited = await DoorWorld.start();
    try {
      const answers = [];
      for (let asked = 0; asked < 7; asked++) {
        answers.push((await limited.graph(REQUEST, { variables: { input: { email: "victim@example.com" } } })).status);
      }
      expect(answers).toEqual([200, 200, 200, 200, 200, 429, 429]);
    } finally {
      await limited.end();
    }
  });
});
