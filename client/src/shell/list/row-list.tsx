import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Rows } from "../../graph/use-rows.js";
import { Failure } from "../failure.js";
import { formatCount } from "../format-count.js";
import type { Column } from "./column.js";
import { RowTable } from "./row-table.js";

export interface RowListProps<Row> {
  label: string;
  rows: Rows<Row>;
  columns: readonly Column<Row>[];
  /** Shown when there is nothing at all: says what belongs here and how to begin. */
  empty: ReactNode;
  /** Set while the list is narrowed: then nothing found is not the same as nothing there. */
  filters?: { isActive: boolean; clear: () => void } | undefined;
  /** Show so many of the rows that are loaded, and more on demand. Absent: all. */
  shownFirst?: number | undefined;
  /** A glance, with the way to the rest beside it: nothing more can be asked for here. */
  isGlance?: boolean;
}

const SHOWN_MORE = 20;

/** The rows of a connection in whichever state they are: on their way, failed, empty, narrowed to nothing, or there. */
export function RowList<Row extends { id: string }>(props: RowListProps<Row>) {
  const { label, rows, columns, empty, filters, shownFirst, isGlance = false } = props;
  const { t } = useTranslation();
  const [shownMax, setShownMax] = useState(shownFirst ?? Number.POSITIVE_INFINITY);
  const showMore = () => {
    if (rows.rows.length < shownMax + SHOWN_MORE) void rows.loadMore();
    setShownMax(shownMax + SHOWN_MORE);
  };
  const shown = rows.rows.slice(0, shownMax);
  const isEmpty = !rows.loading && !rows.error && rows.rows.length === 0;

  return (
    <Stack gap="sm">
      {rows.error ? <Failure error={rows.error} onRetry={() => void rows.refresh()} /> : null}
      {rows.loading ? <Waiting /> : null}
      {isEmpty && !filters?.isActive ? empty : null}
      {isEmpty && filters?.isActive ? (
        <Stack align="center" py="xl" gap="sm">
          <Text c="dimmed">{t("list.nothingFound")}</Text>
          <Button variant="default" size="xs" onClick={filters.clear}>
            {t("list.clear")}
          </Button>
        </Stack>
      ) : null}
      {shown.length > 0 ? <RowTable label={label} rows={shown} columns={columns} /> : null}
      {!isGlance && rows.total && shown.length > 0 ? (
        <Text size="sm" c="dimmed" ta="center" className="money">
          {t(rows.total.isExact ? "list.shown" : "list.shownOfMany", {
            shown: formatCount(shown.length),
            total: formatCount(rows.total.count),
          })}
        </Text>
      ) : null}
      {!isGlance && (rows.hasMore || rows.rows.length > shownMax) ? (
        <Button variant="default" onClick={showMore} loading={rows.loadingMore} style={{ alignSelf: "center" }}>
          {t("loadMore")}
        </Button>
      ) : null}
    </Stack>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Stack component="output" aria-label={t("loading")} gap="xs" p="xs">
      {["a", "b", "c", "d", "e"].map((line) => (
        <Skeleton key={line} h={44} />
      ))}
    </Stack>
  );
}
