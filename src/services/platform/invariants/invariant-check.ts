import type { Database } from "../../../shared/database/database.js";
import { TenantContext } from "../../../shared/tenant-context.js";
import { ORGANIZATION_INVARIANTS, PLATFORM_INVARIANTS } from "./index.js";
import type { Findings } from "./invariant.js";

const EXAMPLES_MAX = 5;

export interface Violation {
  /** The organization's slug; null where it concerns the whole database. */
  organization: string | null;
  sentence: string;
}

/** What became of one invariant over all organizations. */
export interface CheckedInvariant {
  name: string;
  promise: string;
  /** How often it is broken; `violations` shows the first few of each organization. */
  count: bigint;
  violations: Violation[];
}

export interface CheckSettings {
  /** At most so many violations of one invariant are told of each organization. */
  examplesMax?: number;
  /** Called with the share that is done, from 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Asks every invariant over all organizations, suspended ones too. Reads only, so it may run at any time. */
export class InvariantCheck {
  constructor(private readonly database: Database) {}

  /** Gives each invariant with what breaks it, in a fixed order. Each organization is seen at one instant. */
  async run({ examplesMax = EXAMPLES_MAX, onProgress = () => undefined }: CheckSettings = {}): Promise<
    CheckedInvariant[]
  > {
    const organizations = await this.organizations();
    const steps = PLATFORM_INVARIANTS.length + organizations.length * ORGANIZATION_INVARIANTS.length;
    let done = 0;
    const checked = [...PLATFORM_INVARIANTS, ...ORGANIZATION_INVARIANTS].map(({ name, promise }) => ({
      name,
      promise,
      count: 0n,
      violations: [] as Violation[],
    }));
    const note = (place: number, organization: string | null, { count, examples }: Findings): void => {
      const one = checked[place];
      if (one) {
        one.count += count;
        one.violations.push(...examples.map((sentence) => ({ organization, sentence })));
      }
      onProgress(++done / steps);
    };

    for (const [place, invariant] of PLATFORM_INVARIANTS.entries()) {
      note(place, null, await invariant.find(this.database, examplesMax));
    }
    for (const { id, slug } of organizations) {
      const principal = { kind: "system", name: "check" } as const;
      await new TenantContext({ database: this.database, organizationId: id, principal }).snapshot(async (ctx) => {
        for (const [place, invariant] of ORGANIZATION_INVARIANTS.entries()) {
          note(PLATFORM_INVARIANTS.length + place, slug, await invariant.find(ctx, examplesMax));
        }
      });
    }
    return checked;
  }

  /** The registrar sees which organizations there are; the lookup functions leave suspended ones out. */
  private organizations(): Promise<{ id: string; slug: string }[]> {
    return this.database.transaction({ role: "tributary_registrar" }, (transaction) =>
      transaction.query("SELECT id, slug FROM organization ORDER BY created_at, id"),
    );
  }
}
