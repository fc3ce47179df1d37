import type { Contender } from "./contender.js";
import { postgresCpuMs } from "./contender.js";
import type { Figure } from "./figure.js";
import { beside, median } from "./figure.js";
import type { LoadResult, LoadSettings, RequestOf } from "./load.js";
import { load } from "./load.js";

/** What a contender did in one of its turns, and what that took. */
export interface Slice extends LoadResult {
  nodeMs: number;
  postgresMs: number;
}

export async function slice(
  of: Contender,
  requestOf: RequestOf,
  timing: LoadSettings,
  postmasterPid: number,
): Promise<Slice> {
  const before = { node: await of.cpuMs(), postgres: postgresCpuMs(postmasterPid) };
  const result = await load(of.url, requestOf, timing);
  return {
    ...result,
    nodeMs: (await of.cpuMs()) - before.node,
    postgresMs: postgresCpuMs(postmasterPid) - before.postgres,
  };
}

/** Medians over the rounds; the ratio is that of each round's two. */
export function figureOf(name: string, ours: readonly Slice[], limit: readonly Slice[], bar: number): Figure {
  const of = (slices: readonly Slice[], value: (each: Slice) => number): number => median(slices.map(value));
  const speeds = (slices: readonly Slice[]): number[] => slices.map((each) => each.perSecond);
  return beside(
    name,
    { ours: speeds(ours), limit: speeds(limit) },
    { bar },
    {
      p50Ms: of(ours, (each) => each.p50Ms),
      p99Ms: of(ours, (each) => each.p99Ms),
      nodeCpuMs: of(ours, (each) => each.nodeMs / each.answeredInAll),
      postgresCpuMs: of(ours, (each) => each.postgresMs / each.answeredInAll),
    },
  );
}
