import type { QueryResultRow } from "pg";
import type { EntityTarget } from "typeorm";

import type { Clock } from "./clock.js";
import type { Database } from "./database/database.js";
import { TenantRepository } from "./database/tenant-repository.js";
import type { TenantRow } from "./database/tenant-repository.js";
import type { Transaction } from "./database/transaction.js";
import { AppError } from "./errors.js";
import type { Permission } from "./permissions.js";
import { permissionsOf } from "./permissions.js";
import type { Principal } from "./principal.js";
import { requireStepUp } from "./step-up.js";

/** Where a request came from; it reaches the journal only as a salted commitment. */
export interface Origin {
  ip?: string | undefined;
  userAgent?: string | undefined;
  /** The Host header, as it was sent: a stranger's word. It is not stored. */
  host?: string | undefined;
}

interface TenantContextParts {
  database: Database;
  organizationId: string;
  principal: Principal;
  origin?: Origin | undefined;
  transaction?: Transaction | undefined;
}

/** One organization, who acts in it, and the way to its rows. The first argument of every service method. */
export class TenantContext {
  readonly organizationId: string;
  readonly principal: Principal;
  readonly origin: Origin;
  readonly permissions: ReadonlySet<Permission>;

  constructor(private readonly parts: TenantContextParts) {
    this.organizationId = parts.organizationId;
    this.principal = parts.principal;
    this.origin = parts.origin ?? {};
    this.permissions = permissionsOf(parts.principal);
  }

  /** Inside a transaction the instant at which it began. */
  get clock(): Clock {
    return this.parts.transaction?.clock ?? this.parts.database.clock;
  }

  can(permission: Permission): boolean {
    return this.permissions.has(permission);
  }

  /** Throws FORBIDDEN unless the principal holds the permission. */
  require(permission: Permission): void {
    if (this.can(permission)) return;
    throw new AppError("forbidden", `This needs the permission ${permission}.`, {
      code: this.principal.kind === "key" ? "forbidden_scope" : "FORBIDDEN",
    });
  }

  /**
   * Throws STEP_UP_REQUIRED unless the person has proved within the last ten minutes that it is them: before what is
   * dangerous. Keys, operators and the system have no one to ask; what they may do their scope says. Throws
   * NOT_IN_THEIR_PLACE for an operator who acts as a member: the proof is the member's own.
   */
  async requireStepUp(): Promise<void> {
    const { principal } = this;
    if (!("sessionId" in principal)) return;
    this.requireThemselves();
    await requireStepUp(this, principal.sessionId);
  }

  /** Throws NOT_IN_THEIR_PLACE for an operator who acts as a member: before what is the member's alone to say. */
  requireThemselves(): void {
    const { principal } = this;
    if (principal.kind !== "member" || !principal.impersonation) return;
    throw new AppError("forbidden", "Only the member does this themselves: nobody does it in their place.", {
      code: "NOT_IN_THEIR_PLACE",
    });
  }

  /** Runs the work in one transaction pinned to the organization; inside one it joins it. Deadlocks are tried again. */
  transaction<Result>(work: (ctx: TenantContext) => Promise<Result>): Promise<Result> {
    if (this.parts.transaction) return work(this);
    return this.parts.database.transaction({ organizationId: this.organizationId }, (transaction) =>
      work(new TenantContext({ ...this.parts, transaction })),
    );
  }

  /**
   * Like `transaction`, for what is done all the time: what is asked for `ahead` leaves together with BEGIN and must not
   * ask for the time, and plans are kept.
   */
  async transactionAhead<Found, Result>(
    ahead: (ctx: TenantContext) => Promise<Found>,
    work: (ctx: TenantContext, found: Found) => Promise<Result>,
  ): Promise<Result> {
    if (this.parts.transaction) return work(this, await ahead(this));
    const inside = (transaction: Transaction): TenantContext => new TenantContext({ ...this.parts, transaction });
    return this.parts.database.transactionAhead(
      { organizationId: this.organizationId, keepsPlans: true },
      (transaction) => ahead(inside(transaction)),
      (transaction, found) => work(inside(transaction), found),
    );
  }

  /** Like `transaction`, but all reads see one snapshot and nothing can be written. */
  snapshot<Result>(work: (ctx: TenantContext) => Promise<Result>): Promise<Result> {
    if (this.parts.transaction) return work(this);
    return this.parts.database.transaction({ organizationId: this.organizationId, snapshot: true }, (transaction) =>
      work(new TenantContext({ ...this.parts, transaction })),
    );
  }

  /** Rows of the organization by plain SQL; row level security is the fence. See `Transaction.query`. */
  query<Row extends object>(text: string, values?: unknown[], name?: string): Promise<Row[]> {
    return this.transaction((ctx) => ctx.open.query<Row>(text, values, name));
  }

  /** Like `query`, for a statement whose count of written rows matters. */
  execute(text: string, values?: unknown[], name?: string): Promise<number> {
    return this.transaction((ctx) => ctx.open.execute(text, values, name));
  }

  /** See `Transaction.write`. Only inside a transaction. */
  write(text: string, values: unknown[], name: string): Promise<number> {
    return this.open.write(text, values, name);
  }

  /**
   * Reads by one statement: in the open transaction, or in one round trip of its own. A `name` makes it a prepared
   * statement of the connection.
   */
  read<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): Promise<Row[]> {
    if (this.parts.transaction) return this.parts.transaction.query<Row>(text, values, name);
    return this.parts.database.read<Row>(this.organizationId, { text, values, ...(name !== undefined && { name }) });
  }

  repo<Row extends TenantRow>(entity: EntityTarget<Row>): TenantRepository<Row> {
    return new TenantRepository(this, entity);
  }

  /** Runs once the transaction has committed; must not throw. Only inside a transaction. */
  afterCommit(action: () => void): void {
    this.open.afterCommit(action);
  }

  /** The open transaction. Throws outside of one: a bug of ours. */
  get open(): Transaction {
    if (!this.parts.transaction) throw new Error("Broken assumption: this needs ctx.transaction");
    return this.parts.transaction;
  }
}
