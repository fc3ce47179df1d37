import { canonicalBytes } from "../../src/services/audit/canonical-bytes.js";
import { CHAIN_START, chainHash, leafHash } from "../../src/services/audit/journal-hash.js";
import { newId } from "../../src/shared/ids.js";
import { enterOrganization } from "../support/organization.js";
import type { Scratch } from "../support/scratch.js";

const ROWS_AT_ONCE = 5_000;

/**
 * An organization with so many sealed entries, of the length that those of commissions have; gives its id. They are written
 * as sealings leave them, which takes seconds where events would take minutes.
 */
export async function openLongJournal({ operator, database }: Scratch, entries: number): Promise<string> {
  const organizationId = await enterOrganization(operator, "bench");
  let chain = CHAIN_START;
  for (let first = 0; first < entries; first += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, entries - first) }, () => {
      const entry = newEntry(organizationId);
      const leaf = leafHash(entry.bytes);
      chain = chainHash(chain, leaf);
      return { ...entry, leaf, chain };
    });
    await database.transaction({ role: "tributary_sealer" }, (transaction) =>
      transaction.execute(WRITE, [
        organizationId,
        first,
        rows.map(({ id }) => id),
        rows.map(({ bytes }) => bytes),
        rows.map(({ leaf }) => leaf),
        rows.map(({ chain }) => chain),
        rows.map(({ partnerId }) => partnerId),
      ]),
    );
  }
  await database.transaction({ role: "tributary_sealer" }, (transaction) =>
    transaction.execute(BEGIN_HEAD, [organizationId, entries, chain]),
  );
  return organizationId;
}

function newEntry(organizationId: string): { id: string; partnerId: string; bytes: Buffer } {
  const [id, partnerId] = [newId(), newId()];
  const bytes = canonicalBytes({
    id,
    organizationId,
    kind: "commission.accrued",
    at: new Date().toISOString(),
    actor: { kind: "key", id: newId() },
    subject: { type: "Commission", id: newId() },
    data: { eventId: newId(), attributionId: newId(), programId: newId(), ruleKey: "sale", amountMinor: "1234" },
    partnerId,
  });
  return { id, partnerId, bytes };
}

const WRITE = `
  INSERT INTO journal_entry
    (organization_id, position, id, kind, bytes, leaf_hash, chain_hash, partner_id, appended_at, sealed_at)
  SELECT $1, $2::bigint + place - 1, id, 'commission.accrued', bytes, leaf_hash, chain_hash, partner_id, now(), now()
  FROM unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::uuid[])
    WITH ORDINALITY AS e (id, bytes, leaf_hash, chain_hash, partner_id, place)`;

const BEGIN_HEAD = "INSERT INTO journal_head (organization_id, size, chain_hash) VALUES ($1, $2, $3)";
