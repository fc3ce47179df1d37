import type { Socket } from "node:net";

import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from "pg";

/** A connection that may be given statements before the one before is answered. */
export type PipelinedClient = PoolClient & { pipeline: boolean; connection: { stream: Socket } };

/** What became of the statement, and the error that makes the connection useless for anybody else. */
export interface OneStatement<Row extends QueryResultRow> {
  done: PromiseSettledResult<QueryResult<Row>>;
  broken: Error | undefined;
}

/**
 * One statement in a transaction of its own: its opening, the statement and COMMIT are written together and read together,
 * one round trip. Never rejects.
 */
export async function oneStatement<Row extends QueryResultRow>(
  client: PoolClient,
  opening: string,
  statement: QueryConfig,
): Promise<OneStatement<Row>> {
  const pipelined = client as PipelinedClient;
  const { stream } = pipelined.connection;
  pipelined.pipeline = true;
  stream.cork();
  const answers = [client.query(opening), client.query<Row>(statement), client.query("COMMIT")] as const;
  stream.uncork();
  const [opened, done, closed] = await Promise.allSettled(answers);
  pipelined.pipeline = false;
  // Whose transaction would not end is not given to anybody else; after a failed statement COMMIT ends it too.
  const broken = closed.status === "rejected" ? (closed.reason as Error) : undefined;
  if (opened.status === "rejected") return { done: opened, broken };
  return { done: done.status === "fulfilled" && broken ? { status: "rejected", reason: broken } : done, broken };
}
