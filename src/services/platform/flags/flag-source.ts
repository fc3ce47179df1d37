import type { Database } from "../../../shared/database/database.js";
import type { FlagRule } from "./flag-evaluation.js";

/** How long a process may go on with what it read: by then a change, also a kill, acts in every process. */
export const FLAGS_KEPT_MS = 2000;

interface FlagRow {
  key: string;
  state: FlagRule["state"];
  percent: number;
  plans: string[];
  organization_slugs: string[];
  reseller_slugs: string[];
  environments: string[];
}

/** All flags, read at most once in a while. What cannot be read again is not gone on with. */
export class FlagSource {
  private kept: { flags: Promise<ReadonlyMap<string, FlagRule>>; untilMs: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Every flag by its key, at most two seconds old. */
  all(): Promise<ReadonlyMap<string, FlagRule>> {
    const now = this.now();
    if (this.kept && now < this.kept.untilMs) return this.kept.flags;
    const flags = this.read();
    const kept = { flags, untilMs: now + FLAGS_KEPT_MS };
    this.kept = kept;
    // One that failed is not kept: the next asker tries again.
    flags.catch(() => {
      if (this.kept === kept) this.forget();
    });
    return flags;
  }

  /** The next asker reads anew: for whoever has just changed a flag. */
  forget(): void {
    this.kept = undefined;
  }

  private async read(): Promise<ReadonlyMap<string, FlagRule>> {
    const rows = await this.database.lookup<FlagRow>(READ, [], "flags-read");
    return new Map(rows.map((row) => [row.key, ruleOf(row)]));
  }
}

const READ =
  "SELECT key, state, percent, plans, organization_slugs, reseller_slugs, environments FROM flag ORDER BY key";

const ruleOf = (row: FlagRow): FlagRule => ({
  key: row.key,
  state: row.state,
  percent: row.percent,
  scope: {
    plans: row.plans,
    organizationSlugs: row.organization_slugs,
    resellerSlugs: row.reseller_slugs,
    environments: row.environments,
  },
});
