import { join } from "node:path";

import type { Contender } from "../support/contender.js";
import { postgresCpuMs, startContender } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { beside, median } from "../support/figure.js";
import type { Scratch } from "../support/scratch.js";
import type { Shop } from "../support/shop.js";
import { openShop } from "../support/shop.js";
import { takeTurns } from "../support/turns.js";
import { startWholeServer } from "../support/whole-server.js";
import { Audience } from "./audience.js";
import { openManagers } from "./managers.js";
import { monotonicMs } from "./subscriber.js";

const SUBSCRIBERS = 5_000;
const PEOPLE = 200;
const WARM_UP_ROUNDS = 10;
const ROUNDS = 25;
/** Between two turns: what the one has left to do is not measured with the other. */
const REST_MS = 200;
/** Until every subscription that was asked for stands: nobody is told that it does. */
const BEGUN_MS = 1_000;
const BAR = 1.5;

const TOPIC = `subscription { commissions {
  cursor kind at commission { id status amount { amountMinor currency } partner { id name } event { externalId } } } }`;

/** One turn: how long after it was known the frame was with half of them and with 99 of 100. */
interface Turn {
  p50Ms: number;
  p99Ms: number;
  nodeMs: number;
  postgresMs: number;
}

/** Somebody's turn: what is to be told happens, and all of an audience hear of it. */
interface Teller {
  of: Contender;
  audience: Audience;
  /** Settles with the moment, on the machine's monotonic clock, at which it is known. */
  happen: () => Promise<number>;
}

/** From a sale's commit to its frame with every one of many subscribers, beside one frame written to as many sockets. */
export async function measureLive(scratch: Scratch): Promise<Figure[]> {
  const shop = await openShop(scratch.operator, "bench", PEOPLE);
  const tokens = await openManagers(scratch, shop.organizationId, SUBSCRIBERS);
  await scratch.asOwner("ANALYZE");
  const limit = await startContender("limit", join(import.meta.dirname, "limit-server.js"), []);
  const ours = await startWholeServer(scratch, "live");
  const audiences = { limit: new Audience(), ours: new Audience() };
  try {
    for (const [audience, { url }] of [[audiences.ours, ours] as const, [audiences.limit, limit] as const]) {
      await audience.come({ url, tokens, query: TOPIC });
    }
    await pause(BEGUN_MS);
    await sell(ours, shop);
    // The limit is told to send the very text that one of our subscribers got.
    const { message } = await audiences.ours.next();
    const tellers: Record<"limit" | "ours", Teller> = {
      limit: { of: limit, audience: audiences.limit, happen: () => tell(limit, message) },
      ours: { of: ours, audience: audiences.ours, happen: () => sell(ours, shop) },
    };
    const turn = (teller: Teller): Promise<Turn> => turnOf(teller, scratch.postmasterPid);
    await takeTurns(WARM_UP_ROUNDS, tellers, turn);
    return [figureOf(await takeTurns(ROUNDS, tellers, turn))];
  } finally {
    await Promise.all([audiences.limit.end(), audiences.ours.end()]);
    await ours.stop();
    await limit.stop();
  }
}

async function turnOf({ of, audience, happen }: Teller, postmasterPid: number): Promise<Turn> {
  await pause(REST_MS);
  const before = { node: await of.cpuMs(), postgres: postgresCpuMs(postmasterPid) };
  const arriving = audience.next();
  const at = await happen();
  const { p50At, p99At } = await arriving;
  return {
    p50Ms: p50At - at,
    p99Ms: p99At - at,
    nodeMs: (await of.cpuMs()) - before.node,
    postgresMs: postgresCpuMs(postmasterPid) - before.postgres,
  };
}

/** Tells the limit what to send. Gives the moment at which that was acknowledged, which it does before it sends. */
async function tell({ url }: Contender, message: string): Promise<number> {
  const response = await fetch(url, { method: "POST", body: message });
  const at = monotonicMs();
  if (response.status !== 204) throw new Error(await response.text());
  return at;
}

let sold = 0;

/** Sends a sale. Gives the moment at which its commit was known. */
async function sell({ url }: Contender, shop: Shop): Promise<number> {
  const number = sold++;
  const sale = { id: `sale-${number}`, type: "sale", userId: shop.userOf(number) };
  const response = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${shop.token}`,
      "x-organization": shop.organizationId,
    },
    body: JSON.stringify({ ...sale, amount: { amountMinor: 12_345, currency: "EUR" } }),
  });
  const at = monotonicMs();
  const answer = await response.text();
  if (response.status !== 200) throw new Error(answer);
  return at;
}

function figureOf({ ours, limit }: Record<"limit" | "ours", Turn[]>): Figure {
  const of = (value: (each: Turn) => number): number => median(ours.map(value));
  const late = (turns: Turn[]): number[] => turns.map(({ p99Ms }) => p99Ms);
  return beside(
    `commit to ${SUBSCRIBERS} subscribers, p99 ms`,
    { ours: late(ours), limit: late(limit) },
    { bar: BAR, lowerIsBetter: true },
    {
      p50Ms: of(({ p50Ms }) => p50Ms),
      p99Ms: of(({ p99Ms }) => p99Ms),
      nodeCpuMs: of(({ nodeMs }) => nodeMs),
      postgresCpuMs: of(({ postgresMs }) => postgresMs),
    },
  );
}

const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));
