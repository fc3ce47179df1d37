import { z } from "zod";

import type { NewEvent } from "./ingest/event-body.js";
import { instant, readEvent } from "./ingest/event-body.js";

const TEXT_LENGTH_MAX = 255;

const id = z.uuid().toLowerCase();
const plainText = z
  .string()
  .min(1)
  .max(TEXT_LENGTH_MAX)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "has a character that is not allowed");

const partner = z.strictObject({
  kind: z.literal("partner"),
  id,
  name: plainText,
  email: plainText,
  createdAt: instant.optional(),
});

const link = z.strictObject({
  kind: z.literal("link"),
  id,
  partnerId: id,
  program: plainText,
  key: plainText,
  destinationUrl: z.string().max(2048).nullish(),
  createdAt: instant.optional(),
});

const click = z.strictObject({
  kind: z.literal("click"),
  id,
  linkId: id,
  visitorId: id,
  clickedAt: instant,
  subId: plainText.nullish(),
});

const identity = z.strictObject({
  kind: z.literal("identity"),
  cref: id,
  userId: plainText,
  identifiedAt: instant.optional(),
});

/** One line of an import but an event's, which is read as one of `/v1/events` is. `program` is a program's slug. */
export const historyLine = z.discriminatedUnion("kind", [partner, link, click, identity]);

export type HistoryLine = z.infer<typeof historyLine> | { kind: "event"; event: NewEvent };
export type HistoryKind = HistoryLine["kind"];

export interface LineRefusal {
  code: string;
  message: string;
  path: string[];
}

/** Reads one line of an import. Every field is checked, and fields that nobody knows are refused. */
export function readHistoryLine(sent: unknown): { line: HistoryLine } | { refusal: LineRefusal } {
  if (typeof sent === "object" && sent !== null && (sent as { kind?: unknown }).kind === "event") {
    const { kind: _kind, ...body } = sent as { kind: "event" };
    const read = readEvent(body);
    return "event" in read ? { line: { kind: "event", event: read.event } } : read;
  }
  const parsed = historyLine.safeParse(sent);
  if (parsed.success) return { line: parsed.data };
  const [fault] = parsed.error.issues;
  const path = fault?.path.map(String) ?? [];
  const message = `${path.join(".") || "The line"}: ${fault?.message ?? "is unreadable"}`;
  return { refusal: { code: "line_invalid", message, path } };
}
