import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Contender } from "../support/contender.js";
import { startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import type { RequestOf } from "../support/load.js";
import type { Ground, GroundOrganization } from "../support/prepare.js";
import type { Slice } from "../support/slice.js";
import { figureOf, slice } from "../support/slice.js";
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
    for (const { of, query } of Object.values(asking))
      await slice(of, asks(of.url, query, organizations), WARM_UP, postmaster);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(asking) as (keyof typeof asking)[]) {
        const { of, query } = asking[name];
        slices[name].push(await slice(of, asks(of.url, query, organizations), SLICE, postmaster));
      }
    }
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
  }
  return [
    figureOf("read, rows", slices.rows, slices.limit, 0.75),
    figureOf("read, text", slices.text, slices.limit, 0.9),
    figureOf("read, nothing changed", slices.kept, slices.limit, 4),
    figureOf("a permission on 200 fields", slices.guarded, slices.unguarded, 0.95),
  ];
}

/** The operation as the owners of the organizations in turn. */
function asks(url: string, query: string, organizations: readonly GroundOrganization[]): RequestOf {
  const { host } = new URL(url);
  const body = JSON.stringify({ query });
  const requests = organizations.map(({ id, token }) =>
    Buffer.from(
      `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Authorization: Bearer ${token}\r\nX-Organization: ${id}\r\n\r\n${body}`,
    ),
  );
  return (number) => requests[number % requests.length]!;
}
