import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Contender } from "../support/contender.js";
import { postgresCpuMs, startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/figure.js";
import type { LoadResult } from "../support/load.js";
import { load } from "../support/load.js";
import type { Ground, GroundOrganization } from "../support/prepare.js";
import { DASHBOARD } from "./dashboard.js";

const ROUNDS = 5;
/** A process that waits for its turn loses compiled code and young memory: the first second of each slice gets them back. */
const SLICE = { connections: 12, warmUpMs: 1_000, measuredMs: 3_000 };
const WARM_UP = { connections: 12, warmUpMs: 0, measuredMs: 12_000 };
const POOL_MAX = "6";
/** Enough that no answer is the one before, few enough that caches are as warm as on a busy day. */
const ORGANIZATIONS = 20;

const GUARDED = "query Guarded { partners(first: 100) { nodes { id revokeReason email } } }";
const UNGUARDED = "query Unguarded { partners(first: 100) { nodes { id revokedAt email } } }";

interface Slice extends LoadResult {
  nodeMs: number;
  postgresMs: number;
}

const here = (module: string): string => join(import.meta.dirname, module);

/** How fast the dashboard is read, each mode against the statement written by hand, in rounds that take turns. */
export async function measureReads(ground: Ground): Promise<Figure[]> {
  const organizations = ground.organizations.slice(0, ORGANIZATIONS);
  const postmaster = Number(readFileSync(join(ground.dataFolder, "postgresql/postmaster.pid"), "utf8").split("\n")[0]);
  const graph = (mode: string): Promise<Contender> =>
    startContender(mode, here("graph-server.js"), [ground.appUrl, POOL_MAX, ground.secretKey, mode]);
  const contenders = {
    limit: await startContender("limit", here("limit-server.js"), [ground.appUrl, POOL_MAX]),
    rows: await graph("rows"),
    text: await graph("text"),
    kept: await graph("kept"),
  };
  const asking = {
    limit: { of: contenders.limit, query: "" },
    rows: { of: contenders.rows, query: DASHBOARD },
    text: { of: contenders.text, query: DASHBOARD },
    kept: { of: contenders.kept, query: DASHBOARD },
    unguarded: { of: contenders.rows, query: UNGUARDED },
    guarded: { of: contenders.rows, query: GUARDED },
  };
  const slices: Record<keyof typeof asking, Slice[]> = {
    limit: [],
    rows: [],
    text: [],
    kept: [],
    unguarded: [],
    guarded: [],
  };
  try {
    // Code that has just been loaded runs slowly for a while, ours longer than a page of plain Node.
    for (const { of, query } of Object.values(asking)) await slice(of, query, organizations, postmaster, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(asking) as (keyof typeof asking)[]) {
        const { of, query } = asking[name];
        slices[name].push(await slice(of, query, organizations, postmaster));
      }
    }
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
  }
  const figure = (name: string, ours: keyof typeof asking, limit: keyof typeof asking, bar: number): Figure => {
    const of = (which: keyof typeof asking, value: (each: Slice) => number): number => median(slices[which].map(value));
    const [rate, limitRate] = [of(ours, (each) => each.perSecond), of(limit, (each) => each.perSecond)];
    return {
      name,
      ours: rate,
      limit: limitRate,
      ratio: median(slices[ours].map((each, round) => each.perSecond / slices[limit][round]!.perSecond)),
      bar,
      lowerIsBetter: false,
      p50Ms: of(ours, (each) => each.p50Ms),
      p99Ms: of(ours, (each) => each.p99Ms),
      nodeCpuMs: of(ours, (each) => each.nodeMs / each.answered),
      postgresCpuMs: of(ours, (each) => each.postgresMs / each.answered),
    };
  };
  return [
    figure("read, rows", "rows", "limit", 0.75),
    figure("read, text", "text", "limit", 0.9),
    figure("read, nothing changed", "kept", "limit", 4),
    figure("a permission on 200 fields", "guarded", "unguarded", 0.95),
  ];
}

async function slice(
  of: Contender,
  query: string,
  organizations: readonly GroundOrganization[],
  postmaster: number,
  timing = SLICE,
): Promise<Slice> {
  const { host } = new URL(of.url);
  const body = JSON.stringify({ query });
  const requests = organizations.map(({ id, token }) =>
    Buffer.from(
      `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Authorization: Bearer ${token}\r\nX-Organization: ${id}\r\n\r\n${body}`,
    ),
  );
  const before = { node: await of.cpuMs(), postgres: postgresCpuMs(postmaster) };
  const result = await load(of.url, (number) => requests[number % requests.length]!, timing);
  // The warm-up's work is in it as well: its share is taken off.
  const share = timing.measuredMs / (timing.measuredMs + timing.warmUpMs);
  return {
    ...result,
    nodeMs: ((await of.cpuMs()) - before.node) * share,
    postgresMs: (postgresCpuMs(postmaster) - before.postgres) * share,
  };
}
