import { linkGround } from "../../test/partners/click/link-ground.js";
import type { Contender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { beside } from "../support/figure.js";
import type { LoadSettings, RequestOf } from "../support/load.js";
import { load } from "../support/load.js";
import { sales } from "../support/sales.js";
import type { Scratch } from "../support/scratch.js";
import { openShop } from "../support/shop.js";
import { takeTurns } from "../support/turns.js";
import { VISITED, visit } from "../support/visit.js";
import { startWholeServer } from "../support/whole-server.js";

const ROUNDS = 3;
const COUNTS = { one: 1, two: 2, four: 4 };
const SERVERS_MAX = 4;
const PEOPLE = 2_000;
const CLICKING = { connections: 64, warmUpMs: 500, measuredMs: 1_500, status: 302 };
const SELLING = { connections: 16, warmUpMs: 500, measuredMs: 2_000 };
/** So that each server has been at work. */
const WARM_UP_MS = 2_000;

/**
 * What several servers on one PostgreSQL do beside one, for as many callers in all. There is no bar: on a machine that one
 * of them fills, more of them can only show that they do not stand in each other's way.
 */
export async function measureServers(scratch: Scratch): Promise<Figure[]> {
  await linkGround(scratch.operator, { slug: VISITED });
  const shop = await openShop(scratch.operator, "shop", PEOPLE);
  await scratch.asOwner("ANALYZE");
  const servers: Contender[] = [];
  try {
    for (let n = 1; n <= SERVERS_MAX; n++) servers.push(await startWholeServer(scratch, `server ${n}`));
    const works = [
      { name: "redirects", timing: CLICKING, requestsOf: () => visit },
      { name: "events", timing: SELLING, requestsOf: (url: string) => sales(url, [shop]) },
    ];
    const figures: Figure[] = [];
    for (const { name, timing, requestsOf } of works) {
      await together(servers, requestsOf, { ...timing, warmUpMs: 0, measuredMs: WARM_UP_MS });
      const speeds = await takeTurns(ROUNDS, COUNTS, (count) => together(servers.slice(0, count), requestsOf, timing));
      for (const many of ["two", "four"] as const) {
        figures.push(beside(`${name}, ${many} servers`, { ours: speeds[many], limit: speeds.one }, { bar: null }));
      }
    }
    return figures;
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** How much they do in a second, the callers divided among them. */
async function together(
  servers: readonly Contender[],
  requestsOf: (url: string) => RequestOf,
  timing: LoadSettings,
): Promise<number> {
  const connections = timing.connections / servers.length;
  const results = await Promise.all(servers.map(({ url }) => load(url, requestsOf(url), { ...timing, connections })));
  return results.reduce((sum, { perSecond }) => sum + perSecond, 0);
}
