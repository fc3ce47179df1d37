import { GraphQLScalarType, Kind } from "graphql";

import { AMOUNT_MINOR_MAX } from "../../shared/amount-minor-max.js";
import { scalarError } from "./scalar-error.js";

const WORDING = "MinorUnits are a whole number within ±9007199254740991.";

function within(amount: bigint): bigint {
  if (amount > AMOUNT_MINOR_MAX || amount < -AMOUNT_MINOR_MAX) throw scalarError(WORDING);
  return amount;
}

/** A number that JSON has already rounded may not be trusted to be what was sent, so only safe integers are taken. */
function fromValue(value: unknown): bigint {
  if (!Number.isSafeInteger(value)) throw scalarError(WORDING);
  return BigInt(value as number);
}

export const MinorUnits = new GraphQLScalarType<bigint, number>({
  name: "MinorUnits",
  description:
    "An amount in a currency's smallest unit (cents for EUR, yen for JPY): a whole number within ±(2^53 − 1).",
  serialize: (value) => Number(within(BigInt(value as bigint | number | string))),
  parseValue: fromValue,
  parseLiteral: (node) => {
    if (node.kind !== Kind.INT) throw scalarError(WORDING);
    return within(BigInt(node.value));
  },
});
