import { createHash } from "node:crypto";

import { splitByWeights } from "../../../shared/split.js";
import type { JourneyTable } from "./journey-table.js";
import { stableIds } from "./stable-ids.js";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Where the visitor's id stands among the ids of a journey; its clicks come before. */
const VISITOR_PLACE = 4_095;

/** When the first journey begins: long past, so that what an import writes does not depend on the day of it. */
const FIRST_BEGINS_MS = Date.UTC(2025, 0, 1);
/** The journeys of a file begin within 90 days, one a minute, and then again from the first day. */
const BEGIN_WITHIN_MINUTES = 90 * 24 * 60;

export interface JourneyTouch {
  id: string;
  channel: string;
  clickedAt: Date;
}

/** How a journey ended that converted. */
export interface JourneyConversion {
  userId: string;
  /** The event's own id. */
  externalId: string;
  occurredAt: Date;
  /** Minor units; the row's value is shared among its conversions by largest remainder, earlier ones first. */
  amountMinor: bigint;
  /** The last click, by which they were recognised. */
  clickId: string;
  clickedAt: Date;
}

/** One visitor's way: clicks one hour apart and, if they converted, an event an hour after the last. */
export interface Journey {
  visitorId: string;
  /** From the first to the last; made when they are asked for. */
  touches: () => JourneyTouch[];
  /** Null where nothing converted: such a visitor stays a stranger. */
  conversion: JourneyConversion | null;
}

/**
 * Every journey of a table, the converting ones of a row first.
 *
 * @param scope what makes these journeys the same ones when they are imported again: the organization and the program.
 */
export function* journeysOf(table: JourneyTable, scope: string): Generator<Journey> {
  // Short enough to be read and long enough to tell files and programs apart: an event's id is its organization's for ever.
  const file = createHash("sha256").update(`${scope}/${table.digest}`).digest("hex").slice(0, 12);
  let number = 0;
  for (const { path, conversions, nulls, valueMinor } of table.rows) {
    const values = conversions > 0 ? splitEvenly(valueMinor, conversions) : [];
    for (let n = 0; n < conversions + nulls; n++) {
      number += 1;
      const idAt = stableIds(`${scope}/${table.digest}/${number}`);
      const beginsMs = FIRST_BEGINS_MS + (number % BEGIN_WITHIN_MINUTES) * MINUTE_MS;
      const lastMs = beginsMs + (path.length - 1) * HOUR_MS;
      const amountMinor = values[n];
      yield {
        visitorId: idAt(beginsMs, VISITOR_PLACE),
        touches: () =>
          path.map((channel, index) => {
            const clickedAtMs = beginsMs + index * HOUR_MS;
            return { id: idAt(clickedAtMs, index), channel, clickedAt: new Date(clickedAtMs) };
          }),
        conversion:
          amountMinor === undefined
            ? null
            : {
                userId: `journey-${file}-${number}`,
                externalId: `journey-${file}-${number}`,
                occurredAt: new Date(lastMs + HOUR_MS),
                amountMinor,
                clickId: idAt(lastMs, path.length - 1),
                clickedAt: new Date(lastMs),
              },
      };
    }
  }
}

const splitEvenly = (whole: bigint, parts: number): bigint[] =>
  splitByWeights(
    whole,
    Array.from({ length: parts }, () => 1n),
  );
