import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { Campaign, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { Asker, REFUSAL } from "../support/told.js";

const PARTNER = "id name email status revokedAt";
const CREATE = `mutation ($input: CreatePartnerInput!) { createPartner(input: $input) {
  ${REFUSAL} ... on CreatePartnerPayload { partner { ${PARTNER} } } } }`;
const REVOKE = `mutation ($input: RevokePartnerInput!) { revokePartner(input: $input) {
  ${REFUSAL} ... on RevokePartnerPayload { partner { ${PARTNER} } } } }`;
const REINSTATE = `mutation ($input: ReinstatePartnerInput!) { reinstatePartner(input: $input) {
  __typename ... on ReinstatePartnerPayload { partner { ${PARTNER} } } } }`;
const LINK = `mutation ($input: CreateLinkInput!) { createLink(input: $input) {
  ${REFUSAL} ... on CreateLinkPayload { link { id key url destinationUrl partner { id } program { id } } } } }`;
const AMEND = `mutation ($input: AmendTermsInput!) { amendTerms(input: $input) {
  ${REFUSAL} ... on AmendTermsPayload { terms { id version source holdbackDays effectiveFrom } } } }`;
const CLEAR = `mutation ($input: ClearTermsInput!) { clearTerms(input: $input) {
  __typename ... on ClearTermsPayload { terms { id version source holdbackDays } } } }`;

let door: DoorWorld;
let acme: DoorOrganization;
let campaign: Campaign;
let foreign: Campaign;
let manager: Asker;
let looker: Asker;

beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  campaign = await acme.campaign({ deepLinkDomains: ["shop.example.com"] });
  foreign = await (await door.organization()).campaign();
  manager = new Asker(door, (await acme.member("MANAGER")).token);
  looker = new Asker(door, (await acme.member("SUPPORT")).token);
});
afterAll(() => door.end());

async function asPartner(of = campaign): Promise<{ id: string; partner: Asker }> {
  const { id, token } = await of.partner();
  return { id, partner: new Asker(door, token) };
}
const settingsRevision = (): Promise<object[]> => acme.ctx.query("SELECT revision FROM settings_head");

const email = (): string => `${newId()}@example.com`;

describe("partners over the graph", () => {
  test("a partner is created active, their address in lower case", async () => {
    const address = email();
    const { partner } = await manager.told(CREATE, { name: " Ann ", email: address.toUpperCase() });
    expect(partner).toMatchObject({ name: "Ann", email: address, status: "ACTIVE", revokedAt: null });
  });

  test("A-PART-02 of two with one address at once, one is created and the other is told", async () => {
    const address = email();
    const answers = await Promise.all(["A", "B", "C"].map((name) => manager.told(CREATE, { name, email: address })));
    expect(answers.map(({ __typename }): string => __typename).sort()).toEqual([
      "CreatePartnerPayload",
      "PartnerEmailTaken",
      "PartnerEmailTaken",
    ]);
    expect(answers).toContainEqual(expect.objectContaining({ code: "PARTNER_EMAIL_TAKEN", path: ["email"] }));
  });

  test.each([
    [{ name: "" }, "NAME_INVALID", "name"],
    [{ name: "x".repeat(201) }, "NAME_INVALID", "name"],
    [{ email: "nobody" }, "EMAIL_INVALID", "email"],
    [{ email: "a\u0000@b" }, "EMAIL_INVALID", "email"],
  ])("refuses %j", async (given, code, field) => {
    const answer = await manager.told(CREATE, { name: "Ann", email: email(), ...given });
    expect(answer).toMatchObject({ __typename: "FieldInvalid", code, path: [field] });
  });

  test("A-PART-07 a revoked partner's session ends, and both ways may be repeated", async () => {
    const { id, token } = await campaign.partner();
    const { partner } = await manager.told(REVOKE, { partnerId: id, reason: "spam,\nmuch of it" });
    expect(partner.status).toBe("REVOKED");
    const { status } = await door.graph("{ viewer { kind } }", { token });
    expect(status).toBe(401);
    expect((await manager.told(REVOKE, { partnerId: id })).partner).toEqual(partner);
    for (let twice = 0; twice < 2; twice++) {
      const { partner: back } = await manager.told(REINSTATE, { partnerId: id });
      expect(back).toMatchObject({ status: "ACTIVE", revokedAt: null });
    }
  });

  test("a reason that cannot be kept is refused and the partner stays", async () => {
    const { id } = await acme.partner();
    for (const reason of ["", "x".repeat(501), "a\u0000b"]) {
      const answer = await manager.told(REVOKE, { partnerId: id, reason });
      expect(answer).toMatchObject({ __typename: "FieldInvalid", code: "REASON_INVALID", path: ["reason"] });
    }
    expect(await manager.told(REINSTATE, { partnerId: id })).toMatchObject({ partner: { status: "ACTIVE" } });
  });

  test("revoking twice at once is one revocation", async () => {
    const { id } = await acme.partner();
    await Promise.all([1, 2, 3].map(() => manager.told(REVOKE, { partnerId: id })));
    const rows = await acme.ctx.query("SELECT 1 FROM partner_revocation WHERE partner_id = $1", [id]);
    expect(rows).toHaveLength(1);
  });
});

describe("links over the graph", () => {
  test("a link gets the wanted key and leads into the program's domains, or gets a random key", async () => {
    const { id: partnerId } = await acme.partner();
    const given = { partnerId, programId: campaign.programId };
    const key = `key-${newId()}`;
    const { link } = await manager.told(LINK, { ...given, key, destinationUrl: "https://shop.example.com/sale" });
    expect(link).toMatchObject({
      key,
      url: expect.stringMatching(new RegExp(`/r/${key}$`)),
      destinationUrl: "https://shop.example.com/sale",
      partner: { id: partnerId },
      program: { id: campaign.programId },
    });
    const { link: random } = await manager.told(LINK, given);
    expect(random).toMatchObject({
      key: expect.stringMatching(/^[a-z0-9]{10}$/),
      destinationUrl: "https://shop.example.com/",
    });
  });

  test("of two links with one key at once, one is made, and the other freezes no terms", async () => {
    const key = `key-${newId()}`;
    const partners = await Promise.all([acme.partner(), acme.partner(), acme.partner()]);
    const answers = await Promise.all(
      partners.map(({ id: partnerId }) => manager.told(LINK, { partnerId, programId: campaign.programId, key })),
    );
    expect(answers.filter(({ __typename }) => __typename === "LinkKeyTaken")).toMatchObject([
      { code: "LINK_KEY_TAKEN", path: ["key"] },
      { code: "LINK_KEY_TAKEN", path: ["key"] },
    ]);
    const ids = partners.map(({ id }) => id);
    const frozen = await acme.ctx.query("SELECT 1 FROM terms WHERE partner_id = ANY ($1::uuid[])", [ids]);
    expect(frozen).toHaveLength(1);
  });

  test("a key, a destination or a partner that cannot be used is refused", async () => {
    const { id: partnerId } = await acme.partner();
    const given = { partnerId, programId: campaign.programId };
    expect(await manager.told(LINK, { ...given, key: "with space" })).toMatchObject({
      __typename: "FieldInvalid",
      code: "KEY_INVALID",
      path: ["key"],
    });
    for (const destinationUrl of ["https://evil.example/", "https://u@shop.example.com/", "nonsense"]) {
      expect(await manager.told(LINK, { ...given, destinationUrl })).toMatchObject({
        __typename: "DestinationRefused",
        path: ["destinationUrl"],
      });
    }
    await manager.told(REVOKE, { partnerId });
    expect(await manager.told(LINK, given)).toMatchObject({ __typename: "PartnerRevoked", code: "PARTNER_REVOKED" });
  });

  test("a link that is made while its partner is being revoked comes first or is refused", async () => {
    for (let round = 0; round < 5; round++) {
      const { id: partnerId } = await acme.partner();
      const [answer] = await Promise.all([
        manager.told(LINK, { partnerId, programId: campaign.programId }),
        manager.told(REVOKE, { partnerId }),
      ]);
      const [made] = await acme.ctx.query<{ is_first: boolean }>(
        // Their instants are those at which they began; the settings revisions tell which came first.
        `SELECT t.known_from < r.known_from AS is_first FROM partner_revocation r
         LEFT JOIN terms t ON t.organization_id = r.organization_id AND t.partner_id = r.partner_id
         WHERE r.partner_id = $1`,
        [partnerId],
      );
      expect(made?.is_first).toBe(answer.__typename === "CreateLinkPayload" ? true : null);
    }
  });
});

describe("a partner's own links", () => {
  const deep = "https://shop.example.com/shoes?size=42";
  test("lead deep into a program that they are in, once for a key of the request, under the terms that they have", async () => {
    const { id: partnerId, partner } = await asPartner();
    const key = `own-${newId()}`;
    const input = { partnerId, programId: campaign.programId, key, destinationUrl: deep, idempotencyKey: newId() };
    const before = await settingsRevision();
    const made = await partner.told(LINK, input);
    expect(made).toMatchObject({
      __typename: "CreateLinkPayload",
      link: { key, destinationUrl: deep, partner: { id: partnerId }, program: { id: campaign.programId } },
    });
    expect(await partner.told(LINK, input)).toEqual(made);
    expect(await settingsRevision()).toEqual(before);
    const response = await fetch(made.link.url, { redirect: "manual" });
    expect(response.headers.get("location")).toMatch(/^https:\/\/shop\.example\.com\/shoes\?size=42&cref=/);
  });

  test("are nobody else's, and lead to no program that they are not in", async () => {
    const { id: partnerId, partner } = await asPartner();
    const { id: another } = await campaign.partner();
    const elsewhere = await acme.campaign();
    const { programId } = campaign;
    for (const input of [
      { partnerId: another, programId },
      { partnerId: "x", programId },
      { partnerId, programId: elsewhere.programId },
      { partnerId, programId: foreign.programId },
      { partnerId, programId: newId() },
    ]) {
      expect(await partner.refusal(LINK, input)).toBe("NOT_FOUND");
    }
    const rows = await acme.ctx.query("SELECT 1 FROM link WHERE partner_id = $1 AND program_id = $2", [
      partnerId,
      elsewhere.programId,
    ]);
    expect(rows).toEqual([]);
  });

  test("a repetition tells nobody of another partner's link", async () => {
    const { id: partnerId, partner } = await asPartner();
    const { partner: other } = await asPartner();
    const keyed = { partnerId, programId: campaign.programId, idempotencyKey: `link-${newId()}` };
    const first = await partner.told(LINK, keyed);
    expect(first.link.id).toEqual(expect.any(String));
    expect((await partner.told(LINK, keyed)).link.id).toBe(first.link.id);
    const { data, errors } = await other.ask(LINK, keyed);
    expect({ data, code: errors?.[0]?.extensions.code }).toEqual({ data: null, code: "NOT_FOUND" });
    expect(errors?.[0]?.path).toEqual(["createLink"]);
  });

  test("are refused where managers' would be, and where the program is not open", async () => {
    const { id: partnerId, partner } = await asPartner();
    const given = { partnerId, programId: campaign.programId };
    const refused = (input: Record<string, unknown>) => partner.told(LINK, { ...given, ...input });
    expect(await refused({ destinationUrl: "https://evil.example/" })).toMatchObject({
      __typename: "DestinationRefused",
      path: ["destinationUrl"],
    });
    expect(await refused({ key: "with space" })).toMatchObject({ __typename: "FieldInvalid", path: ["key"] });
    for (const dates of [{ endsAt: new Date("2026-01-01") }, { startsAt: new Date("2999-01-01") }]) {
      const closed = await acme.campaign();
      const { id, partner } = await asPartner(closed);
      await door.container.programs.change(acme.ctx, closed.programId, dates);
      expect(await partner.told(LINK, { partnerId: id, programId: closed.programId })).toMatchObject({
        __typename: "ProgramNotOpen",
        code: "PROGRAM_NOT_OPEN",
        path: ["programId"],
      });
      // Managers may prepare.
      expect(await manager.told(LINK, { partnerId: id, programId: closed.programId })).toMatchObject({
        __typename: "CreateLinkPayload",
      });
    }
  });

  test("come to an end at a thousand, however they were made", async () => {
    const { id: partnerId, partner } = await asPartner();
    await acme.ctx.execute(
      `INSERT INTO link (organization_id, id, program_id, partner_id, key, created_at)
       SELECT $1, gen_random_uuid(), $2, $3::uuid, 'many-' || n || '-' || $3::uuid, now() FROM generate_series(1, 998) n`,
      [acme.id, campaign.programId, partnerId],
    );
    const input = { partnerId, programId: campaign.programId };
    expect(await partner.told(LINK, input)).toMatchObject({ __typename: "CreateLinkPayload" });
    expect(await partner.told(LINK, input)).toMatchObject({ __typename: "LinksExhausted", code: "LINKS_EXHAUSTED" });
    expect(await manager.told(LINK, input)).toMatchObject({ __typename: "CreateLinkPayload" });
  });
});

describe("terms over the graph", () => {
  test("A-COMM-07 what is absent stays, null falls back to the program, and clearing ends them", async () => {
    const { id: partnerId } = await campaign.partner();
    const pair = { partnerId, programId: campaign.programId };
    const rules = [{ key: "ten-percent", percent: "50" }];
    const amended = await manager.told(AMEND, { ...pair, rules, effectiveFrom: "2026-01-01T00:00:00Z" });
    expect(amended.terms).toMatchObject({
      version: 2,
      source: "AMENDMENT",
      holdbackDays: 14,
      effectiveFrom: "2026-01-01T00:00:00.000Z",
    });
    const longer = await manager.told(AMEND, { ...pair, holdbackDays: null });
    expect(longer.terms).toMatchObject({ version: 3, holdbackDays: null });
    const kept = await door.container.terms.current(acme.ctx, partnerId, campaign.programId);
    expect(kept?.rules).toMatchObject([{ key: "ten-percent", reward: { percentE4: 500_000 } }]);
    const cleared = await manager.told(CLEAR, pair);
    expect(cleared.terms).toMatchObject({ version: 4, source: "CLEARED", holdbackDays: null });
  });

  test("terms that cannot be used are refused", async () => {
    const { id: partnerId } = await campaign.partner();
    const pair = { partnerId, programId: campaign.programId };
    expect(await manager.told(AMEND, { ...pair, holdbackDays: -1 })).toMatchObject({
      __typename: "FieldInvalid",
      code: "DAYS_INVALID",
      path: ["holdbackDays"],
    });
    expect(await manager.told(AMEND, { ...pair, rules: [{ key: "x", percent: "-1" }] })).toMatchObject({
      __typename: "RulesInvalid",
      path: ["rules", "0", "percent"],
    });
  });

  test("amendments at once get a version each", async () => {
    const { id: partnerId } = await campaign.partner();
    const pair = { partnerId, programId: campaign.programId };
    const answers = await Promise.all([1, 2, 3].map((holdbackDays) => manager.told(AMEND, { ...pair, holdbackDays })));
    expect(new Set(answers.map(({ terms }) => terms.version))).toEqual(new Set([2, 3, 4]));
  });
});

test("to another organization, and to those without the right, nothing of a partner can be changed", async () => {
  const [own, theirs] = [await campaign.partner(), await foreign.partner()];
  const inputs: [string, (partnerId: string, programId: string) => Record<string, unknown>][] = [
    [REVOKE, (partnerId) => ({ partnerId })],
    [REINSTATE, (partnerId) => ({ partnerId })],
    [LINK, (partnerId, programId) => ({ partnerId, programId })],
    [AMEND, (partnerId, programId) => ({ partnerId, programId, holdbackDays: 1 })],
    [CLEAR, (partnerId, programId) => ({ partnerId, programId })],
  ];
  for (const [text, input] of inputs) {
    expect(await manager.refusal(text, input(theirs.id, foreign.programId))).toBe("NOT_FOUND");
    expect(await looker.refusal(text, input(own.id, campaign.programId))).toBe("FORBIDDEN");
  }
  for (const text of [LINK, AMEND, CLEAR]) {
    for (const mixed of [
      { partnerId: own.id, programId: foreign.programId },
      { partnerId: theirs.id, programId: campaign.programId },
      { partnerId: "x", programId: "\u0000" },
    ]) {
      expect(await manager.refusal(text, mixed)).toBe("NOT_FOUND");
    }
  }
  expect(await looker.refusal(CREATE, { name: "Ann", email: email() })).toBe("FORBIDDEN");
});
