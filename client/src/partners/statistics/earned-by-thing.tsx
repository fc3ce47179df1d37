import { Group, Paper, Select, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { MoneyText } from "../../money/money-text.js";
import { formatCount } from "../../shell/format-count.js";
import type { Column } from "../../shell/list/column.js";
import { RowTable } from "../../shell/list/row-table.js";
import { PartnerLink, ProgramLink } from "../thing-link.js";
import type { Stat, Thing } from "./stat.js";
import { THINGS } from "./stat.js";

export interface EarnedByThingProps {
  thing: Thing;
  onThing: (thing: Thing) => void;
  rows: readonly Stat[];
  /** Null while they are counted. */
  clicks: readonly Clicks[] | null;
  /** Whether there are more rows than are shown. */
  isCut: boolean;
}

/** What commissions come to by what they came from, the largest first. */
export function EarnedByThing({ thing, onThing, rows, clicks, isCut }: EarnedByThingProps) {
  const { t } = useTranslation("statistics");
  return (
    <Paper p="sm" component="section" aria-labelledby="by-thing">
      <Group justify="space-between" p="sm">
        <Title order={2} id="by-thing">
          {t("byThing")}
        </Title>
        <Select
          aria-label={t("groupBy")}
          value={thing}
          onChange={(value) => onThing(THINGS.find((known) => known === value) ?? thing)}
          data={THINGS.map((value) => ({ value, label: t(`thing.${value}`) }))}
          allowDeselect={false}
          w={160}
        />
      </Group>
      <RowTable label={t("byThing")} rows={rows.toSorted(byAmount)} columns={columnsOf(t, thing, clicks)} />
      {isCut ? (
        <Text size="sm" c="dimmed" ta="center" py="sm">
          {t("cut")}
        </Text>
      ) : null}
    </Paper>
  );
}

interface Clicks {
  partnerId?: string | null | undefined;
  programId?: string | null | undefined;
  linkId?: string | null | undefined;
  clicks: number;
}

type Translate = ReturnType<typeof useTranslation<"statistics">>["t"];

const amountColumn = (key: string, title: string, read: (row: Stat) => number | string): Column<Stat> => ({
  key,
  title,
  align: "end",
  render: (row) => <MoneyText money={{ amountMinor: read(row), currency: row.currency }} />,
});

function columnsOf(t: Translate, thing: Thing, clicks: readonly Clicks[] | null): Column<Stat>[] {
  return [
    {
      key: "thing",
      title: t(`thing.${thing}`),
      onCard: "heading",
      render: (row) => <ThingOf row={row} thing={thing} />,
    },
    {
      key: "clicks",
      title: t("clicks"),
      align: "end",
      render: (row) => {
        const found = clicks?.find((other) => idOf(other, thing) === idOf(row, thing));
        return <span className="money">{found ? formatCount(found.clicks) : clicks === null ? "…" : "0"}</span>;
      },
    },
    {
      key: "conversions",
      title: t("conversions"),
      align: "end",
      render: ({ conversions }) => <span className="money">{formatCount(conversions)}</span>,
    },
    amountColumn("held", t("held"), ({ heldMinor }) => heldMinor),
    amountColumn("approved", t("approved"), ({ approvedMinor }) => approvedMinor),
    amountColumn("amount", t("amount"), ({ amountMinor }) => amountMinor),
  ];
}

function ThingOf({ row, thing }: { row: Stat; thing: Thing }) {
  if (thing === "PARTNER" && row.partnerId) {
    return <PartnerLink partner={{ id: row.partnerId, name: row.partnerName ?? row.partnerId }} />;
  }
  if (thing === "PROGRAM" && row.programId) {
    return <ProgramLink program={{ id: row.programId, name: row.programName ?? row.programId }} />;
  }
  return (
    <Text span size="sm">
      {row.linkKey ?? "–"}
    </Text>
  );
}

function idOf(row: Omit<Clicks, "clicks">, thing: Thing): string | null | undefined {
  return thing === "PARTNER" ? row.partnerId : thing === "PROGRAM" ? row.programId : row.linkId;
}

function byAmount(a: Stat, b: Stat): number {
  const difference = BigInt(b.amountMinor) - BigInt(a.amountMinor);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
