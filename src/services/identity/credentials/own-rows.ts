import type { Clock } from "../../../shared/clock.js";

/** A person's way to their own rows, in a role that reaches nothing but what belongs to people. */
export interface OwnRows {
  readonly userId: string;
  /** Inside a transaction the instant at which it began. */
  readonly clock: Clock;
  /** One transaction; inside one it joins it. */
  transaction<Result>(work: (own: OwnRows) => Promise<Result>): Promise<Result>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Gives how many rows were written. */
  execute(text: string, values?: unknown[]): Promise<number>;
}
