import type { Clock } from "./clock.js";
import type { Database } from "./database/database.js";
import { PLATFORM_ID } from "./ids.js";
import type { Principal } from "./principal.js";
import type { Origin } from "./tenant-context.js";
import { TenantContext } from "./tenant-context.js";

/** Who works across organizations: the house itself, or a person of its staff. */
export type OperatorPrincipal = Principal & { kind: "system" | "operator" };

/**
 * Work across organizations: a type of its own, so that it cannot happen by accident. It has no way to a tenant's rows
 * but organization by organization, or through a role that exists for one kind of work.
 */
export class OperatorContext {
  constructor(
    private readonly database: Database,
    readonly principal: OperatorPrincipal,
    readonly origin: Origin = {},
  ) {}

  /** The only way to make organizations, platform users and first seats: a role that may insert them, and little else. */
  asRegistrar<Result>(organizationId: string, work: (ctx: TenantContext) => Promise<Result>): Promise<Result> {
    const { database, principal } = this;
    return database.transaction({ organizationId, role: "tributary_registrar" }, (transaction) =>
      work(new TenantContext({ database, organizationId, principal, transaction })),
    );
  }

  /** Like `asRegistrar`, in the name of whoever acts in their organization: whoever calls has asked what they may do. */
  asRegistrarFor<Result>(
    { organizationId, principal, origin }: TenantContext,
    work: (ctx: TenantContext) => Promise<Result>,
  ): Promise<Result> {
    const { database } = this;
    return database.transaction({ organizationId, role: "tributary_registrar" }, (transaction) =>
      work(new TenantContext({ database, organizationId, principal, origin, transaction })),
    );
  }

  /**
   * What operators do, in one transaction of the role that has the rights for it: flags, operators, the state of
   * organizations. What is appended to the journal goes to the platform's own.
   */
  onPlatform<Result>(work: (ctx: TenantContext) => Promise<Result>): Promise<Result> {
    const { database, principal, origin } = this;
    const organizationId = PLATFORM_ID;
    return database.transaction({ organizationId, role: "tributary_operator" }, (transaction) =>
      work(new TenantContext({ database, organizationId, principal, origin, transaction })),
    );
  }

  /** Into one organization, with the rights of its owner or, as the system, with all. */
  in(organizationId: string): TenantContext {
    const { database, principal, origin } = this;
    return new TenantContext({ database, organizationId, principal, origin });
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
