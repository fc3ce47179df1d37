/** A bigint column: text on the wire, `bigint` in the code, never a float. */
export const bigintColumn = {
  type: "bigint" as const,
  transformer: {
    from: (stored: string | null): bigint | null => (stored === null ? null : BigInt(stored)),
    to: (value: bigint | null | undefined): string | null | undefined =>
      value?.toString() ?? (value as null | undefined),
  },
};
