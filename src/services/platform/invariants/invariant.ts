import type { Database } from "../../../shared/database/database.js";
import type { TenantContext } from "../../../shared/tenant-context.js";

/** What breaks a promise: how many times, and the first few, each as one plain sentence. */
export interface Findings {
  count: bigint;
  examples: string[];
}

/** Something that must hold at any time. `promise` says what, as a sentence. */
interface Promised {
  name: string;
  promise: string;
}

/** Holds inside each organization; asked in one read-only snapshot of its rows. */
export interface OrganizationInvariant extends Promised {
  find(ctx: TenantContext, examplesMax: number): Promise<Findings>;
}

/** Holds for the database as a whole: its catalogue, its roles, what the platform keeps. */
export interface PlatformInvariant extends Promised {
  find(database: Database, examplesMax: number): Promise<Findings>;
}

/** Runs a query whose rows are each a `sentence` and a violation. */
type Ask = (text: string, values: unknown[]) => Promise<{ sentence: string; total: string }[]>;

const asking = async (ask: Ask, violations: string, examplesMax: number): Promise<Findings> => {
  const rows = await ask(
    `SELECT sentence, count(*) OVER ()::text AS total FROM (${violations}) AS violation ORDER BY sentence LIMIT $1`,
    [examplesMax],
  );
  return { count: BigInt(rows[0]?.total ?? 0), examples: rows.map((row) => row.sentence) };
};

/** An invariant that one query decides: it selects a `sentence` for each violation and gives nothing when all is well. */
export const organizationInvariant = (name: string, promise: string, violations: string): OrganizationInvariant => ({
  name,
  promise,
  find: (ctx, examplesMax) => asking((text, values) => ctx.query(text, values), violations, examplesMax),
});

/** Like `organizationInvariant`, for the catalogue and the resolver functions. */
export const platformInvariant = (name: string, promise: string, violations: string): PlatformInvariant => ({
  name,
  promise,
  find: (database, examplesMax) => asking((text, values) => database.lookup(text, values), violations, examplesMax),
});
