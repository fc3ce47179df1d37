import type { Figure } from "../support/figure.js";
import { absolute, percentile } from "../support/figure.js";
import { sales } from "../support/sales.js";
import type { Scratch } from "../support/scratch.js";
import type { Shop } from "../support/shop.js";
import { openShop } from "../support/shop.js";
import type { Slice } from "../support/slice.js";
import { figureOf, slice } from "../support/slice.js";
import { takeTurns } from "../support/turns.js";
import { startWholeServer } from "../support/whole-server.js";
import { hearSealings } from "./sealed-times.js";

const SHOPS = 200;
/** As many people buy in all, wherever they do. */
const PEOPLE = 4_000;
const ROUNDS = 5;
const SLICE = { connections: 16, warmUpMs: 0, measuredMs: 2_500 };
const WARM_UP = { connections: 16, warmUpMs: 0, measuredMs: 3_000 };
const SEALED_MAX_MS = 150;
const LOOK_EVERY_MS = 2;

/**
 * Events of one organization beside those of two hundred, each from 16 callers, and how soon their entries stand sealed. A
 * turn is over once nothing is left to seal, so that a sealer that falls behind is seen.
 */
export async function measureSealing(scratch: Scratch): Promise<Figure[]> {
  const hot = [await openShop(scratch.operator, "hot", PEOPLE)];
  const spread: Shop[] = [];
  for (let n = 1; n <= SHOPS; n++) spread.push(await openShop(scratch.operator, `spread-${n}`, PEOPLE / SHOPS));
  await scratch.asOwner("ANALYZE");
  const ours = await startWholeServer(scratch, "sealing");
  const times = await hearSealings(scratch.appUrl, scratch.operator);
  const onAnswer = (body: Buffer): void => times.answered(body);
  try {
    const turn = async (shops: Shop[]): Promise<Slice> => {
      const from = performance.now();
      const result = await slice(ours, sales(ours.url, shops), { ...SLICE, onAnswer }, scratch.postmasterPid);
      await allSealed(scratch);
      return { ...result, perSecond: result.answeredInAll / ((performance.now() - from) / 1_000) };
    };
    for (const shops of [hot, spread]) await slice(ours, sales(ours.url, shops), WARM_UP, scratch.postmasterPid);
    const slices = await takeTurns(ROUNDS, { hot, spread }, turn);
    const waited: number[] = [];
    for (const { organizationId } of [...hot, ...spread]) waited.push(...(await times.ofOrganization(organizationId)));
    const p99Ms = percentile(waited, 0.99);
    return [
      figureOf("one hot organization", slices.hot, slices.spread, 0.9),
      absolute("sealed after commit, p99 ms", p99Ms, SEALED_MAX_MS, { p50Ms: percentile(waited, 0.5), p99Ms }),
    ];
  } finally {
    await times.close();
    await ours.stop();
  }
}

async function allSealed({ database }: Scratch): Promise<void> {
  for (;;) {
    const [left] = await database.lookup("SELECT FROM lookup.journal_backlog(0) LIMIT 1");
    if (left === undefined) return;
    await new Promise((go) => setTimeout(go, LOOK_EVERY_MS));
  }
}
