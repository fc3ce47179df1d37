import { z } from "zod";

import type { CommissionRule } from "../../entities/partners/commission-rule.js";
import { isCurrency } from "../../shared/currency.js";
import { AppError } from "../../shared/errors.js";
import { AMOUNT_MINOR_MAX } from "../../shared/amount-minor-max.js";

const RULES_MAX = 50;
const TYPES_MAX = 50;
/** 1,000 %: a first-order bonus may exceed the order; more is a slip of the pen. */
const PERCENT_E4_MAX = 10_000_000;
const CAP_MONTHS_MAX = 1200;
export const EVENT_TYPE = /^[a-zA-Z][a-zA-Z0-9._:-]{0,63}$/;

const PERCENT = "A percentage lies between 0 and 1000 and has at most four decimals.";
const MONTHS = `A rule's months are a whole number from 1 to ${CAP_MONTHS_MAX}.`;
const TYPES = `A rule names from 1 to ${TYPES_MAX} types of events.`;

const reward = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("percent"),
    percentE4: z.int(PERCENT).min(0, PERCENT).max(PERCENT_E4_MAX, PERCENT),
  }),
  z.strictObject({
    kind: z.literal("fixed"),
    amountMinor: z
      .string()
      .refine(
        (text) => /^(0|[1-9]\d{0,15})$/.test(text) && BigInt(text) <= AMOUNT_MINOR_MAX,
        "An amount is zero or more.",
      ),
    currency: z.string().refine(isCurrency, "This is no currency of ISO 4217."),
  }),
]);

const rules = z
  .array(
    z.strictObject({
      key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "A rule's key has 1 to 40 small letters, digits and hyphens."),
      eventTypes: z
        .array(z.string().regex(EVENT_TYPE, "This cannot be the type of an event."))
        .min(1, TYPES)
        .max(TYPES_MAX, TYPES)
        .nullable(),
      occurrence: z.enum(["every", "first", "subsequent"]),
      reward,
      capMonths: z.int(MONTHS).min(1, MONTHS).max(CAP_MONTHS_MAX, MONTHS).nullable(),
    }),
  )
  .max(RULES_MAX, `A program has at most ${RULES_MAX} rules.`)
  .refine((list) => new Set(list.map((rule) => rule.key)).size === list.length, "Two rules have the same key.");

/** What is stored in a reward is asked for as `percent` or `fixed`. */
const ASKED_AS: Record<string, string[]> = {
  reward: [],
  percentE4: ["percent"],
  amountMinor: ["fixed", "amountMinor"],
  currency: ["fixed", "currency"],
};

/** Rules as they may be stored, or a refusal that names the first fault. */
export function checkedRules(given: unknown): CommissionRule[] {
  const parsed = rules.safeParse(given);
  if (parsed.success) return parsed.data;
  const [fault] = parsed.error.issues;
  throw new AppError("unprocessable", fault?.message ?? "The commission rules cannot be read.", {
    code: "rules_invalid",
    path: ["rules", ...(fault?.path ?? []).flatMap((part) => ASKED_AS[String(part)] ?? [String(part)])],
  });
}
