import { parse } from "csv-parse/sync";

import type { AppError } from "../../../shared/errors.js";
import { fieldInvalid } from "../../../shared/errors.js";
import type { Role } from "../../../shared/role.js";
import { ROLES } from "../../../shared/role.js";
import { isMailAddress } from "../../platform/mail/mail-text.js";

/** At once: more is a migration, and belongs into an import. */
export const INVITED_TOGETHER_MAX = 500;
const TEXT_MAX = 100_000;
const SHOWN_MAX = 100;

/** One address of a pasted list, or why it is none. */
export type ListedAddress =
  | { line: number; text: string; kind: "address"; email: string; role: Role }
  | { line: number; text: string; kind: "duplicate" | "emailInvalid" | "roleInvalid" };

/**
 * Reads a pasted list: addresses between commas, semicolons and line ends, or a table of CSV whose head has a column
 * `email` and, if wanted, one `role`. Every address is answered in its place; the second of two equal ones is a duplicate.
 *
 * @throws `invitations_invalid` for a text that is empty, too long or no CSV.
 */
export function readInvitationList(text: string, role: Role): ListedAddress[] {
  if (text.length > TEXT_MAX) throw invalid("This list is too long.");
  const lines = recordsOf(text);
  const head = lines[0]?.cells.map((cell) => cell.toLowerCase());
  const emailAt = head?.findIndex((cell) => /^e-?mail( address)?$/.test(cell)) ?? -1;
  const asked =
    emailAt < 0 ? listed(lines, role) : tabled(lines.slice(1), { emailAt, roleAt: head?.indexOf("role") ?? -1 }, role);
  if (asked.length === 0) throw invalid("There is no address in this list.");
  if (asked.length > INVITED_TOGETHER_MAX) throw invalid(`At most ${INVITED_TOGETHER_MAX} people are invited at once.`);
  return withoutDuplicates(asked);
}

interface Line {
  line: number;
  cells: string[];
}

interface Asked {
  line: number;
  text: string;
  role: Role | undefined;
}

function recordsOf(text: string): Line[] {
  try {
    const records: unknown = parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      delimiter: [",", ";", "\t"],
      max_record_size: TEXT_MAX,
    });
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }));
  } catch {
    throw invalid("This list cannot be read: is a quotation mark open?");
  }
}

const listed = (lines: Line[], role: Role): Asked[] =>
  lines.flatMap(({ line, cells }) =>
    cells.flatMap((cell) =>
      cell
        .split(/\s+/)
        .filter(Boolean)
        .map((text) => ({ line, text, role })),
    ),
  );

function tabled(lines: Line[], at: { emailAt: number; roleAt: number }, role: Role): Asked[] {
  return lines.map(({ line, cells }) => {
    const named = at.roleAt < 0 ? "" : (cells[at.roleAt] ?? "");
    const wanted = named.toUpperCase().replace(/[\s-]+/g, "_");
    return {
      line,
      text: cells[at.emailAt] ?? "",
      role: named === "" ? role : ROLES.find((known) => known === wanted),
    };
  });
}

function withoutDuplicates(asked: Asked[]): ListedAddress[] {
  const seen = new Set<string>();
  return asked.map(({ line, text, role }) => {
    const email = text.toLowerCase();
    const place = { line, text: text.slice(0, SHOWN_MAX) };
    if (!isMailAddress(email)) return { ...place, kind: "emailInvalid" };
    if (role === undefined) return { ...place, kind: "roleInvalid" };
    if (seen.has(email)) return { ...place, kind: "duplicate" };
    seen.add(email);
    return { ...place, kind: "address", email, role };
  });
}

const invalid = (message: string): AppError => fieldInvalid("invitations_invalid", "text", message);
