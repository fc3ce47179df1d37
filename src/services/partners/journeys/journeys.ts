import { splitByWeights } from "../../../shared/split.js";
import type { JourneyTable } from "./journey-table.js";
import { stableId } from "./stable-id.js";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** When the first journey begins: long past, so that what an import writes does not depend on the day of it. */
const FIRST_BEGINS_MS = Date.UTC(2025, 0, 1);
/** The journeys of a file begin within 90 days, one a minute, and then again from the first day. */
const BEGIN_WITHIN_MINUTES = 90 * 24 * 60;

export interface JourneyTouch {
  id: string;
  channel: string;
  clickedAt: Date;
}

/** One visitor's way: clicks one hour apart and, if they converted, an event an hour after the last. */
export interface Journey {
  visitorId: string;
  touches: JourneyTouch[];
  /** Absent where nothing converted: such a visitor stays a stranger. */
  conversion?: {
    userId: string;
    /** The event's own id. */
    externalId: string;
    occurredAt: Date;
    /** Minor units; the row's value is shared among its conversions by largest remainder, earlier ones first. */
    amountMinor: bigint;
  };
}

/**
 * Every journey of a table, the converting ones of a row first.
 *
 * @param scope what makes these journeys the same ones when they are imported again: the organization and the program.
 */
export function* journeysOf(table: JourneyTable, scope: string): Generator<Journey> {
  const seed = `${scope}/${table.digest}`;
  // Short enough to be read and long enough to tell two files of one program apart.
  const file = table.digest.slice(0, 12);
  let number = 0;
  for (const row of table.rows) {
    const values = row.conversions > 0 ? splitEvenly(row.valueMinor, row.conversions) : [];
    for (let n = 0; n < row.conversions + row.nulls; n++) {
      number += 1;
      const beginsMs = FIRST_BEGINS_MS + (number % BEGIN_WITHIN_MINUTES) * MINUTE_MS;
      const name = `${seed}/${number}`;
      const journey: Journey = {
        visitorId: stableId(beginsMs, name),
        touches: row.path.map((channel, index) => {
          const clickedAtMs = beginsMs + index * HOUR_MS;
          return { id: stableId(clickedAtMs, `${name}/${index}`), channel, clickedAt: new Date(clickedAtMs) };
        }),
      };
      const amountMinor = values[n];
      if (amountMinor !== undefined) {
        journey.conversion = {
          userId: `journey-${file}-${number}`,
          externalId: `journey-${file}-${number}`,
          occurredAt: new Date(beginsMs + row.path.length * HOUR_MS),
          amountMinor,
        };
      }
      yield journey;
    }
  }
}

const splitEvenly = (whole: bigint, parts: number): bigint[] =>
  splitByWeights(
    whole,
    Array.from({ length: parts }, () => 1n),
  );
