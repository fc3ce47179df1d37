import type { Clock } from "./clock.js";
import type { Database } from "./database/database.js";
import type { Transaction } from "./database/transaction.js";
import { assert } from "./errors.js";
import { isUuid } from "./ids.js";
import { requireStepUp } from "./step-up.js";
import type { Origin } from "./tenant-context.js";

/** Whom a user session belongs to. */
export interface SignedInUser {
  userId: string;
  sessionId: string;
  /** Rises with every change of any of their memberships, so that clients notice. */
  generation: number;
}

interface UserContextParts {
  database: Database;
  userId: string;
  sessionId?: string | undefined;
  origin?: Origin | undefined;
  transaction?: Transaction | undefined;
}

/**
 * A person, without an organization: the way to their own rows of the platform (who they are, their sessions, sign-in
 * links and memberships) and to the journals of their organizations. It takes the role `tributary_people`, which sees the
 * rows of one person at a time and none of what organizations do.
 */
export class UserContext {
  readonly userId: string;
  /** The session that asks; absent while somebody is only signing in. */
  readonly sessionId: string | undefined;
  readonly origin: Origin;

  constructor(private readonly parts: UserContextParts) {
    this.userId = parts.userId;
    this.sessionId = parts.sessionId;
    this.origin = parts.origin ?? {};
  }

  /** Inside a transaction the instant at which it began. */
  get clock(): Clock {
    return this.parts.transaction?.clock ?? this.parts.database.clock;
  }

  /** Runs the work in one transaction pinned to the person; inside one it joins it. Deadlocks are tried again. */
  transaction<Result>(work: (user: UserContext) => Promise<Result>): Promise<Result> {
    if (this.parts.transaction) return work(this);
    return this.parts.database.transaction({ userId: this.userId, role: "tributary_people" }, (transaction) =>
      work(new UserContext({ ...this.parts, transaction })),
    );
  }

  /** Rows of the person by plain SQL; row level security is the fence. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]> {
    return this.transaction((user) => user.open.query<Row>(text, values));
  }

  /** Like `query`, for a statement whose count of written rows matters. */
  execute(text: string, values?: unknown[]): Promise<number> {
    return this.transaction((user) => user.open.execute(text, values));
  }

  /** What the transaction appends from now on stands in this organization's journal. Nothing else of it comes into sight. */
  async writeIn(organizationId: string): Promise<void> {
    assert(isUuid(organizationId), "an organization id is a UUID");
    await this.open.execute(`SET LOCAL app.organization_id = '${organizationId}'`);
  }

  /** Throws STEP_UP_REQUIRED unless they have proved within the last ten minutes that it is them. */
  requireStepUp(): Promise<void> {
    return requireStepUp(this, this.sessionId);
  }

  /** The open transaction. Throws outside of one: a bug of ours. */
  get open(): Transaction {
    if (!this.parts.transaction) throw new Error("Broken assumption: this needs user.transaction");
    return this.parts.transaction;
  }
}
