import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { PartnerRevocation } from "../../src/entities/partners/partner-revocation.entity.js";
import { Redecision } from "../../src/entities/partners/redecision.entity.js";
import { Terms } from "../../src/entities/partners/terms.entity.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import { ProgramWorld, tenPercent } from "../support/program-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

describe("settings of programs and partners", () => {
  let world: World;
  let house: ProgramWorld;
  let acme: TenantContext;
  let rival: TenantContext;

  beforeAll(async () => {
    world = await startWorld();
    house = new ProgramWorld(world);
    [acme, rival] = [await house.organization(), await house.organization()];
  });
  afterAll(() => world.end());

  test("each change of settings is known from a revision of its own", async () => {
    const program = await house.program(acme);
    const first = await house.programs.current(acme, program.id);
    const changes = await Promise.all(
      [10, 20, 30].map((holdbackDays) => house.programs.change(acme, program.id, { holdbackDays })),
    );
    const known = [first, ...changes].map((version) => version.knownFrom);
    expect(new Set(known).size).toBe(4);
    expect(new Set(changes.map((version) => version.version))).toEqual(new Set([2, 3, 4]));
  });

  test("A-COMM-10 the first link freezes the program's terms for its partner, a second one leaves them", async () => {
    const program = await house.program(acme, { holdbackDays: 7 });
    const partner = await house.partner(acme);
    await house.link(acme, program.id, partner.id);
    await house.programs.change(acme, program.id, { holdbackDays: 60 });
    await house.link(acme, program.id, partner.id);
    const terms = await acme.repo(Terms).findBy({ partnerId: partner.id });
    expect(terms).toMatchObject([{ source: "snapshot", version: 1, holdbackDays: 7, rules: [tenPercent] }]);
  });

  test("A-COMM-07 an amendment replaces the terms, and clearing lets the program apply", async () => {
    const program = await house.program(acme);
    const link = await house.link(acme, program.id);
    await house.terms.amend(acme, link.partnerId, program.id, { rules: null, holdbackDays: 3 });
    await house.terms.clear(acme, link.partnerId, program.id);
    const versions = await acme.repo(Terms).findBy({ partnerId: link.partnerId }, { order: { version: "ASC" } });
    expect(versions.map(({ source, holdbackDays }) => ({ source, holdbackDays }))).toEqual([
      { source: "snapshot", holdbackDays: 14 },
      { source: "amendment", holdbackDays: 3 },
      { source: "cleared", holdbackDays: null },
    ]);
  });

  test("S20 model and window change only while the program is not live", async () => {
    const program = await house.program(acme);
    expect(await house.programs.changeModel(acme, program.id, { attributionModel: "linear" })).toEqual({
      kind: "live",
    });
    await house.programs.end(acme, program.id);
    const changed = await house.programs.changeModel(acme, program.id, { attributionModel: "linear", windowDays: 90 });
    expect(changed).toMatchObject({ kind: "changed", program: { attributionModel: "linear", windowDays: 90 } });
  });

  test("S20 everybody with an event and a click of the program is put up for deciding anew", async () => {
    const program = await house.program(acme);
    const link = await house.link(acme, program.id);
    await acme.execute(
      `WITH c AS (INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at)
         SELECT $1, gen_random_uuid(), $2, $3, $4, gen_random_uuid(), now() FROM generate_series(1, 3) RETURNING *),
       p AS (INSERT INTO person (organization_id, id, visitor_id, created_at)
         SELECT $1, gen_random_uuid(), visitor_id, now() FROM c RETURNING *)
       INSERT INTO event (organization_id, id, external_id, person_id, bound_by, type, occurred_at, recorded_at, settings_revision, body_hash)
       SELECT $1, gen_random_uuid(), p.id::text, p.id, 'cref', 'sale', now(), now(), 1, '' FROM p LIMIT 2`,
      [acme.organizationId, link.id, program.id, link.partnerId],
    );
    await house.programs.end(acme, program.id);
    await house.programs.changeModel(acme, program.id, { attributionModel: "first_click" });
    expect(await acme.repo(Redecision).findBy({ reason: "program.modelChanged" })).toHaveLength(2);
  });

  test("A-PART-04 revoking ends the partner's sessions in the same commit and is kept for ever", async () => {
    const partner = await house.partner(acme);
    await acme.execute(
      `INSERT INTO session (id, organization_id, principal_kind, principal_id, token_hash, generation, created_at, expires_at)
       VALUES (gen_random_uuid(), $1, 'partner', $2, sha256($3), 1, now(), now() + interval '1 day')`,
      [acme.organizationId, partner.id, Buffer.from(partner.id)],
    );
    await house.partners.revoke(acme, partner.id, "spam");
    await house.partners.revoke(acme, partner.id, "again");
    expect(
      await acme.query("SELECT revoked_at IS NOT NULL AS dead FROM session WHERE principal_id = $1", [partner.id]),
    ).toEqual([{ dead: true }]);
    await house.partners.reinstate(acme, partner.id);
    const [revocation, ...more] = await acme.repo(PartnerRevocation).findBy({ partnerId: partner.id });
    expect(more).toEqual([]);
    expect(revocation?.reason).toBe("spam");
    expect(revocation?.liftedKnownFrom).toBeGreaterThan(revocation?.knownFrom ?? 0n);
  });

  test("A-PART-02 the same address twice at once is one partner and one conflict", async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => house.partners.create(acme, { name: "Twin", email: "Twin@Example.com" })),
    );
    expect(attempts.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === "rejected")
        expect(attempt.reason).toMatchObject({ code: "email_taken", kind: "conflict" });
    }
  });

  test("A-TEN-03 the same address and key may exist in two organizations", async () => {
    const [mine, theirs] = [await house.program(acme, { slug: "same" }), await house.program(rival, { slug: "same" })];
    for (const [ctx, program] of [
      [acme, mine],
      [rival, theirs],
    ] as const) {
      const partner = await house.partners.create(ctx, { name: "Both", email: "both@example.com" });
      await house.links.create(ctx, { partnerId: partner.id, programId: program.id, key: "same" });
    }
    await expect(house.program(acme, { slug: "same" })).rejects.toMatchObject({ code: "slug_taken" });
  });

  test("to another organization a program, a partner and terms do not exist", async () => {
    const program = await house.program(acme);
    const partner = await house.partner(acme);
    const attempts = [
      () => house.programs.change(rival, program.id, { holdbackDays: 1 }),
      () => house.programs.end(rival, program.id),
      () => house.programs.changeModel(rival, program.id, { windowDays: 1 }),
      () => house.partners.revoke(rival, partner.id),
      () => house.partners.reinstate(rival, partner.id),
      () => house.terms.amend(rival, partner.id, program.id, { rules: null, holdbackDays: null }),
      () => house.links.create(rival, { partnerId: partner.id, programId: program.id }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ kind: "notFound" });
  });

  test("AZ9 a partner or a key without the right is refused and nothing is written", async () => {
    const program = await house.program(acme);
    const events = world.as(acme.organizationId, { kind: "key", keyId: program.id, scopes: ["events:write"] });
    await expect(house.programs.end(events, program.id)).rejects.toMatchObject({ code: "forbidden_scope" });
    expect((await house.programs.current(acme, program.id)).version).toBe(1);
  });

  test.each([
    ["a percentage with a fifth decimal", { ...tenPercent, reward: { kind: "percent", percentE4: 0.5 } }],
    ["a negative percentage", { ...tenPercent, reward: { kind: "percent", percentE4: -1 } }],
    [
      "a fixed amount beyond a JSON integer",
      { ...tenPercent, reward: { kind: "fixed", amountMinor: "9007199254740992", currency: "EUR" } },
    ],
    ["a currency that is none", { ...tenPercent, reward: { kind: "fixed", amountMinor: "1", currency: "EUX" } }],
    ["a field that nobody knows", { ...tenPercent, surprise: true }],
  ])("IN5 %s is refused", async (_, rule) => {
    await expect(house.program(acme, { rules: [rule as never] })).rejects.toMatchObject({ code: "rules_invalid" });
  });

  test("A-ATTR-06 a deep link leads only to an allowed domain", async () => {
    const program = await house.program(acme, { deepLinkDomains: ["shop.example.com"] });
    const partner = await house.partner(acme);
    const link = (destinationUrl: string) =>
      house.links.create(acme, { partnerId: partner.id, programId: program.id, destinationUrl });
    expect(await link("https://shop.example.com/sale")).toMatchObject({
      deepLinkUrl: "https://shop.example.com/sale",
    });
    await expect(link("https://evil.example/")).rejects.toMatchObject({ code: "destination_not_allowed" });
  });

  test("A-ATTR-05 a program without a destination is refused", async () => {
    await expect(house.program(acme, { destinationUrl: "" })).rejects.toMatchObject({ code: "destination_invalid" });
  });
});
