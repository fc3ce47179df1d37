import { join } from "node:path";

import type { Contender } from "../support/contender.js";
import { startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import type { LoadSettings, RequestOf } from "../support/load.js";
import type { Ground, GroundOrganization } from "../support/prepare.js";
import { postOf } from "../support/requests.js";
import type { Slice } from "../support/slice.js";
import { figureOf, slice } from "../support/slice.js";
import { takeTurns } from "../support/turns.js";
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
  const turn = ({ of, query }: { of: Contender; query: string }, timing: LoadSettings): Promise<Slice> =>
    slice(of, asks(of.url, query, organizations), timing, ground.postmasterPid);
  try {
    // Code that has just been loaded runs slowly for a while, ours longer than a page of plain Node.
    for (const each of Object.values(asking)) await turn(each, WARM_UP);
    const slices = await takeTurns(ROUNDS, asking, (each) => turn(each, SLICE));
    return [
      figureOf("read, rows", slices.rows, slices.limit, 0.75),
      figureOf("read, text", slices.text, slices.limit, 0.9),
      figureOf("read, nothing changed", slices.kept, slices.limit, 4),
      figureOf("a permission on 200 fields", slices.guarded, slices.unguarded, 0.95),
    ];
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
  }
}

/** The operation as the owners of the organizations in turn. */
function asks(url: string, query: string, organizations: readonly GroundOrganization[]): RequestOf {
  const requests = organizations.map(({ id: organizationId, token }) =>
    postOf(url, "/graphql", { organizationId, token }, { query }),
  );
  return (number) => requests[number % requests.length]!;
}
