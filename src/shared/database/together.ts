import { createHash } from "node:crypto";

/** A statement that writes, and whose rows nobody asks back. Its text is constant in our source, and its name stands for it. */
export interface Writing {
  text: string;
  values: unknown[];
  name: string;
}

const composed = new Map<string, { text: string; name: string }>();

/**
 * Several as one statement, whose only row says how many rows each of them wrote. All of them see what was there before:
 * none may read or change what another one writes. Foreign keys are looked at once all have written.
 */
export function together(writings: readonly Writing[]): Writing {
  const key = writings.map(({ name }) => name).join(" ");
  let statement = composed.get(key);
  if (!statement) {
    const name = `together-${createHash("sha256").update(key).digest("base64url").slice(0, 22)}`;
    statement = { text: textOf(writings), name };
    composed.set(key, statement);
  }
  return { ...statement, values: writings.flatMap(({ values }) => values) };
}

/** The name under which a row of `together` has what the statement at this place wrote. */
export const countOf = (place: number): string => `written_${place}`;

function textOf(writings: readonly Writing[]): string {
  let given = 0;
  const parts = writings.map(({ text, values }, place) => {
    const before = given;
    given += values.length;
    const renumbered = text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + before}`);
    return `part_${place} AS (${renumbered} RETURNING 1)`;
  });
  const counts = writings.map((_, place) => `(SELECT count(*)::int FROM part_${place}) AS ${countOf(place)}`);
  return `WITH ${parts.join(", ")} SELECT ${counts.join(", ")}`;
}
