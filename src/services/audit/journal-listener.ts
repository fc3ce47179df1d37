import { setTimeout as delay } from "node:timers/promises";

import pg from "pg";

import type { Log } from "../../shared/log.js";
import { JOURNAL_CHANNEL, type JournalNotice, readJournalNotice } from "./journal-notice.js";

const RECONNECT_MS = 100;
const RECONNECT_MAX_MS = 5000;
const HEARTBEAT_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;

export interface JournalEars {
  notice(notice: JournalNotice): void;
  /** The connection stands, at first or again: whatever was said before was not heard. */
  connected(): void;
}

/**
 * The one connection of a process that hears notices. It is opened anew whenever it ends or falls silent; a pooler between
 * it and the database must keep sessions.
 */
export class JournalListener {
  private readonly stopping = new AbortController();
  private listening: Promise<void> | undefined;

  /** @param databaseUrl - of the runtime role. */
  constructor(
    private readonly databaseUrl: string,
    private readonly log: Log,
  ) {}

  start(ears: JournalEars): void {
    this.listening ??= this.listen(ears);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  private async listen(ears: JournalEars): Promise<void> {
    const { signal } = this.stopping;
    let waitMs = RECONNECT_MS;
    while (!signal.aborted) {
      try {
        await this.hear(ears, () => (waitMs = RECONNECT_MS));
      } catch (error) {
        this.log.debug({ err: error }, "the journal's listening connection ended; opening it again");
      }
      if (signal.aborted) return;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, RECONNECT_MAX_MS);
    }
  }

  /** One connection, from its opening to its end. */
  private async hear(ears: JournalEars, stands: () => void): Promise<void> {
    const { signal } = this.stopping;
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: "tributary journal",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: HEARTBEAT_MS,
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => {
      client.on("end", resolve);
      client.on("error", () => resolve());
    });
    client.on("notification", ({ payload }) => {
      const notice = readJournalNotice(payload ?? "");
      if (notice !== null) ears.notice(notice);
    });
    const leave = new AbortController();
    void ended.then(() => leave.abort());
    const either = AbortSignal.any([signal, leave.signal]);
    try {
      await client.connect();
      await client.query(`LISTEN ${JOURNAL_CHANNEL}`);
      stands();
      ears.connected();
      while (!either.aborted) {
        await delay(HEARTBEAT_MS, undefined, { signal: either }).catch(() => undefined);
        // A connection whose other end is gone says nothing: asking it something finds out.
        if (!either.aborted) await client.query("SELECT");
      }
    } finally {
      client.removeAllListeners("notification");
      await Promise.race([client.end().catch(() => undefined), delay(CONNECT_TIMEOUT_MS, undefined, { ref: false })]);
    }
  }
}
