import { join } from "node:path";

import { linkGround } from "../../test/partners/click/link-ground.js";
import { startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { beside } from "../support/figure.js";
import { load } from "../support/load.js";
import type { Scratch } from "../support/scratch.js";
import { severable } from "../support/severable.js";
import { figureOf, slice } from "../support/slice.js";
import { takeTurns } from "../support/turns.js";
import { VISITED, visit } from "../support/visit.js";
import { startWholeServer } from "../support/whole-server.js";

const ROUNDS = 5;
const SLICE = { connections: 64, warmUpMs: 500, measuredMs: 1_500, status: 302 };
const WARM_UP = { connections: 64, warmUpMs: 0, measuredMs: 4_000, status: 302 };
const BROUGHT_IN_MS = 30_000;

/**
 * How fast links lead on, beside a map without storage: a click is in PostgreSQL before its answer, and while PostgreSQL is
 * away in the synced spool. What was answered meanwhile is then looked for in the table.
 */
export async function measureRedirects(scratch: Scratch): Promise<Figure[]> {
  const { ctx } = await linkGround(scratch.operator, { slug: VISITED });
  const way = await severable(scratch.appUrl);
  const limit = await startContender("limit", join(import.meta.dirname, "map-server.js"), []);
  const ours = await startWholeServer(scratch, "redirect");
  const away = await startWholeServer(scratch, "redirect, PostgreSQL away", way.url);
  const asking = { limit, ours, away };
  let answered = 0;
  try {
    for (const of of Object.values(asking)) {
      const { answeredInAll } = await load(of.url, visit, WARM_UP);
      if (of !== limit) answered += answeredInAll;
    }
    const slices = await takeTurns(ROUNDS, asking, async (of) => {
      if (of === away) way.cut();
      const result = await slice(of, visit, SLICE, scratch.postmasterPid);
      way.mend();
      if (of !== limit) answered += result.answeredInAll;
      return result;
    });
    const landed = await landedClicks(ctx, answered);
    return [
      figureOf("redirect, durable", slices.ours, slices.limit, 0.25),
      figureOf("redirect, PostgreSQL away", slices.away, slices.limit, 0.25),
      beside(
        "redirects kept, of those answered",
        { ours: [Math.min(landed, answered)], limit: [answered] },
        { bar: 1 },
      ),
    ];
  } finally {
    for (const contender of Object.values(asking)) await contender.stop();
    await way.close();
  }
}

/** How many clicks the table has once those of the spool have been brought in. */
async function landedClicks(
  ctx: { query<Row extends object>(text: string): Promise<Row[]> },
  expected: number,
): Promise<number> {
  const until = Date.now() + BROUGHT_IN_MS;
  for (;;) {
    const [counted] = await ctx.query<{ clicks: number }>("SELECT count(*)::int AS clicks FROM click");
    const clicks = counted?.clicks ?? 0;
    if (clicks >= expected || Date.now() > until) return clicks;
    await new Promise((go) => setTimeout(go, 500));
  }
}
