import type pg from "pg";

import { oneStatement } from "../../../shared/database/one-statement.js";
import { newId } from "../../../shared/ids.js";
import type { ClickStore } from "./click-store.js";
import { isPooled } from "../../../shared/database/pooled-url.js";
import { openGuardedPool } from "./guarded-pool.js";
import type { NewClick } from "./new-click.js";
import { plainArray, textArray } from "../../../shared/database/plain-array.js";

const CONNECTIONS_MAX = 3;
/** Long enough for a drained batch on a busy machine; the writer itself waits much less. */
const STATEMENT_TIMEOUT_MS = 8_000;

const GIVEN = `
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[],
    $8::text[], $9::text[], $10::boolean[])
  AS given (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at, source, sub_id, partner_revoked)`;

const WRITE_CLICKS = `
  INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at, source_hash, sub_id,
    partner_revoked)
  SELECT organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at, decode(source, 'hex'), sub_id,
    partner_revoked
  FROM (${GIVEN}) given
  ON CONFLICT DO NOTHING`;

/** A bot's click and its flag are one statement, so that no decision ever sees the one without the other. */
const WRITE_CLICKS_AND_BOT_FLAGS = `
  WITH written AS (${WRITE_CLICKS})
  INSERT INTO click_flag (organization_id, id, click_id, reason, evidence, flagged_at)
  SELECT organization_id, id, click_id, 'bot', jsonb_build_object('userAgentContains', evidence), flagged_at
  FROM unnest($11::uuid[], $12::uuid[], $13::uuid[], $14::text[], $15::timestamptz[])
  AS flag (organization_id, id, click_id, evidence, flagged_at)
  ON CONFLICT DO NOTHING`;

/** A plan is made once: batches differ in their size alone. */
const OPENING = "BEGIN; SET LOCAL ROLE tributary_click_writer; SET LOCAL plan_cache_mode = force_generic_plan";

/** The click table, written for all organizations at once by the role that may insert clicks and nothing else. */
export class ClickTable implements ClickStore {
  private readonly pool: pg.Pool;
  private readonly opening: string;

  constructor(appUrl: string) {
    // What a pooler does not let a connection say of itself, each transaction says.
    this.opening = isPooled(appUrl) ? `${OPENING}; SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}` : OPENING;
    this.pool = openGuardedPool({
      appUrl,
      applicationName: "tributary clicks",
      connectionsMax: CONNECTIONS_MAX,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
  }

  async insert(clicks: readonly NewClick[]): Promise<void> {
    if (clicks.length === 0) return;
    const client = await this.pool.connect();
    const { done, broken } = await oneStatement(client, this.opening, statement(clicks));
    client.release(broken);
    if (done.status === "rejected") throw done.reason;
  }

  async probe(): Promise<void> {
    await this.pool.query("SELECT 1");
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function statement(clicks: readonly NewClick[]): pg.QueryConfig {
  const bots = clicks.filter((click) => click.botEvidence !== null);
  const values = [
    plainArray(clicks.map((click) => click.organizationId)),
    plainArray(clicks.map((click) => click.id)),
    plainArray(clicks.map((click) => click.linkId)),
    plainArray(clicks.map((click) => click.programId)),
    plainArray(clicks.map((click) => click.partnerId)),
    plainArray(clicks.map((click) => click.visitorId)),
    plainArray(clicks.map((click) => click.clickedAt.toISOString())),
    plainArray(clicks.map((click) => click.sourceHash?.toString("hex") ?? "NULL")),
    textArray(clicks.map((click) => click.subId)),
    plainArray(clicks.map((click) => (click.partnerRevoked ? "t" : "f"))),
  ];
  if (bots.length === 0) return { name: "write-clicks", text: WRITE_CLICKS, values };
  return {
    name: "write-clicks-and-bot-flags",
    text: WRITE_CLICKS_AND_BOT_FLAGS,
    values: [
      ...values,
      plainArray(bots.map((click) => click.organizationId)),
      plainArray(bots.map(() => newId())),
      plainArray(bots.map((click) => click.id)),
      textArray(bots.map((click) => click.botEvidence)),
      plainArray(bots.map((click) => click.clickedAt.toISOString())),
    ],
  };
}
