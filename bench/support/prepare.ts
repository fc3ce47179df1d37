import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { RollupService } from "../../src/services/partners/rollups/rollup.service.js";
import { connect } from "../../src/shared/database/connect.js";
import type { Database } from "../../src/shared/database/database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { newId } from "../../src/shared/ids.js";
import { createLog } from "../../src/shared/log.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import { UserContext } from "../../src/shared/user-context.js";
import { asOwner } from "./as-owner.js";
import { enterOrganization, uuid } from "./organization.js";
import { postmasterPidIn } from "./postmaster.js";

/** How much of everything an organization has. */
interface Size {
  partners: number;
  links: number;
  /** At least as many as commissions: each commission has a click of its own. */
  clicks: number;
  commissions: number;
}

const ORDINARY: Size = { partners: 100, links: 500, clicks: 5_000, commissions: 750 };
/** A history that is longer than counts go, and one that is ten times that, of as many partners. */
const TENTH: Size = { partners: 100, links: 500, clicks: 12_000, commissions: 12_000 };
const WHOLE: Size = { partners: 100, links: 500, clicks: 120_000, commissions: 120_000 };

/** What is measured on, at the least. */
const PLANNED: readonly { slug: string; size: Size }[] = [
  ...Array.from({ length: 200 }, (_, n) => ({ slug: `bench-${n}`, size: ORDINARY })),
  { slug: "bench-tenth", size: TENTH },
  { slug: "bench-whole", size: WHOLE },
];
/** Made at the same time. */
const MAKERS = 2;

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
  /** Many, of one size. */
  organizations: GroundOrganization[];
  /** One with a long history, and one with a tenth of it. */
  whole: GroundOrganization;
  tenth: GroundOrganization;
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
  const database = await connect({ ownerUrl, appUrl, poolMax: MAKERS, applicationName: "bench-prepare" });
  try {
    const organizations: GroundOrganization[] = existsSync(listFile) ? JSON.parse(readFileSync(listFile, "utf8")) : [];
    const isMissing = organizations.length < PLANNED.length;
    while (organizations.length < PLANNED.length) {
      const next = PLANNED.slice(organizations.length, organizations.length + MAKERS);
      organizations.push(...(await Promise.all(next.map((each) => makeOrganization(database, each)))));
      writeFileSync(listFile, JSON.stringify(organizations));
      onProgress(organizations.length, PLANNED.length);
    }
    if (isMissing) await asOwner(ownerUrl, "ANALYZE");
    const whole = organizations[PLANNED.findIndex(({ size }) => size === WHOLE)]!;
    const tenth = organizations[PLANNED.findIndex(({ size }) => size === TENTH)]!;
    for (const { id } of [tenth, whole]) await sumUp(database, id);
    return {
      ownerUrl,
      appUrl,
      secretKey: "00".repeat(32),
      postmasterPid: postmasterPidIn(dataFolder),
      organizations: organizations.filter((_, place) => PLANNED[place]?.size === ORDINARY),
      whole,
      tenth,
      close: () => opened.close(),
    };
  } finally {
    await database.dataSource.destroy();
  }
}

/** Brings an organization's rollups to where the job of an installation at work would have them. */
async function sumUp(database: Database, organizationId: string): Promise<void> {
  const ctx = new OperatorContext(database, { kind: "system", name: "bench" }).in(organizationId);
  const rollups = new RollupService();
  while ((await rollups.close(ctx)).hasMore);
}

async function makeOrganization(
  database: Database,
  { slug, size }: { slug: string; size: Size },
): Promise<GroundOrganization> {
  const operator = new OperatorContext(database, { kind: "system", name: "bench" });
  const [userId, membershipId] = [newId(), newId()];
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
  await new UserContext({ database, userId }).execute(
    `INSERT INTO session (id, active_organization_id, principal_kind, principal_id, token_hash, created_at, expires_at)
     VALUES ($1, $2, 'user', $3, $4, now(), now() + interval '10 years')`,
    [newId(), id, userId, createHash("sha256").update(token).digest()],
  );
  const ctx = operator.in(id);
  await ctx.transaction(async (ctx) => {
    await ctx.execute("SET LOCAL enable_seqscan = off");
    for (const statement of historyOf(size)) await ctx.execute(statement, [id]);
  });
  return { id, slug, token };
}

/** Half a year of one organization, set by set. */
const historyOf = (size: Size): string[] => [
  `INSERT INTO program (organization_id, id, slug, name, attribution_model, window_days, destination_url, created_at)
   VALUES ($1::uuid, ${uuid("program", "1")}, 'main', 'Main', 'last_click', 30, 'https://shop.example/', now() - interval '200 days')`,
  `INSERT INTO program_version (organization_id, id, program_id, version, known_from, recorded_at, holdback_days, rules)
   VALUES ($1::uuid, ${uuid("version", "1")}, ${uuid("program", "1")}, 1, 0, now() - interval '200 days', 14, '[]')`,
  `INSERT INTO partner (organization_id, id, name, email, status, created_at)
   SELECT $1::uuid, ${uuid("partner", "n")}, 'Partner ' || n, 'partner' || n || '@example.com', 'active', now() - interval '200 days' + n * interval '1 minute'
   FROM generate_series(1, ${size.partners}) n`,
  `INSERT INTO link (organization_id, id, program_id, partner_id, key, created_at)
   SELECT $1::uuid, ${uuid("link", "n")}, ${uuid("program", "1")}, ${uuid("partner", `(n % ${size.partners} + 1)`)}, 'key-' || n, now() - interval '199 days'
   FROM generate_series(1, ${size.links}) n`,
  `INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at)
   SELECT $1::uuid, ${uuid("click", "n")}, ${uuid("link", `(n % ${size.links} + 1)`)}, ${uuid("program", "1")},
     ${uuid("partner", `((n % ${size.links} + 1) % ${size.partners} + 1)`)}, ${uuid("visitor", "n")}, now() - interval '180 days' + n * interval '173 days' / ${size.clicks}
   FROM generate_series(1, ${size.clicks}) n`,
  `INSERT INTO person (organization_id, id, user_id, created_at)
   SELECT $1::uuid, ${uuid("person", "n")}, 'user-' || n, now() - interval '180 days' FROM generate_series(1, ${size.commissions}) n`,
  `INSERT INTO event (organization_id, id, external_id, person_id, bound_by, type, occurred_at, recorded_at, settings_revision, amount_minor, currency, body_hash)
   SELECT $1::uuid, ${uuid("event", "n")}, 'order-' || n, ${uuid("person", "n")}, 'user', 'sale', at, at, 0, 10000, 'EUR', '\\x00'
   FROM generate_series(1, ${size.commissions}) n, LATERAL (SELECT now() - interval '175 days' + n * interval '156 days' / ${size.commissions} AS at) t`,
  `INSERT INTO attribution (organization_id, id, event_id, version, cause, program_id, model, weight_total, trace, decided_at)
   SELECT $1::uuid, ${uuid("attribution", "n")}, ${uuid("event", "n")}, 1, 'event.recorded', ${uuid("program", "1")}, 'last_click', 1, '{}', now()
   FROM generate_series(1, ${size.commissions}) n`,
  `INSERT INTO commission (organization_id, id, event_id, attribution_id, partner_id, program_id, rule_key, program_version_id, status, held_until, occurred_at, created_at, updated_at, amount_minor, currency)
   SELECT $1::uuid, ${uuid("commission", "n")}, ${uuid("event", "n")}, ${uuid("attribution", "n")}, ${uuid("partner", `(n % ${size.partners} + 1)`)},
     ${uuid("program", "1")}, 'default', ${uuid("version", "1")}, CASE WHEN n % 3 = 0 THEN 'held' ELSE 'approved' END, at + interval '14 days', at, at, at, 1000, 'EUR'
   FROM generate_series(1, ${size.commissions}) n, LATERAL (SELECT now() - interval '175 days' + n * interval '156 days' / ${size.commissions} AS at) t`,
  `INSERT INTO credit (organization_id, id, attribution_id, event_id, click_id, partner_id, program_id, position, weight, value_minor)
   SELECT $1::uuid, ${uuid("credit", "n")}, ${uuid("attribution", "n")}, ${uuid("event", "n")}, ${uuid("click", "n")},
     ${uuid("partner", `(n % ${size.partners} + 1)`)}, ${uuid("program", "1")}, 0, 1, 10000
   FROM generate_series(1, ${size.commissions}) n`,
];
