import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** Keeps these locks apart from other advisory locks. */
const LOCK_SEED = 7_318_353;

/**
 * Raises the organization's settings revision and gives the new one, by which the change is known. Must come first in
 * its transaction: it waits for the decisions that are being made, and those that follow wait for the commit. So no
 * decision ever mixes two revisions, and nothing accrues to a partner once their revocation has committed (CC16).
 */
export async function raiseSettingsRevision(ctx: TenantContext): Promise<bigint> {
  await excludeDecisions(ctx);
  const [head] = await ctx.query<{ revision: bigint }>(
    "UPDATE settings_head SET revision = revision + 1 WHERE organization_id = $1 RETURNING revision",
    [ctx.organizationId],
  );
  assert(head, "every organization has its settings head");
  return head.revision;
}

/**
 * Keeps the settings as they are until the commit, and gives their revision. Must come first in the transaction.
 * Decisions share this lock; an advisory one, because it is fair: with row locks, a stream of decisions could keep a
 * change of settings waiting for ever.
 */
export async function holdSettings(ctx: TenantContext): Promise<bigint> {
  const [, revision] = await Promise.all([
    ctx.query(
      "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, $2))",
      [ctx.organizationId, LOCK_SEED],
      "hold-settings",
    ),
    // A statement of its own: only then does a snapshot see what was waited for.
    readSettingsRevision(ctx),
  ]);
  return revision;
}

/** The organization's settings revision, which may be another one a moment later. */
export async function readSettingsRevision(ctx: TenantContext): Promise<bigint> {
  const [head] = await ctx.query<{ revision: bigint }>(
    "SELECT revision FROM settings_head WHERE organization_id = $1",
    [ctx.organizationId],
    "read-settings-revision",
  );
  assert(head, "every organization has its settings head");
  return head.revision;
}

/** Waits until no decision of the organization is being made, and lets none begin before the commit. */
export async function excludeDecisions(ctx: TenantContext): Promise<void> {
  await ctx.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [ctx.organizationId, LOCK_SEED]);
}
