import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { connect } from "../../src/shared/database/connect.js";
import type { Database } from "../../src/shared/database/database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { newId } from "../../src/shared/ids.js";
import { createLog } from "../../src/shared/log.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import { enterOrganization, uuid } from "./organization.js";
import { postmasterPidIn } from "./postmaster.js";

/** What the reads are measured on, at the least. */
export const SIZE = { organizations: 200, partners: 100, links: 500, clicks: 5_000, commissions: 750 };

const log = createLog("error");

/** An organization of the ground, and how its owner signs in. */
export interface GroundOrganization {
  id: string;
  slug: string;
  token: string;
}

/** A database full of history, kept between runs. */
export interface Ground {
  ownerUrl: string;
  appUrl: string;
  secretKey: string;
  postmasterPid: number;
  organizations: GroundOrganization[];
  close(): Promise<void>;
}

/** Opens the ground that is there, or makes it: a minute or two, once. */
export async function openGround(onProgress: (made: number, of: number) => void): Promise<Ground> {
  const folder = resolve(process.env["TRIBUTARY_BENCH_DATA"] ?? ".bench");
  mkdirSync(folder, { recursive: true });
  const projectFolder = resolve(import.meta.dirname, "../../..");
  const dataFolder = join(folder, "data");
  const opened = await openEmbeddedDatabase({ dataFolder, projectFolder, log });
  const { ownerUrl, appUrl } = opened;
  const listFile = join(folder, "organizations.json");
  const database = await connect({ ownerUrl, appUrl, poolMax: 2, applicationName: "bench-prepare" });
  try {
    const organizations: GroundOrganization[] = existsSync(listFile) ? JSON.parse(readFileSync(listFile, "utf8")) : [];
    while (organizations.length < SIZE.organizations) {
      organizations.push(await makeOrganization(database, organizations.length));
      writeFileSync(listFile, JSON.stringify(organizations));
      onProgress(organizations.length, SIZE.organizations);
    }
    return {
      ownerUrl,
      appUrl,
      secretKey: "00".repeat(32),
      postmasterPid: postmasterPidIn(dataFolder),
      organizations,
      close: () => opened.close(),
    };
  } finally {
    await database.dataSource.destroy();
  }
}

async function makeOrganization(database: Database, number: number): Promise<GroundOrganization> {
  const operator = new OperatorContext(database, { kind: "system", name: "bench" });
  const [userId, membershipId] = [newId(), newId()];
  const slug = `bench-${number}`;
  const id = await enterOrganization(operator, slug, async (ctx, id) => {
    await ctx.execute("INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, 'Owner', now())", [
      userId,
      `owner@${slug}.example`,
    ]);
    await ctx.execute(
      "INSERT INTO membership (organization_id, id, user_id, role, created_at) VALUES ($1, $2, $3, 'OWNER', now())",
      [id, membershipId, userId],
    );
  });
  const token = `trb_s_${randomBytes(32).toString("base64url")}`;
  const ctx = operator.in(id);
  await ctx.transaction(async (ctx) => {
    await ctx.execute("SET LOCAL enable_seqscan = off");
    await ctx.execute(
      `INSERT INTO session (id, organization_id, principal_kind, principal_id, token_hash, generation, created_at, expires_at)
       VALUES ($1, $2, 'member', $3, $4, 1, now(), now() + interval '10 years')`,
      [newId(), id, membershipId, createHash("sha256").update(token).digest()],
    );
    for (const statement of HISTORY) await ctx.execute(statement, [id]);
  });
  return { id, slug, token };
}

/** Half a year of one organization, set by set. */
const HISTORY = [
  `INSERT INTO program (organization_id, id, slug, name, attribution_model, window_days, destination_url, created_at)
   VALUES ($1::uuid, ${uuid("program", "1")}, 'main', 'Main', 'last_click', 30, 'https://shop.example/', now() - interval '200 days')`,
  `INSERT INTO program_version (organization_id, id, program_id, version, known_from, recorded_at, holdback_days, rules)
   VALUES ($1::uuid, ${uuid("version", "1")}, ${uuid("program", "1")}, 1, 0, now() - interval '200 days', 14, '[]')`,
  `INSERT INTO partner (organization_id, id, name, email, status, created_at)
   SELECT $1::uuid, ${uuid("partner", "n")}, 'Partner ' || n, 'partner' || n || '@example.com', 'active', now() - interval '200 days' + n * interval '1 minute'
   FROM generate_series(1, ${SIZE.partners}) n`,
  `INSERT INTO link (organization_id, id, program_id, partner_id, key, created_at)
   SELECT $1::uuid, ${uuid("link", "n")}, ${uuid("program", "1")}, ${uuid("partner", `(n % ${SIZE.partners} + 1)`)}, 'key-' || n, now() - interval '199 days'
   FROM generate_series(1, ${SIZE.links}) n`,
  `INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at)
   SELECT $1::uuid, ${uuid("click", "n")}, ${uuid("link", `(n % ${SIZE.links} + 1)`)}, ${uuid("program", "1")},
     ${uuid("partner", `((n % ${SIZE.links} + 1) % ${SIZE.partners} + 1)`)}, ${uuid("visitor", "n")}, now() - interval '180 days' + n * interval '50 minutes'
   FROM generate_series(1, ${SIZE.clicks}) n`,
  `INSERT INTO person (organization_id, id, user_id, created_at)
   SELECT $1::uuid, ${uuid("person", "n")}, 'user-' || n, now() - interval '180 days' FROM generate_series(1, ${SIZE.commissions}) n`,
  `INSERT INTO event (organization_id, id, external_id, person_id, bound_by, type, occurred_at, recorded_at, settings_revision, amount_minor, currency, body_hash)
   SELECT $1::uuid, ${uuid("event", "n")}, 'order-' || n, ${uuid("person", "n")}, 'user', 'sale', at, at, 0, 10000, 'EUR', '\\x00'
   FROM generate_series(1, ${SIZE.commissions}) n, LATERAL (SELECT now() - interval '175 days' + n * interval '5 hours' AS at) t`,
  `INSERT INTO attribution (organization_id, id, event_id, version, cause, program_id, model, weight_total, trace, decided_at)
   SELECT $1::uuid, ${uuid("attribution", "n")}, ${uuid("event", "n")}, 1, 'event.recorded', ${uuid("program", "1")}, 'last_click', 1, '{}', now()
   FROM generate_series(1, ${SIZE.commissions}) n`,
  `INSERT INTO commission (organization_id, id, event_id, attribution_id, partner_id, program_id, rule_key, program_version_id, status, held_until, occurred_at, created_at, updated_at, amount_minor, currency)
   SELECT $1::uuid, ${uuid("commission", "n")}, ${uuid("event", "n")}, ${uuid("attribution", "n")}, ${uuid("partner", `(n % ${SIZE.partners} + 1)`)},
     ${uuid("program", "1")}, 'default', ${uuid("version", "1")}, CASE WHEN n % 3 = 0 THEN 'held' ELSE 'approved' END, at + interval '14 days', at, at, at, 1000, 'EUR'
   FROM generate_series(1, ${SIZE.commissions}) n, LATERAL (SELECT now() - interval '175 days' + n * interval '5 hours' AS at) t`,
  `INSERT INTO credit (organization_id, id, attribution_id, event_id, click_id, partner_id, program_id, position, weight, value_minor)
   SELECT $1::uuid, ${uuid("credit", "n")}, ${uuid("attribution", "n")}, ${uuid("event", "n")}, ${uuid("click", "n")},
     ${uuid("partner", `(n % ${SIZE.partners} + 1)`)}, ${uuid("program", "1")}, 0, 1, 10000
   FROM generate_series(1, ${SIZE.commissions}) n`,
];
