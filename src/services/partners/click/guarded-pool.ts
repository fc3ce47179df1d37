import pg from "pg";

import { poolerOptions } from "../../../shared/database/pooler-options.js";
import { isPooled } from "../../../shared/database/pooled-url.js";

const CONNECT_TIMEOUT_MS = 1_000;

export interface GuardedPoolSettings {
  appUrl: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  connectionsMax: number;
  statementTimeoutMs: number;
}

/**
 * Connections on which nothing hangs: the path of a redirect must notice soon that the database is gone, stopped or cut
 * off, and must neither wait behind other work nor keep it waiting.
 */
export function openGuardedPool({
  appUrl,
  applicationName,
  connectionsMax,
  statementTimeoutMs,
}: GuardedPoolSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: appUrl,
    application_name: applicationName,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // The server gives up first; a server that does not even do that loses the connection a little later.
    // A pooler refuses it: then only we give up, and whoever writes says it again in the transaction.
    ...(isPooled(appUrl) ? {} : { statement_timeout: statementTimeoutMs }),
    query_timeout: statementTimeoutMs + CONNECT_TIMEOUT_MS,
    keepAlive: true,
    ...poolerOptions(appUrl),
  });
  // A connection that breaks fails its query, if it has one, and is replaced at its next use. The event comes besides,
  // sometimes twice, and without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
