import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import type { JournalFact } from "../../src/services/audit/journal-fact.js";
import { ORGANIZATION_INVARIANTS, PLATFORM_INVARIANTS } from "../../src/services/platform/invariants/index.js";
import { InvariantCheck } from "../../src/services/platform/invariants/invariant-check.js";
import { runtimeRoleIsUnprivileged } from "../../src/services/platform/invariants/runtime-role-is-unprivileged.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import { newId } from "../../src/shared/ids.js";
import { EARNED as id, earnCommission } from "../support/earned-commission.js";
import { JournalProcess } from "../support/journal-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

/** One way to break each promise, as only a superuser can, and the sentence that must name it. */
const BREAKS: { invariant: string; how: string; break: string; sentence: RegExp }[] = [
  {
    invariant: "tables-force-row-security",
    how: "a table stops forcing its row security",
    break: "ALTER TABLE commission NO FORCE ROW LEVEL SECURITY",
    sentence: /The table commission does not force row level security/,
  },
  {
    invariant: "tables-force-row-security",
    how: "a table loses its policy",
    break: "DROP POLICY own_rows ON terms",
    sentence: /The table terms has no policy/,
  },
  {
    invariant: "tables-force-row-security",
    how: "a policy shows every row",
    break: "ALTER POLICY own_rows ON partner USING (true)",
    sentence: /policy own_rows of table partner does not compare the organization/,
  },
  {
    invariant: "tables-force-row-security",
    how: "a policy lets a login across",
    break: "CREATE POLICY back_door ON link TO tributary_app USING (true)",
    sentence: /back_door lets the role tributary_app, which can log in, cross table link/,
  },
  {
    invariant: "references-carry-organization",
    how: "a reference leaves the organization out",
    break:
      "CREATE UNIQUE INDEX ix ON link (id); ALTER TABLE click ADD CONSTRAINT loose FOREIGN KEY (link_id) REFERENCES link (id)",
    sentence: /reference loose of table click does not carry the organization/,
  },
  {
    invariant: "active-organizations-have-owner",
    how: "the last owner loses their seat",
    break: `UPDATE membership SET status = 'SUSPENDED' WHERE organization_id = '${id.organization}'`,
    sentence: /The organization acme has no active owner/,
  },
  {
    invariant: "seats-equal-learners",
    how: "a learner is there who took no seat",
    break: `UPDATE membership SET role = 'LEARNER' WHERE organization_id = '${id.organization}'`,
    sentence: /0 seats are taken, and 1 learners are active/,
  },
  {
    invariant: "revoked-holders-have-no-session",
    how: "a partner is revoked and their session stays",
    break: `
      INSERT INTO session (id, organization_id, principal_kind, principal_id, token_hash, generation, created_at, expires_at)
        VALUES ('${newId()}', '${id.organization}', 'partner', '${id.partner}', sha256('t'), 1, now(), now() + interval '1 day');
      UPDATE partner SET revoked_at = now() WHERE id = '${id.partner}'`,
    sentence: /of the revoked partner .* still lives/,
  },
  {
    invariant: "partner-status-matches-revocation",
    how: "a partner is revoked without a record of since when",
    break: `UPDATE partner SET status = 'revoked', revoked_at = now() WHERE id = '${id.partner}'`,
    sentence: /is revoked, with 0 open revocations/,
  },
  {
    invariant: "secrets-are-hashed",
    how: "a token is stored as it is",
    break: `UPDATE partner SET name = 'Nora, trb_i_${"a".repeat(43)}'`,
    sentence: /A row of the table partner holds a token in plain text/,
  },
  {
    invariant: "secrets-are-hashed",
    how: "a table that nobody listed holds a token",
    break: `CREATE TABLE note (organization_id uuid, id int, body jsonb);
      GRANT SELECT ON note TO tributary_app; INSERT INTO note VALUES ('${id.organization}', 1, '["trb_k_${"b".repeat(43)}"]')`,
    sentence: /A row of the table note holds a token in plain text/,
  },
  {
    invariant: "hashes-are-whole",
    how: "a token could be stored in the place of its hash",
    break: "ALTER TABLE sign_in_step DROP CONSTRAINT ck_sign_in_step_hash",
    sentence: /The column token_hash of table sign_in_step takes what is no SHA-256/,
  },
  {
    invariant: "hashes-are-whole",
    how: "a table that nobody listed has a hash without a rule",
    break: "CREATE TABLE new_door (ticket_hash bytea NOT NULL)",
    sentence: /The column ticket_hash of table new_door takes what is no SHA-256/,
  },
  {
    invariant: "children-belong-to-parents",
    how: "a click moves to another organization",
    break: `UPDATE click SET organization_id = '${id.other}'`,
    sentence: /A credit points at the click 0190.*c1, which is not here/,
  },
  {
    invariant: "trees-are-whole",
    how: "what stood above an organization is gone",
    break: `UPDATE organization SET parent_id = '${newId()}', root_id = '${id.organization}', depth = 1 WHERE id = '${id.other}'`,
    sentence: /is not where its parent .* and its root .* say/,
  },
  {
    invariant: "events-are-unique",
    how: "an event is there twice",
    break: `ALTER TABLE event DROP CONSTRAINT uq_event_external_id;
      CREATE TEMP TABLE copied AS TABLE event; UPDATE copied SET id = '${newId()}'; INSERT INTO event TABLE copied`,
    sentence: /There are 2 events with the id order-1/,
  },
  {
    invariant: "credits-sum-to-whole",
    how: "a credit weighs more than its decision",
    break: "UPDATE credit SET weight = 2",
    sentence: /weigh 2 of 1/,
  },
  {
    invariant: "credits-sum-to-whole",
    how: "the credits share a minor unit too little",
    break: "UPDATE credit SET value_minor = 9999",
    sentence: /share 9999 of the 10000 USD/,
  },
  {
    invariant: "credits-name-their-click",
    how: "a credit names another event",
    break: `UPDATE credit SET event_id = '${newId()}'`,
    sentence: /its click and decision say/,
  },
  {
    invariant: "credits-stay-inside-window",
    how: "a credited click is later than its event",
    break: "UPDATE click SET clicked_at = '2026-01-01T01:00:00.001Z'",
    sentence: /which is later than it/,
  },
  {
    invariant: "credits-stay-inside-window",
    how: "a credited click is a millisecond older than the window",
    break: "UPDATE click SET clicked_at = '2025-12-02T00:59:59.999Z'",
    sentence: /older than the window of 30 days/,
  },
  {
    invariant: "credits-stay-inside-window",
    how: "a credited click was made while its partner was revoked",
    break: "UPDATE click SET partner_revoked = true",
    sentence: /made while its partner was revoked/,
  },
  {
    invariant: "commissions-are-unique",
    how: "a commission is doubled",
    break: `ALTER TABLE commission DROP CONSTRAINT uq_commission_attribution_id_partner_id_program_id_rule_key;
      CREATE TEMP TABLE copied AS TABLE commission; UPDATE copied SET id = '${newId()}'; INSERT INTO commission TABLE copied`,
    sentence: /has 2 commissions of decision/,
  },
  {
    invariant: "refunds-add-up",
    how: "an event is refunded by nobody",
    break: "UPDATE event SET refunded_minor = 1",
    sentence: /Refunds took 1 of event .*, but those that apply to it sum to 0/,
  },
  {
    invariant: "commissions-follow-rules",
    how: "a commission is a minor unit more than its rule gives",
    break: "UPDATE commission SET amount_minor = 1001",
    sentence: /is worth 1001 to partner .* by rule sale in USD, but its credits and rules give 1000/,
  },
  {
    invariant: "commissions-follow-rules",
    how: "a commission is lost",
    break: "DELETE FROM commission",
    sentence: /is worth 0 to partner .*, but its credits and rules give 1000/,
  },
  {
    invariant: "commissions-keep-instant",
    how: "a commission counts at another instant than its event",
    break: "UPDATE commission SET occurred_at = '2026-01-01T01:00:00.001Z'",
    sentence: /counts at 2026-01-01T01:00:00.001Z, but its event happened at 2026-01-01T01:00:00.000Z/,
  },
  {
    invariant: "commissions-match-ledger",
    how: "a commission is approved past the ledger",
    break: "UPDATE commission SET status = 'approved'",
    sentence: /is approved with 1000 USD; the ledger holds 1000 of it and owes 0/,
  },
  {
    invariant: "rollups-equal-commissions",
    how: "a day is summed without its only commission",
    break: `INSERT INTO commission_rollup_day (organization_id, starts_at, ends_at)
      VALUES ('${id.organization}', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')`,
    sentence:
      /From 2026-01-01T00:00:00.000Z on the program sum of held commissions in USD .* says nothing; they come to 1 commissions with 1000 /,
  },
  {
    invariant: "changes-are-journalled",
    how: "a commission's entry is gone",
    break: "DELETE FROM journal_entry WHERE kind = 'commission.accrued'",
    sentence: /There is no commission.accrued for /,
  },
  {
    invariant: "transfers-sum-to-zero",
    how: "an entry of a transfer is lost",
    break: `DELETE FROM ledger_entry WHERE id = '${id.debit}'`,
    sentence: /sums to -1000 USD instead of zero/,
  },
  {
    invariant: "transfers-sum-to-zero",
    how: "all entries of a transfer are lost",
    break: "DELETE FROM ledger_entry",
    sentence: /has no entries/,
  },
  {
    invariant: "transfers-sum-to-zero",
    how: "a transfer changes the currency on its way",
    break: `UPDATE ledger_entry SET currency = 'EUR' WHERE id = '${id.debit}'`,
    sentence: /mixes the currencies EUR, USD/,
  },
  {
    invariant: "entries-keep-currency",
    how: "an account in dollars gets euros",
    break: "UPDATE ledger_entry SET currency = 'EUR'",
    sentence: /is in EUR on an account in USD/,
  },
  {
    invariant: "balances-equal-entries",
    how: "a balance is a minor unit off",
    break: `UPDATE ledger_account SET balance_minor = -1001 WHERE id = '${id.held}'`,
    sentence: /shows -1001 USD, but its entries sum to -1000/,
  },
];

const fact = (kind: JournalFact["kind"], subjectId: string): JournalFact => ({
  kind,
  subject: { type: kind.slice(0, kind.indexOf(".")), id: subjectId },
  data: {},
});

/** The entries of the rows that `earnCommission` writes. */
const journalOf = (organization: string): JournalFact[] => {
  const seat = fact("membership.created", id.membership);
  if (organization === id.other) return [seat];
  return [
    seat,
    fact("partner.created", id.partner),
    fact("program.created", id.program),
    fact("link.created", id.link),
    fact("event.recorded", id.event),
    fact("commission.accrued", id.commission),
  ];
};

describe("what must always hold", () => {
  let world: World;
  let superuser: pg.Client;

  beforeEach(async () => {
    world = await startWorld();
    superuser = new pg.Client(world.storage.superuserUrl);
    await superuser.connect();
    await earnCommission(superuser);
    const process = journalProcess();
    for (const organization of [id.organization, id.other]) {
      await process.ctx(organization).transaction((ctx) => process.journal.append(ctx, journalOf(organization)));
      await process.sealer.seal(organization);
    }
  });
  afterEach(async () => {
    await superuser.end();
    await world.end();
  });

  const journalProcess = (): JournalProcess =>
    new JournalProcess(world.database, world.storage.appUrl, Buffer.from(world.storage.secretKey, "base64url"));

  const broken = async (): Promise<Record<string, string[]>> =>
    Object.fromEntries(
      (await new InvariantCheck(world.database).run())
        .filter(({ count }) => count > 0n)
        .map(({ name, violations }) => [name, violations.map(({ sentence }) => sentence)]),
    );

  test("a sound database breaks nothing", async () => {
    expect(await broken()).toEqual({});
    await superuser.query(
      `UPDATE organization SET parent_id = '${id.organization}', root_id = '${id.organization}', depth = 1 WHERE id = '${id.other}'`,
    );
    expect(await broken()).toEqual({});
  });

  test.each(BREAKS)("$invariant: it is noticed when $how", async ({ invariant, break: statements, sentence }) => {
    // Neither references nor triggers stop this: so it is after a bad restore, or a hand at the wrong table.
    await superuser.query("SET session_replication_role = replica");
    await superuser.query(statements);
    expect((await broken())[invariant]).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
  });

  test("runtime-role-is-unprivileged: it is noticed when the runtime connects as the owner", async () => {
    const owner = createDataSource({ url: world.storage.ownerUrl, poolMax: 2, applicationName: "test" });
    await owner.initialize();
    const { examples } = await runtimeRoleIsUnprivileged.find(new Database(owner), 5);
    await owner.destroy();
    expect(examples).toEqual(expect.arrayContaining([expect.stringMatching(/ owns tables\.$/)]));
  });

  test("journals-verify: it is noticed when an entry is changed", async () => {
    const process = journalProcess();
    await process.write(id.organization, "first", "second");
    await process.sealer.seal(id.organization);
    await superuser.query(
      "UPDATE journal_entry SET bytes = replace(encode(bytes, 'escape'), 'second', 'mended')::bytea",
    );
    expect((await broken())["journals-verify"]).toEqual([expect.stringMatching(/breaks at position 7: /)]);
  });

  test("pending-entries-are-young: it is noticed when a running server does not seal", async () => {
    await superuser.query(`INSERT INTO journal_pending (organization_id, id, kind, bytes, digest, appended_at)
      VALUES ('${id.organization}', '${newId()}', 'link.created', '', '', now() - interval '2 minutes')`);
    expect(await broken()).toEqual({});
    const server = new pg.Client({ connectionString: world.storage.appUrl, application_name: "tributary server" });
    await server.connect();
    expect((await broken())["pending-entries-are-young"]).toEqual([expect.stringMatching(/waits since /)]);
    await server.end();
  });

  test("every other invariant has a way to break it above", () => {
    const named = new Set(BREAKS.map(({ invariant }) => invariant));
    const untried = [...PLATFORM_INVARIANTS, ...ORGANIZATION_INVARIANTS].filter(({ name }) => !named.has(name));
    expect(untried.map(({ name }) => name)).toEqual([
      "runtime-role-is-unprivileged",
      "pending-entries-are-young",
      "journals-verify",
    ]);
  });
});
