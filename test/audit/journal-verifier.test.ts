import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import { type JournalProcess, JournalWorld } from "../support/journal-world.js";

let world: JournalWorld;
let server: JournalProcess;
let organizationId: string;

beforeAll(async () => {
  world = await JournalWorld.start();
  server = await world.process();
});
afterAll(() => world.close());

beforeEach(async () => {
  organizationId = newId();
  await server.write(organizationId, ...Array.from({ length: 10 }, (_, index) => `e${index}`));
  await server.sealer.seal(organizationId);
});

/** As somebody who is past every right: a superuser with the database's files. */
const tamper = (statement: string, ...values: unknown[]) =>
  world.superuser.query(statement, [organizationId, ...values]);

const verify = () => server.verifier.verify(organizationId);

describe("verifying journals in the database", () => {
  test("a journal that nobody touched is whole, and so is one without entries", async () => {
    expect(await verify()).toMatchObject({ organizationId, verified: 10n, break: null });
    expect(await server.verifier.verify(newId())).toMatchObject({ verified: 0n, break: null });
  });

  test("part by part it gives what the whole gives, and what changed behind a part is a break of the next", async () => {
    const ctx = server.ctx(organizationId);
    const whole = await verify();
    const first = await server.verifier.verifyPart(ctx, 4);
    expect(first).toMatchObject({ verified: 4n, isComplete: false, break: null, head: { size: 10n } });
    const place = { position: first.verified, chainHash: Buffer.from(first.chainHash, "hex") };
    const second = await server.verifier.verifyPart(ctx, 6, place);
    expect(second).toMatchObject({ verified: 10n, isComplete: true, break: null, chainHash: whole.chainHash });
    expect(await server.verifier.verifyPart(ctx, 5, { ...place, chainHash: Buffer.alloc(32) })).toMatchObject({
      verified: 4n,
      isComplete: true,
      break: { kind: "chainBroken", position: 4n },
    });
    await tamper("UPDATE journal_head SET size = 12 WHERE organization_id = $1");
    // The part itself holds; what the head commits to beyond it is for the next one.
    expect(await server.verifier.verifyPart(ctx, 6, place)).toMatchObject({ verified: 10n, isComplete: false });
    expect(await server.verifier.verifyPart(ctx, 20, place)).toMatchObject({
      break: { kind: "missing", position: 10n },
    });
  });

  test("TM1 changed bytes are found", async () => {
    await tamper(
      `UPDATE journal_entry SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'e6', 'e7'), 'UTF8')
       WHERE organization_id = $1 AND position = 6`,
    );
    expect(await verify()).toMatchObject({ verified: 6n, break: { kind: "bytesChanged", position: 6n } });
  });

  test("TM1 a partner's column that was set is found", async () => {
    await tamper("UPDATE journal_entry SET partner_id = $2 WHERE organization_id = $1 AND position = 6", newId());
    expect(await verify()).toMatchObject({ break: { kind: "columnChanged", position: 6n } });
  });

  test("TM2 an inserted entry is found", async () => {
    await tamper("UPDATE journal_entry SET position = position + 1000 WHERE organization_id = $1 AND position >= 4");
    await tamper("UPDATE journal_entry SET position = position - 999 WHERE organization_id = $1 AND position >= 1000");
    await tamper("UPDATE journal_head SET size = 11 WHERE organization_id = $1");
    await tamper(
      `INSERT INTO journal_entry SELECT organization_id, 4, $2::uuid, kind,
         convert_to(replace(convert_from(bytes, 'UTF8'), id::text, $2::text), 'UTF8'),
         sha256('\\x00' || convert_to(replace(convert_from(bytes, 'UTF8'), id::text, $2::text), 'UTF8')),
         chain_hash, partner_id, appended_at, sealed_at
       FROM journal_entry WHERE organization_id = $1 AND position = 3`,
      newId(),
    );
    expect(await verify()).toMatchObject({ verified: 4n, break: { kind: "inserted", position: 4n } });
  });

  test("TM2 an entry beyond the head is found", async () => {
    await tamper("UPDATE journal_head SET size = 9 WHERE organization_id = $1");
    expect(await verify()).toMatchObject({ verified: 9n, break: { kind: "inserted", position: 9n } });
  });

  test("TM3 deleted entries are found", async () => {
    await tamper("DELETE FROM journal_entry WHERE organization_id = $1 AND position IN (2, 3)");
    expect(await verify()).toMatchObject({ verified: 2n, break: { kind: "missing", position: 2n } });
  });

  test("TM4 entries that changed places are found", async () => {
    await tamper("UPDATE journal_entry SET position = 1000 WHERE organization_id = $1 AND position = 3");
    await tamper("UPDATE journal_entry SET position = 3 WHERE organization_id = $1 AND position = 7");
    await tamper("UPDATE journal_entry SET position = 7 WHERE organization_id = $1 AND position = 1000");
    expect(await verify()).toMatchObject({ verified: 3n, break: { kind: "reordered", position: 3n } });
  });

  test("TM5 a cut tail is found while the head knows of it", async () => {
    await tamper("DELETE FROM journal_entry WHERE organization_id = $1 AND position >= 8");
    expect(await verify()).toMatchObject({ verified: 8n, break: { kind: "missing", position: 8n } });
  });

  test("TM5 a deleted head hides nothing", async () => {
    await tamper("DELETE FROM journal_head WHERE organization_id = $1");
    expect(await verify()).toMatchObject({ verified: 0n, break: { kind: "inserted", position: 0n } });
    const journals = [];
    for await (const verification of server.verifier.verifyAll()) journals.push(verification.organizationId);
    expect(journals).toContain(organizationId);
  });

  test("TM6 entries of two organizations that changed places are found in both", async () => {
    const rival = newId();
    await server.write(rival, ...Array.from({ length: 10 }, (_, index) => `r${index}`));
    await server.sealer.seal(rival);
    await tamper(
      `UPDATE journal_entry SET organization_id = CASE organization_id WHEN $1 THEN $2::uuid ELSE $1::uuid END,
         position = CASE organization_id WHEN $1 THEN 1005 ELSE 1006 END
       WHERE organization_id IN ($1, $2) AND position = 5`,
      rival,
    );
    await world.superuser.query("UPDATE journal_entry SET position = 5 WHERE position IN (1005, 1006)");
    for (const verification of [await verify(), await server.verifier.verify(rival)]) {
      expect(verification).toMatchObject({ verified: 5n, break: { kind: "foreignOrganization", position: 5n } });
    }
  });

  test("a changed head is found", async () => {
    await tamper("UPDATE journal_head SET chain_hash = sha256('x') WHERE organization_id = $1");
    expect(await verify()).toMatchObject({ verified: 10n, break: { kind: "headWrong", position: 10n } });
  });

  test("all journals are verified, and one that is broken does not hide the others", async () => {
    await tamper("DELETE FROM journal_entry WHERE organization_id = $1 AND position = 0");
    const whole = newId();
    await server.write(whole, "fine");
    await server.sealer.seal(whole);
    const found = new Map<string, string | undefined>();
    for await (const { organizationId, break: broken } of server.verifier.verifyAll()) {
      found.set(organizationId, broken?.kind);
    }
    expect(found.get(organizationId)).toBe("missing");
    expect(found.has(whole)).toBe(true);
    expect(found.get(whole)).toBeUndefined();
  });

  test("several pages are verified as one chain while others are writing", async () => {
    const busy = newId();
    await server.write(busy, ...Array.from({ length: 5000 }, (_, index) => `e${index}`));
    await server.sealer.seal(busy);
    const verification = server.verifier.verify(busy);
    await server.write(busy, "meanwhile");
    await server.sealer.seal(busy);
    expect(await verification).toMatchObject({ break: null });
    expect(await server.verifier.verify(busy)).toMatchObject({ verified: 5001n, break: null });
  });
});
