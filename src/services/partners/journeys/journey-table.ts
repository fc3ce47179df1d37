import { createHash } from "node:crypto";

import { parse } from "csv-parse/sync";

import { AppError } from "../../../shared/errors.js";
import { minorUnitsOf } from "./decimal-minor-units.js";

/** The currency of journeys' values: three decimals, so minor units are thousandths. */
export const JOURNEY_CURRENCY = "KWD";
const JOURNEY_CURRENCY_DIGITS = 3;

const COLUMNS = ["path", "total_conversions", "total_conversion_value", "total_null"] as const;
const SEPARATOR = ">";
const TOUCHES_MAX = 1_000;
const JOURNEYS_MAX = 10_000_000;
const CHANNEL = /^[^\p{Cc}\p{Cs}]{1,60}$/u;
const COUNT = /^\d{1,9}$/;

/** All journeys along one path: how many converted, what they were worth together, and how many did not. */
export interface JourneyRow {
  /** The channels in the order of their touches. */
  path: string[];
  conversions: number;
  valueMinor: bigint;
  nulls: number;
}

/** A whole file of journeys. */
export interface JourneyTable {
  rows: JourneyRow[];
  /** Every channel, in the order of its first touch. */
  channels: string[];
  /** SHA-256 of what the file says, in hex: another spelling of the same journeys has the same. */
  digest: string;
  journeys: number;
  touches: number;
  conversions: number;
  valueMinor: bigint;
  /** The number of touches of the longest path. */
  longest: number;
}

/**
 * Reads aggregated journeys: CSV with the columns `path` (`alpha > beta`), `total_conversions`,
 * `total_conversion_value` and `total_null`. The first fault refuses the whole file and names its line.
 *
 * @throws AppError `journeys_invalid`
 */
export function readJourneys(text: string): JourneyTable {
  const rows = records(text).map(({ record, line }) => readRow(record, line));
  const channels = new Set<string>();
  const hash = createHash("sha256");
  let [journeys, touches, conversions, valueMinor, longest] = [0, 0, 0, 0n, 0];
  for (const row of rows) {
    for (const channel of row.path) channels.add(channel);
    const count = row.conversions + row.nulls;
    hash.update(JSON.stringify([row.path, row.conversions, row.valueMinor.toString(), row.nulls]));
    journeys += count;
    touches += count * row.path.length;
    conversions += row.conversions;
    valueMinor += row.valueMinor;
    longest = Math.max(longest, row.path.length);
  }
  if (journeys > JOURNEYS_MAX) throw refusal(`A file has at most ${JOURNEYS_MAX} journeys; this one has ${journeys}.`);
  const digest = hash.digest("hex");
  return { rows, channels: [...channels], digest, journeys, touches, conversions, valueMinor, longest };
}

interface Located {
  record: Record<string, string>;
  line: number;
}

function records(text: string): Located[] {
  let found: { record: Record<string, string>; info: { lines: number } }[];
  try {
    found = parse(text, { columns: true, bom: true, info: true, skip_empty_lines: true, trim: true }) as never;
  } catch (cause) {
    throw refusal(`This is not a CSV file: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const [first] = found;
  if (!first) throw refusal("The file has no journeys.");
  const missing = COLUMNS.filter((column) => !Object.hasOwn(first.record, column));
  if (missing.length > 0) throw refusal(`The file has no column ${missing.join(", no column ")}.`);
  return found.map(({ record, info }) => ({ record, line: info.lines }));
}

function readRow(record: Record<string, string>, line: number): JourneyRow {
  const at = (fault: string): AppError => refusal(`Line ${line}: ${fault}`);
  const path = (record["path"] ?? "").split(SEPARATOR).map((channel) => channel.trim());
  if (path.length > TOUCHES_MAX) throw at(`a path has at most ${TOUCHES_MAX} touches.`);
  if (!path.every((channel) => CHANNEL.test(channel))) {
    throw at("a path names its channels with > between them, each with at most 60 characters.");
  }
  const count = (column: string): number => {
    const digits = record[column] ?? "";
    if (!COUNT.test(digits)) throw at(`${column} is a whole number that is not negative.`);
    return Number(digits);
  };
  const conversions = count("total_conversions");
  const valueMinor = minorUnitsOf(record["total_conversion_value"] ?? "", JOURNEY_CURRENCY_DIGITS);
  if (valueMinor === null) throw at("total_conversion_value is a decimal that is not negative.");
  if (conversions === 0 && valueMinor > 0n) throw at("there is a value, but nothing converted.");
  return { path, conversions, valueMinor, nulls: count("total_null") };
}

const refusal = (message: string, cause?: unknown): AppError =>
  new AppError("unprocessable", message, { code: "journeys_invalid", cause });
