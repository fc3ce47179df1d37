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

const reward = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), percentE4: z.int().min(0).max(PERCENT_E4_MAX) }),
  z.strictObject({
    kind: z.literal("fixed"),
    amountMinor: z
      .string()
      .regex(/^(0|[1-9]\d{0,15})$/)
      .refine((text) => BigInt(text) <= AMOUNT_MINOR_MAX),
    currency: z.string().refine(isCurrency, "is no ISO 4217 currency"),
  }),
]);

const rules = z
  .array(
    z.strictObject({
      key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
      eventTypes: z.array(z.string().regex(EVENT_TYPE)).min(1).max(TYPES_MAX).nullable(),
      occurrence: z.enum(["every", "first", "subsequent"]),
      reward,
      capMonths: z.int().min(1).max(CAP_MONTHS_MAX).nullable(),
    }),
  )
  .max(RULES_MAX)
  .refine((list) => new Set(list.map((rule) => rule.key)).size === list.length, "has a key twice");

/** Rules as they may be stored, or a refusal that names the first fault. */
export function checkedRules(given: unknown): CommissionRule[] {
  const parsed = rules.safeParse(given);
  if (parsed.success) return parsed.data;
  const [fault] = parsed.error.issues;
  throw new AppError("unprocessable", `The commission rules are wrong: ${fault?.message ?? "unreadable"}`, {
    code: "rules_invalid",
    path: ["rules", ...(fault?.path ?? []).map(String)],
  });
}
