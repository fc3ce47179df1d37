import type { PoolClient, QueryResult, QueryResultRow } from "pg";
import { types as pgTypes } from "pg";
import type { EntityManager, QueryRunner } from "typeorm";

import type { Clock } from "../clock.js";
import { assert } from "../errors.js";
import type { Writing } from "./together.js";
import { countOf, together } from "./together.js";

const INT8 = pgTypes.builtins.INT8;

/** bigint columns leave the driver as `bigint`, in raw queries as in entities; everything else as pg has it. */
export const rawTypes = {
  getTypeParser: ((oid: typeof INT8, format?: "text") =>
    oid === INT8 ? BigInt : pgTypes.getTypeParser(oid, format)) as typeof pgTypes.getTypeParser,
};

const OVER = "nothing is asked of a transaction that is over";

interface Gathered extends Writing {
  resolve: (count: number) => void;
  reject: (error: unknown) => void;
}

/**
 * One open transaction on one pipelined connection: statements that are asked for together leave together and are done in
 * that order. After one that fails PostgreSQL refuses the others; the transaction fails with the failure, not with a refusal.
 */
export class Transaction {
  private readonly committed: (() => void)[] = [];
  private isOver = false;
  private openedAt: Clock | undefined;
  private gathered: Gathered[] = [];
  /** What nobody waits for before COMMIT is sent. */
  readonly left: Promise<unknown>[] = [];
  /** Of its statements, in the order of the answers. */
  readonly failures: unknown[] = [];

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    /** Called before each statement is sent. */
    private readonly beforeSending: () => void,
  ) {}

  /** The instant at which it began. What is asked for ahead of that cannot know it. */
  get clock(): Clock {
    assert(this.openedAt, "the transaction has begun");
    return this.openedAt;
  }

  set clock(clock: Clock) {
    this.openedAt = clock;
  }

  /** TypeORM on this transaction. It neither begins nor commits. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /**
   * Runs one statement and gives its rows: int8 as `bigint`, timestamptz as `Date`. A `name` makes it a prepared
   * statement of the connection; only texts that are constant in our source may have one.
   */
  async query<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values: unknown[] = [],
    name?: string,
  ): Promise<Row[]> {
    return (await this.run<Row>(text, values, name)).rows;
  }

  /** Runs one statement and gives how many rows it wrote. */
  async execute(text: string, values: unknown[] = [], name?: string): Promise<number> {
    return (await this.run(text, values, name)).rowCount ?? 0;
  }

  /**
   * Like `execute`, for rows that no other statement of this turn of the event loop reads or changes: what is written in
   * one turn, or until something else is asked for, is one statement. Statements of one name take the same values.
   */
  write(text: string, values: unknown[], name: string): Promise<number> {
    assert(!this.isOver, OVER);
    if (this.gathered.length === 0) setImmediate(() => this.flush());
    return new Promise((resolve, reject) => this.gathered.push({ text, values, name, resolve, reject }));
  }

  /**
   * Like `query`, for a last statement: COMMIT leaves with it, and its failure is that of the transaction. The rows are
   * there once the transaction has committed.
   */
  queryLast<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): { rows: Promise<Row[]> } {
    const rows = this.query<Row>(text, values, name);
    this.left.push(watchedLater(rows));
    return { rows };
  }

  /** Like `write`, for what is written last: COMMIT leaves with it, and its failure is that of the transaction. */
  writeLast(text: string, values: unknown[], name: string): void {
    this.left.push(watchedLater(this.write(text, values, name)));
  }

  /** Runs after the commit, never after a rollback. It must not throw and is not waited for. */
  afterCommit(action: () => void): void {
    this.committed.push(action);
  }

  /** Ends it, behind everything that was asked of it; from now on it takes nothing more. */
  end<Result>(work: () => Promise<Result>): Promise<Result> {
    this.flush();
    this.isOver = true;
    return this.append(work);
  }

  /** For the one who commits. */
  runAfterCommit(): void {
    for (const action of this.committed) action();
  }

  private run<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): Promise<QueryResult<Row>> {
    return this.enqueue(() => this.client.query<Row>({ text, values, name, types: rawTypes }));
  }

  /** Puts work on the connection behind what is already there. */
  enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    // The connection may be somebody else's by now, of another organization.
    assert(!this.isOver, OVER);
    this.flush();
    return this.append(work);
  }

  /** Sends what was gathered. */
  private flush(): void {
    const gathered = this.gathered;
    if (gathered.length === 0) return;
    this.gathered = [];
    const [first] = gathered;
    const done =
      gathered.length === 1 && first
        ? this.execute(first.text, first.values, first.name).then((count) => [count])
        : this.writeTogether(gathered);
    done.then(
      (counts) => gathered.forEach(({ resolve }, place) => resolve(counts[place] ?? 0)),
      (error: unknown) => gathered.forEach(({ reject }) => reject(error)),
    );
  }

  private async writeTogether(gathered: readonly Gathered[]): Promise<number[]> {
    const { text, values, name } = together(gathered);
    const [row] = await this.query<Record<string, number>>(text, values, name);
    return gathered.map((_, place) => row?.[countOf(place)] ?? 0);
  }

  private append<Result>(work: () => Promise<Result>): Promise<Result> {
    this.beforeSending();
    const done = work();
    done.catch((error: unknown) => this.failures.push(error));
    return done;
  }
}

/** It is waited for beside COMMIT; until then nobody looks whether it fails. */
function watchedLater<Result>(running: Promise<Result>): Promise<Result> {
  running.catch(() => undefined);
  return running;
}
