import { Box, Group, Table, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";

import type { Column } from "./column.js";
import classes from "./row-table.module.css";

export interface RowTableProps<Row> {
  /** What the table is of, for who cannot see its surroundings. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
}

/** Rows as a table where there is room, as cards where there is none. */
export function RowTable<Row extends { id: string }>(props: RowTableProps<Row>) {
  // Beside the menu a table needs more than a small tablet has.
  const isWide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  return isWide ? <WideTable {...props} /> : <Cards {...props} />;
}

function WideTable<Row extends { id: string }>({ label, rows, columns }: RowTableProps<Row>) {
  return (
    // It scrolls by its links and buttons, which every table here has.
    <div className={classes.scroll}>
      <Table aria-label={label} verticalSpacing="sm" horizontalSpacing="md" highlightOnHover className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, title, align, isTitleHidden }) => (
              <Table.Th key={key} ta={align ?? "start"} scope="col">
                {isTitleHidden ? <VisuallyHidden>{title}</VisuallyHidden> : title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              {columns.map(({ key, align, render }) => (
                <Table.Td key={key} ta={align ?? "start"}>
                  {render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Cards<Row extends { id: string }>({ label, rows, columns }: RowTableProps<Row>) {
  const heading = columns.filter(({ onCard }) => onCard === "heading");
  const corner = columns.filter(({ onCard }) => onCard === "corner");
  const lines = columns.filter(({ onCard }) => onCard === undefined || onCard === "line");
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} className={classes.card}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Box miw={0}>
              {heading.map(({ key, render }) => (
                <Box key={key}>{render(row)}</Box>
              ))}
            </Box>
            {corner.map(({ key, render }) => (
              <Box key={key} style={{ flexShrink: 0 }} ta="end">
                {render(row)}
              </Box>
            ))}
          </Group>
          <dl className={classes.lines}>
            {lines.map(({ key, title, isTitleHidden, render }) => (
              <div key={key} className={classes.line}>
                <dt>{isTitleHidden ? <VisuallyHidden>{title}</VisuallyHidden> : title}</dt>
                <dd>{render(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
