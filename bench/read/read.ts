import { join } from "node:path";

import type { ExecutionMode } from "../../src/http/graphql/graph-executor.js";
import type { Contender } from "../support/contender.js";
import { startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { asks, startGraph } from "../support/graph.js";
import type { LoadSettings } from "../support/load.js";
import type { Ground } from "../support/prepare.js";
import type { Slice } from "../support/slice.js";
import { figureOf, slice } from "../support/slice.js";
import { takeTurns } from "../support/turns.js";
import { DASHBOARD } from "./dashboard.js";
import { permissionChecks } from "./permission-checks.js";

const ROUNDS = 5;
/** A process that waits for its turn loses compiled code and young memory: the first second of each slice gets them back. */
const SLICE = { connections: 12, warmUpMs: 700, measuredMs: 1_800 };
const WARM_UP = { connections: 12, warmUpMs: 0, measuredMs: 7_000 };
const POOL_MAX = "6";
/** Enough that no answer is the one before, few enough that caches are as warm as on a busy day. */
const ORGANIZATIONS = 20;

const GUARDED = "query Guarded { partners(first: 100) { nodes { id revokeReason email } } }";
const UNGUARDED = "query Unguarded { partners(first: 100) { nodes { id revokedAt email } } }";

/** How fast the dashboard is read, each mode against the statement written by hand, in rounds that take turns. */
export async function measureReads(ground: Ground): Promise<Figure[]> {
  const organizations = ground.organizations.slice(0, ORGANIZATIONS);
  const graph = (mode: ExecutionMode): Promise<Contender> => startGraph(ground, mode, POOL_MAX);
  const contenders = {
    limit: await startContender("limit", join(import.meta.dirname, "limit-server.js"), [ground.appUrl, POOL_MAX]),
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
  const turn = ({ of, query }: { of: Contender; query: string }, timing: LoadSettings): Promise<Slice> =>
    slice(of, asks(of.url, organizations, query), timing, ground.postmasterPid);
  try {
    // Code that has just been loaded runs slowly for a while, ours longer than a page of plain Node.
    for (const each of Object.values(asking)) await turn(each, WARM_UP);
    const slices = await takeTurns(ROUNDS, asking, (each) => turn(each, SLICE));
    const unchanged = figureOf("read, nothing changed", slices.kept, slices.limit, 4);
    return [
      figureOf("read, rows", slices.rows, slices.limit, 0.75),
      figureOf("read, text", slices.text, slices.limit, 0.9),
      unchanged,
      figureOf("a permission on 200 fields", slices.guarded, slices.unguarded, 0.95),
      // Beside the request that costs least: nothing is read for it but who asks.
      permissionChecks(unchanged.nodeCpuMs ?? Number.NaN),
    ];
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
  }
}
