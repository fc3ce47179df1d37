import { GraphQLScalarType, Kind } from "graphql";

import { isCurrency } from "../../shared/currency.js";
import { scalarError } from "./scalar-error.js";

function parsed(value: unknown): string {
  if (typeof value !== "string" || !isCurrency(value))
    throw scalarError("A CurrencyCode is three capital letters of ISO 4217.");
  return value;
}

export const CurrencyCode = new GraphQLScalarType<string, string>({
  name: "CurrencyCode",
  description: "A currency of ISO 4217, such as EUR.",
  specifiedByURL: "https://www.iso.org/iso-4217-currency-codes.html",
  serialize: (value) => value as string,
  parseValue: parsed,
  parseLiteral: (node) => parsed(node.kind === Kind.STRING ? node.value : undefined),
});
