/** One line of the table. */
export interface Figure {
  name: string;
  /** Null where the input is absent. */
  ours: number | null;
  limit: number;
  /** Null where the input is absent. */
  ratio: number | null;
  /** Null where the input is absent, or nothing is asked of it. */
  bar: number | null;
  lowerIsBetter: boolean;
  p50Ms: number | null;
  p99Ms: number | null;
  /** CPU time of one operation. */
  nodeCpuMs: number | null;
  postgresCpuMs: number | null;
}

type Costs = Pick<Figure, "p50Ms" | "p99Ms" | "nodeCpuMs" | "postgresCpuMs">;

/** Of what is not made of operations that are timed one by one. */
const NO_COSTS: Costs = { p50Ms: null, p99Ms: null, nodeCpuMs: null, postgresCpuMs: null };

/** What must not be more than an absolute figure. Null for `ours`: its input is absent. */
export const absolute = (name: string, ours: number | null, limit: number, costs: Partial<Costs> = {}): Figure => ({
  name,
  ours,
  limit,
  ratio: ours === null ? null : ours / limit,
  bar: ours === null ? null : 1,
  lowerIsBetter: true,
  ...NO_COSTS,
  ...costs,
});

/** Several measurements of ours, each beside one of the limit's that was made next to it. */
export const beside = (
  name: string,
  { ours, limit }: { ours: readonly number[]; limit: readonly number[] },
  { bar, lowerIsBetter = false }: { bar: number | null; lowerIsBetter?: boolean },
  costs: Partial<Costs> = {},
): Figure => ({
  name,
  ours: median(ours),
  limit: median(limit),
  ratio: median(ours.map((each, round) => each / limit[round]!)),
  bar,
  lowerIsBetter,
  ...NO_COSTS,
  ...costs,
});

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** What so large a share of the values stays below. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? Number.NaN;

const number = (value: number | null, digits: number): string => (value === null ? "" : value.toFixed(digits));

const verdict = ({ ratio, bar, lowerIsBetter }: Pick<Figure, "ratio" | "bar" | "lowerIsBetter">): string => {
  if (ratio === null || bar === null) return "";
  return (lowerIsBetter ? ratio <= bar : ratio >= bar) ? "met" : "missed";
};

/** The table as people read it. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ name, ours, limit, ratio, bar, lowerIsBetter, p50Ms, p99Ms, nodeCpuMs, postgresCpuMs }) => [
      name,
      ours === null ? "absent" : number(ours, 1),
      number(limit, 1),
      number(ratio, 2),
      bar === null ? "" : `${lowerIsBetter ? "≤" : "≥"} ${bar}`,
      verdict({ ratio, bar, lowerIsBetter }),
      number(p50Ms, 1),
      number(p99Ms, 1),
      number(nodeCpuMs, 2),
      number(postgresCpuMs, 2),
    ],
  );
  const head = ["", "ours", "limit", "ratio", "bar", "", "p50 ms", "p99 ms", "Node ms", "PG ms"];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
    )
    .join("\n");
}
