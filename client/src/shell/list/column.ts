import type { ReactNode } from "react";

/** One column of a list, described once for the table and for the cards of a narrow page. */
export interface Column<Row> {
  key: string;
  /** The column's heading, and the line's name on a card. */
  title: string;
  render: (row: Row) => ReactNode;
  /** Figures stand at the end of their column. */
  align?: "end";
  /** On a card: its heading, its upper corner, a named line (the default), or nothing. */
  onCard?: "heading" | "corner" | "line" | "hidden";
  /** The heading is for screen readers only, for a column of buttons. */
  isTitleHidden?: boolean;
}
