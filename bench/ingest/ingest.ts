import { join } from "node:path";

import { startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import type { LoadSettings } from "../support/load.js";
import { sales } from "../support/sales.js";
import type { Scratch } from "../support/scratch.js";
import { openScratch } from "../support/scratch.js";
import { openShop } from "../support/shop.js";
import type { Slice } from "../support/slice.js";
import { figureOf, slice } from "../support/slice.js";
import { takeTurns } from "../support/turns.js";
import { startWholeServer } from "../support/whole-server.js";
import { ONE_CALL } from "./one-call.js";

const PEOPLE = 2_000;
const ROUNDS = 5;
const WARM_UP = { connections: 16, warmUpMs: 0, measuredMs: 4_000 };
const MANY = { connections: 16, warmUpMs: 500, measuredMs: 2_500 };
const ALONE = { connections: 1, warmUpMs: 500, measuredMs: 1_500 };

/** How fast sales are recorded and decided, one event a request, beside one call of one function for each. */
export async function measureIngest(scratch: Scratch): Promise<Figure[]> {
  // In an installation of its own: a sealer would rightly refuse what the function appends to the journal.
  const bare = await openScratch();
  try {
    await bare.asOwner(ONE_CALL, "GRANT EXECUTE ON FUNCTION bench_record_event TO tributary_app");
    return await compare(scratch, bare);
  } finally {
    await bare.close();
  }
}

async function compare(scratch: Scratch, bare: Scratch): Promise<Figure[]> {
  const [theirShop, ourShop] = [
    await openShop(bare.operator, "bench", PEOPLE),
    await openShop(scratch.operator, "bench", PEOPLE),
  ];
  for (const each of [bare, scratch]) await each.asOwner("ANALYZE");
  const limit = await startContender("limit", join(import.meta.dirname, "limit-server.js"), [bare.appUrl]);
  const ours = await startWholeServer(scratch, "ingest");
  const byFunction = { of: limit, shop: theirShop, postmaster: bare.postmasterPid };
  const byUs = { of: ours, shop: ourShop, postmaster: scratch.postmasterPid };
  const asking = {
    limit: { ...byFunction, timing: MANY },
    many: { ...byUs, timing: MANY },
    limitAlone: { ...byFunction, timing: ALONE },
    alone: { ...byUs, timing: ALONE },
  };
  const turn = ({ of, shop, postmaster }: typeof byUs, timing: LoadSettings): Promise<Slice> =>
    slice(of, sales(of.url, [shop]), timing, postmaster);
  try {
    for (const each of [byFunction, byUs]) await turn(each, WARM_UP);
    const slices = await takeTurns(ROUNDS, asking, (each) => turn(each, each.timing));
    return [
      figureOf("ingest, 16 callers", slices.many, slices.limit, 1.5),
      figureOf("ingest, one caller alone", slices.alone, slices.limitAlone, 0.5),
    ];
  } finally {
    await ours.stop();
    await limit.stop();
  }
}
