import type { PageFacts } from "./finish.js";
import { JsonText } from "./json-text.js";
import type { PlannedPage, Shown, ShownPart } from "./plan.js";
import { countOf } from "./total-count.js";

/** One row of a page as the statement gave it. */
export interface TextRow {
  value: string;
  place?: string;
}

/** Writes a connection of its rows' texts, in the order of the selection. */
export function pageText(
  page: PlannedPage,
  rows: readonly TextRow[],
  facts: PageFacts,
  total: number | undefined,
): JsonText {
  const shown = rows.slice(0, facts.first);
  const members = page.shown.map(
    (each) => `${JSON.stringify(each.key)}:${shownText(each, { page, shown, rows, facts, total })}`,
  );
  return new JsonText(`{${members.join(",")}}`);
}

interface Showing {
  page: PlannedPage;
  shown: readonly TextRow[];
  rows: readonly TextRow[];
  facts: PageFacts;
  total: number | undefined;
}

function shownText(each: Shown, showing: Showing): string {
  const { page, shown, rows, facts, total = 0 } = showing;
  switch (each.kind) {
    case "nodes":
      return `[${shown.map(({ value }) => value).join(",")}]`;
    case "edges":
      return `[${shown.map((row) => edgeText(each.parts, row, showing)).join(",")}]`;
    case "pageInfo": {
      const place = (index: number): string => cursorText(shown.at(index), facts);
      const texts: Record<string, () => string> = {
        hasNextPage: () => String(rows.length > facts.first),
        hasPreviousPage: () => String(facts.hasPreviousPage),
        startCursor: () => place(0),
        endCursor: () => place(-1),
        __typename: () => '"PageInfo"',
      };
      return object(each.parts, ({ name }) => texts[name]?.() ?? "null");
    }
    case "totalCount":
      return String(countOf(total).totalCount);
    case "isTotalCountExact":
      return String(countOf(total).isTotalCountExact);
    case "__typename":
      return JSON.stringify(page.connectionName);
  }
}

const edgeText = (parts: readonly ShownPart[], row: TextRow, { page, facts }: Showing): string =>
  object(parts, ({ name }) => {
    if (name === "node") return row.value;
    return name === "cursor"
      ? cursorText(row, facts)
      : JSON.stringify(page.connectionName.replace(/Connection$/, "Edge"));
  });

const cursorText = (row: TextRow | undefined, { cursorAt }: PageFacts): string =>
  row?.place === undefined ? "null" : JSON.stringify(cursorAt(row.place));

const object = (parts: readonly ShownPart[], text: (part: ShownPart) => string): string =>
  `{${parts.map((part) => `${JSON.stringify(part.key)}:${text(part)}`).join(",")}}`;
