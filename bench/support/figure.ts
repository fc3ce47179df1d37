/** One line of the table. */
export interface Figure {
  name: string;
  ours: number;
  limit: number;
  /** Null where the input is absent. */
  ratio: number | null;
  bar: number | null;
  lowerIsBetter: boolean;
  p50Ms: number | null;
  p99Ms: number | null;
  /** CPU time of one operation. */
  nodeCpuMs: number | null;
  postgresCpuMs: number | null;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const number = (value: number | null, digits: number): string => (value === null ? "" : value.toFixed(digits));

/** The table as people read it. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ name, ours, limit, ratio, bar, lowerIsBetter, p50Ms, p99Ms, nodeCpuMs, postgresCpuMs }) => [
      name,
      number(ours, 1),
      number(limit, 1),
      number(ratio, 2),
      bar === null ? "" : `${lowerIsBetter ? "≤" : "≥"} ${bar}`,
      number(p50Ms, 1),
      number(p99Ms, 1),
      number(nodeCpuMs, 2),
      number(postgresCpuMs, 2),
    ],
  );
  const head = ["", "ours", "limit", "ratio", "bar", "p50 ms", "p99 ms", "Node ms", "PG ms"];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
    )
    .join("\n");
}
