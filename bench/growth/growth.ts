import type { Figure } from "../support/figure.js";
import { beside, median } from "../support/figure.js";
import { asks, startGraph } from "../support/graph.js";
import type { Ground } from "../support/prepare.js";
import type { Slice } from "../support/slice.js";
import { slice } from "../support/slice.js";
import { takeTurns } from "../support/turns.js";

const ROUNDS = 5;
const SLICE = { connections: 2, warmUpMs: 100, measuredMs: 400 };
const WARM_UP = { connections: 2, warmUpMs: 0, measuredMs: 1_000 };
const POOL_MAX = "4";

const RANGE = `from: "2020-01-01T00:00:00.000Z", until: "2040-01-01T00:00:00.000Z"`;
const MEASURES = "{ nodes { currency conversions amountMinor heldMinor } }";

/** What is asked of an organization with a long history and of one with a tenth of it. */
const OPERATIONS: Record<string, string> = {
  lists: `query Lists {
    commissions(first: 50) { nodes { id status amount { amountMinor currency } } }
    events(first: 50) { nodes { id type occurredAt } }
    clicks(first: 50) { nodes { id clickedAt } }
    people(first: 50) { nodes { id } }
  }`,
  totals: `query Totals { commissionStats(groupBy: [], ${RANGE}) ${MEASURES} }`,
  "capped counts": `query Counts { commissions { totalCount } events { totalCount } clicks { totalCount } }`,
  statistics: `query Statistics { commissionStats(groupBy: [MONTH], ${RANGE}) ${MEASURES} }`,
};

/** What does not depend on how much has happened takes as long after ten times as much. */
export async function measureGrowth(ground: Ground): Promise<Figure[]> {
  // No answer is kept: what is asked again is read again.
  const graph = await startGraph(ground, "text", POOL_MAX);
  try {
    const figures: Figure[] = [];
    for (const [name, query] of Object.entries(OPERATIONS)) {
      const sizes = { whole: asks(graph.url, [ground.whole], query), tenth: asks(graph.url, [ground.tenth], query) };
      for (const requestOf of Object.values(sizes)) await slice(graph, requestOf, WARM_UP, ground.postmasterPid);
      const slices = await takeTurns(ROUNDS, sizes, (requestOf) =>
        slice(graph, requestOf, SLICE, ground.postmasterPid),
      );
      figures.push(figureOfTimes(`growth, ${name}, ms`, slices.whole, slices.tenth));
    }
    return figures;
  } finally {
    await graph.stop();
  }
}

const times = (slices: readonly Slice[]): number[] => slices.map(({ p50Ms }) => p50Ms);

function figureOfTimes(name: string, whole: readonly Slice[], tenth: readonly Slice[]): Figure {
  return beside(
    name,
    { ours: times(whole), limit: times(tenth) },
    { bar: 1.3, lowerIsBetter: true },
    {
      p50Ms: median(times(whole)),
      p99Ms: median(whole.map(({ p99Ms }) => p99Ms)),
      nodeCpuMs: median(whole.map((each) => each.nodeMs / each.answeredInAll)),
      postgresCpuMs: median(whole.map((each) => each.postgresMs / each.answeredInAll)),
    },
  );
}
