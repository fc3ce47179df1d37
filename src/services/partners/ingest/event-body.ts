import { createHash } from "node:crypto";

import { z } from "zod";

import { isCurrency } from "../../../shared/currency.js";
import { AMOUNT_MINOR_MAX } from "../../../shared/amount-minor-max.js";
import type { JsonValue } from "../../audit/canonical-bytes.js";
import { canonicalBytes } from "../../audit/canonical-bytes.js";
import type { Amount } from "../attribution/facts.js";
import { EVENT_TYPE } from "../commission-rules.js";

const METADATA_DEPTH_MAX = 5;
const METADATA_LENGTH_MAX = 8_192;
const NAME_LENGTH_MAX = 200;
/** Before the web there was nothing to click; after 9999 ISO 8601 needs a sign. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const LATEST_MS = Date.UTC(9999, 11, 31);

/** An event as it was sent, checked. Its time is judged when it is recorded. */
export interface NewEvent {
  /** The client's id and idempotency key. */
  externalId: string;
  type: string;
  /** One of the two is given. */
  userId: string | null;
  cref: string | null;
  occurredAt: Date | null;
  amount: Amount | null;
  refundOf: string | null;
  metadata: { [key: string]: JsonValue } | null;
  /** SHA-256 of the canonical body as sent, before defaults (S19). */
  bodyHash: Buffer;
}

/** Why an event was not recorded. Nothing of it is kept, so its id may be used again. */
export interface EventRefusal {
  kind: "badRequest" | "notFound" | "unprocessable" | "unavailable";
  code: string;
  message: string;
  /** Where in the event the fault lies. */
  path: string[];
}

const isPlain = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);
const name = z.string().min(1).max(NAME_LENGTH_MAX).refine(isPlain, "has a character that is not allowed");

export const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at.getTime() >= EARLIEST_MS && at.getTime() <= LATEST_MS, "is no sensible time");

const amount = z.strictObject({
  amountMinor: z.number().int().min(0).max(Number(AMOUNT_MINOR_MAX)),
  currency: z.string().refine(isCurrency, "is no ISO 4217 currency"),
});

const metadata = z.record(z.string(), z.unknown()).superRefine((value, check) => {
  const fault = metadataFault(value, METADATA_DEPTH_MAX);
  if (fault) check.addIssue({ code: "custom", message: fault });
  else if (JSON.stringify(value).length > METADATA_LENGTH_MAX) {
    check.addIssue({ code: "custom", message: `is longer than ${METADATA_LENGTH_MAX} characters` });
  }
});

/** An event as clients send it. `/openapi.json` is made from it. */
export const eventBody = z
  .strictObject({
    id: name,
    type: z.string().regex(EVENT_TYPE),
    userId: name.nullish(),
    cref: z.uuid().toLowerCase().nullish(),
    occurredAt: instant.nullish(),
    amount: amount.nullish(),
    refundOf: name.nullish(),
    metadata: metadata.nullish(),
  })
  .refine((event) => (event.userId == null) !== (event.cref == null), {
    message: "Give either userId or cref",
    path: ["userId"],
  });

/** Reads one event of a request. Every field is checked, and fields that nobody knows are refused. */
export function readEvent(sent: unknown): { event: NewEvent } | { refusal: EventRefusal } {
  const parsed = eventBody.safeParse(sent);
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    const path = fault?.path.map(String) ?? [];
    const message = `${path.join(".") || "The event"}: ${fault?.message ?? "is unreadable"}`;
    return { refusal: { kind: "badRequest", code: "event_invalid", message, path } };
  }
  const { id, type, userId, cref, occurredAt, refundOf, ...read } = parsed.data;
  return {
    event: {
      externalId: id,
      type,
      userId: userId ?? null,
      cref: cref ?? null,
      occurredAt: occurredAt ?? null,
      amount: read.amount ? { ...read.amount, amountMinor: BigInt(read.amount.amountMinor) } : null,
      refundOf: refundOf ?? null,
      metadata: (read.metadata as NewEvent["metadata"]) ?? null,
      bodyHash: createHash("sha256")
        .update(canonicalBytes(sent as JsonValue))
        .digest(),
    },
  };
}

/** What keeps a value from being stored and hashed faithfully; null when nothing does. */
function metadataFault(value: unknown, depth: number): string | null {
  if (typeof value === "string")
    return value.isWellFormed() && !value.includes("\u0000") ? null : "has half a character or NUL";
  if (typeof value === "number") {
    const isExact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
    return isExact ? null : "has a number beyond 2^53; send it as text";
  }
  if (typeof value === "boolean" || value === null) return null;
  if (typeof value !== "object") return "is not JSON";
  if (depth === 0) return `is nested deeper than ${METADATA_DEPTH_MAX}`;
  for (const [key, member] of Object.entries(value)) {
    const fault = metadataFault(key, depth) ?? metadataFault(member, depth - 1);
    if (fault) return fault;
  }
  return null;
}
