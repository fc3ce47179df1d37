import type { Clock } from "./clock.js";
import type { Database } from "./database/database.js";
import type { Principal } from "./principal.js";
import { TenantContext } from "./tenant-context.js";

/**
 * Work across organizations: a type of its own, so that it cannot happen by accident. It has no way to a tenant's rows
 * but organization by organization, or through a role that exists for one kind of work.
 */
export class OperatorContext {
  constructor(
    private readonly database: Database,
    readonly principal: Principal & { kind: "system" },
  ) {}

  /** The only way to make organizations, platform users and first seats: a role that may insert them, and little else. */
  asRegistrar<Result>(organizationId: string, work: (ctx: TenantContext) => Promise<Result>): Promise<Result> {
    const { database, principal } = this;
    return database.transaction({ organizationId, role: "tributary_registrar" }, (transaction) =>
      work(new TenantContext({ database, organizationId, principal, transaction })),
    );
  }

  /** Into one organization, as the system. */
  in(organizationId: string): TenantContext {
    return new TenantContext({ database: this.database, organizationId, principal: this.principal });
  }

  get clock(): Clock {
    return this.database.clock;
  }

  /** Every active organization's id, oldest first. */
  organizationIds(): Promise<string[]> {
    return this.organizationsBy("SELECT id FROM lookup.organizations()");
  }

  /** The organizations that a resolver function of the schema `lookup` names; the statement selects their `id`. */
  async organizationsBy(lookup: string, values: unknown[] = []): Promise<string[]> {
    const rows = await this.database.lookup<{ id: string }>(lookup, values);
    return rows.map((row) => row.id);
  }
}
