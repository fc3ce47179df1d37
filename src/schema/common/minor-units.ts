import { GraphQLScalarType, Kind } from "graphql";

import { AMOUNT_MINOR_MAX } from "../../shared/amount-minor-max.js";
import { scalarError } from "./scalar-error.js";

const WORDING = "MinorUnits are a whole number, as text where it is beyond ±9007199254740991, and within ±(2^63 − 1).";
/** What a column of the database holds. */
const INT8_MAX = 2n ** 63n - 1n;
const WHOLE_NUMBER = /^-?\d{1,19}$/;

function within(amount: bigint, max: bigint): bigint {
  if (amount > max || amount < -max) throw scalarError(WORDING);
  return amount;
}

/** As JSON carries it: a number that a reader would round is given as text. */
function serialized(value: bigint | number | string): number | string {
  const amount = BigInt(value);
  return amount > AMOUNT_MINOR_MAX || amount < -AMOUNT_MINOR_MAX ? amount.toString() : Number(amount);
}

/** A number that JSON has already rounded may not be trusted to be what was sent: beyond safe integers only text is. */
function fromValue(value: unknown): bigint {
  if (typeof value === "string" && WHOLE_NUMBER.test(value)) return within(BigInt(value), INT8_MAX);
  if (!Number.isSafeInteger(value)) throw scalarError(WORDING);
  return BigInt(value as number);
}

export const MinorUnits = new GraphQLScalarType<bigint, number | string>({
  name: "MinorUnits",
  description:
    "An amount in a currency's smallest unit (cents for EUR, yen for JPY): a whole number. Within ±(2^53 − 1) it is a JSON number, beyond that a decimal string, because readers of JSON would round it. Both are taken.",
  serialize: (value) => serialized(value as bigint | number | string),
  parseValue: fromValue,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return fromValue(node.value);
    if (node.kind !== Kind.INT) throw scalarError(WORDING);
    return within(BigInt(node.value), AMOUNT_MINOR_MAX);
  },
});
