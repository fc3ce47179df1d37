/**
 * An array in PostgreSQL's own notation, for values that need no quotes: ids, numbers, instants and words of ours, but
 * nobody else's text, which might be `null`. Cheaper than letting the driver look at each.
 */
export const plainArray = (values: readonly (string | number | bigint | boolean | null)[]): string =>
  `{${values.map((value) => value ?? "NULL").join(",")}}`;

/** The same for any text, and for null. */
export const textArray = (values: readonly (string | null)[]): string =>
  plainArray(values.map((value) => (value === null ? "NULL" : `"${value.replaceAll(/["\\]/g, "\\$&")}"`)));

/** What no JSON text contains, for JSON escapes control characters. */
const RECORD_SEPARATOR = "\u001e";

/**
 * JSON texts as one text, to be taken apart by `string_to_array($n, E'\\x1e')`: quoting them in an array would escape
 * every quotation mark, and PostgreSQL would read them twice. An empty text stands for null, with `nullif`.
 */
export const joinedTexts = (texts: readonly string[]): string => texts.join(RECORD_SEPARATOR);
