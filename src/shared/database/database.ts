import type { Socket } from "node:net";

import type { PoolClient, QueryConfig, QueryResultRow } from "pg";
import type { DataSource, QueryRunner } from "typeorm";

import { DatabaseClock, FixedClock } from "../clock.js";
import { assert } from "../errors.js";
import { isUuid } from "../ids.js";
import { type PipelinedClient, oneStatement } from "./one-statement.js";
import { Transaction, rawTypes } from "./transaction.js";

/** TypeORM's runner for PostgreSQL: its flag is ours to set, and a broken connection can be named at its release. */
type OpenRunner = QueryRunner & {
  isTransactionActive: boolean;
  releasePostgresConnection(error?: Error): Promise<void>;
};

/** The roles that cross the boundary, each with exactly the rights that its work needs (DESIGN.md, the tenant boundary). */
export type CrossingRole =
  | "tributary_click_writer"
  | "tributary_sealer"
  | "tributary_registrar"
  | "tributary_people"
  | "tributary_operator"
  | "tributary_mailer"
  | "tributary_jobs";

export interface TransactionSettings {
  /** Whose rows are visible. Absent: nobody's, unless a role's own policy says otherwise. */
  organizationId?: string;
  /** Whose rows of the platform are visible to the role `tributary_people`. */
  userId?: string;
  /** Taken with SET LOCAL ROLE for this transaction only. */
  role?: CrossingRole;
  /** One snapshot for several reads; nothing can be written. */
  snapshot?: boolean;
  /**
   * Named statements keep the first plan that this connection makes of them, and it looks rows up by key whatever their
   * number is: for work that is done all the time, by keys only, on tables that grow.
   */
  keepsPlans?: boolean;
}

const ATTEMPTS_MAX = 4;
const RETRIED = new Set(["40001", "40P01"]);
/** What a statement is answered that comes after a failed one. */
const REFUSED = "25P02";

/** The SQLSTATE of a database error, wrapped by TypeORM or not. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const state = driverError?.code ?? code;
  return typeof state === "string" && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

/** Whether a row is there already that a constraint or an index lets stand only once. */
export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === "23505";

/** The connection pool of the runtime role, and the only place where transactions begin and end. */
export class Database {
  readonly clock = new DatabaseClock();

  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs the work in one transaction and gives what it returns once that is committed. A deadlock or a serialization
   * failure is tried again a few times, so the work must not act outside; everything else rolls back and is thrown.
   */
  async transaction<Result>(
    settings: TransactionSettings,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    if (settings.snapshot) return this.snapshot(settings, work);
    return this.transactionAhead(settings, nothingAhead, work);
  }

  /** Like `transaction`; what is asked for `ahead` leaves together with BEGIN, before the transaction's time is known. */
  async transactionAhead<Found, Result>(
    settings: TransactionSettings,
    ahead: (transaction: Transaction) => Promise<Found>,
    work: (transaction: Transaction, found: Found) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(settings, ahead, work);
      } catch (error) {
        if (attempt >= ATTEMPTS_MAX || !RETRIED.has(sqlState(error) ?? "")) throw error;
      }
    }
  }

  /**
   * Reads by one statement in a transaction of its own: BEGIN, the statement and COMMIT are written together and read
   * together, one round trip. Rows as `Transaction.query` gives them.
   */
  async read<Row extends QueryResultRow>(organizationId: string, statement: QueryConfig): Promise<Row[]> {
    const runner = this.dataSource.createQueryRunner() as OpenRunner;
    const client: PoolClient = await runner.connect();
    const { done, broken } = await oneStatement<Row>(client, openingOf({ organizationId, snapshot: true }), {
      ...statement,
      types: rawTypes,
    });
    await runner.releasePostgresConnection(broken);
    if (done.status === "rejected") throw done.reason;
    return done.value.rows;
  }

  /**
   * Calls a SECURITY DEFINER resolver function, before the organization is known. A `name` makes it a prepared statement
   * of the connection; only texts that are constant in our source may have one.
   */
  async lookup<Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string): Promise<Row[]> {
    if (name === undefined) return this.dataSource.query(text, values);
    const runner = this.dataSource.createQueryRunner() as OpenRunner;
    const client: PoolClient = await runner.connect();
    try {
      return (await client.query<Row>({ name, text, values })).rows;
    } finally {
      await runner.releasePostgresConnection();
    }
  }

  /** Reads in one snapshot. Nothing waits for BEGIN, and statements that are asked for together leave together. */
  private async snapshot<Result>(
    settings: TransactionSettings,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.dataSource.createQueryRunner() as OpenRunner;
    const client = (await runner.connect()) as PipelinedClient;
    client.pipeline = true;
    runner.isTransactionActive = true;
    const beforeSending = gatheringWrites(client.connection.stream);
    beforeSending();
    const opening = client.query(openingOf(settings));
    const transaction = new Transaction(runner, client, beforeSending);
    transaction.clock = new FixedClock(this.clock.now());
    const [opened, worked] = await Promise.allSettled([opening, work(transaction)]);
    const [closed] = await Promise.allSettled([transaction.end(() => client.query("COMMIT"))]);
    client.pipeline = false;
    runner.isTransactionActive = false;
    await runner.releasePostgresConnection(closed.status === "rejected" ? (closed.reason as Error) : undefined);
    if (opened.status === "rejected") throw opened.reason;
    if (worked.status === "rejected") throw failureOf(transaction, worked.reason);
    return worked.value;
  }

  private async attempt<Found, Result>(
    settings: TransactionSettings,
    ahead: (transaction: Transaction) => Promise<Found>,
    work: (transaction: Transaction, found: Found) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.dataSource.createQueryRunner() as OpenRunner;
    const client = (await runner.connect()) as PipelinedClient;
    let broken: Error | undefined;
    client.pipeline = true;
    // TypeORM must not begin another one: a save() would commit early and lose the setting.
    runner.isTransactionActive = true;
    const beforeSending = gatheringWrites(client.connection.stream);
    beforeSending();
    const opening = client.query(`${openingOf(settings)}; SELECT now()`);
    const transaction = new Transaction(runner, client, beforeSending);
    const send = runner.query.bind(runner) as (...given: Parameters<QueryRunner["query"]>) => Promise<unknown>;
    runner.query = ((...given: Parameters<QueryRunner["query"]>) =>
      transaction.enqueue(() => send(...given))) as QueryRunner["query"];
    try {
      const [opened, looked] = await Promise.allSettled([opening, ahead(transaction)]);
      if (opened.status === "rejected") throw opened.reason;
      if (looked.status === "rejected") throw looked.reason;
      transaction.clock = this.clockOf(opened.value);
      const result = await work(transaction, looked.value);
      const [left, committed] = await Promise.allSettled([
        Promise.all(transaction.left),
        transaction.end(() => client.query("COMMIT")),
      ]);
      if (left.status === "rejected") throw left.reason;
      if (committed.status === "rejected") throw committed.reason;
      // After a failed statement PostgreSQL answers COMMIT with a rollback and no error.
      assert(committed.value.command === "COMMIT", "no statement of a committed transaction has failed");
      transaction.runAfterCommit();
      return result;
    } catch (error) {
      await transaction
        .end(() => client.query("ROLLBACK"))
        .catch((failure: unknown) => {
          broken = failure instanceof Error ? failure : new Error(String(failure));
        });
      throw failureOf(transaction, error);
    } finally {
      client.pipeline = false;
      runner.isTransactionActive = false;
      // A connection that could not even roll back is not given to anybody else.
      await runner.releasePostgresConnection(broken);
    }
  }

  /** The transaction's own time, told by the last of the statements that opened it. */
  private clockOf(results: unknown): FixedClock {
    const last = (Array.isArray(results) ? results.at(-1) : results) as { rows: { now: Date }[] };
    const now = last.rows[0]?.now;
    assert(now, "the transaction's opening gives the time");
    this.clock.observe(now);
    return new FixedClock(this.clock.shift(now));
  }
}

/**
 * Why a transaction failed. Of statements that left together, a refused one may be heard of before the one whose failure
 * it was: that one says whether trying again helps.
 */
function failureOf({ failures }: Transaction, error: unknown): unknown {
  if (sqlState(error) !== REFUSED) return error;
  return failures.findLast((failure) => sqlState(failure) !== REFUSED) ?? error;
}

const nothingAhead = async (): Promise<void> => {};

/** Makes what is written in one turn of the event loop leave in one packet: call it before each write. */
function gatheringWrites(stream: Socket): () => void {
  let isGathering = false;
  return () => {
    if (isGathering) return;
    isGathering = true;
    stream.cork();
    setImmediate(() => {
      isGathering = false;
      stream.uncork();
    });
  };
}

/** Everything that opens a transaction, in one round trip. SET LOCAL, never set_config: only the former reaches Citus's shards. */
function openingOf({ organizationId, userId, role, snapshot, keepsPlans }: TransactionSettings): string {
  const statements = [snapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"];
  if (organizationId !== undefined) {
    assert(isUuid(organizationId), "an organization id is a UUID");
    statements.push(`SET LOCAL app.organization_id = '${organizationId}'`);
  }
  if (userId !== undefined) {
    assert(isUuid(userId), "a user id is a UUID");
    statements.push(`SET LOCAL app.user_id = '${userId}'`);
  }
  if (keepsPlans) statements.push("SET LOCAL enable_seqscan = off", "SET LOCAL plan_cache_mode = force_generic_plan");
  if (role !== undefined) statements.push(`SET LOCAL ROLE ${role}`);
  return statements.join("; ");
}
