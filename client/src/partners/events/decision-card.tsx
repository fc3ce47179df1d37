import { Badge, Group, Paper, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { EventQuery } from "../../graph/generated/graphql.js";
import { MoneyText } from "../../money/money-text.js";
import { formatPercent } from "../../money/format-percent.js";
import { formatInstant } from "../../shell/instants.js";
import type { Column } from "../../shell/list/column.js";
import { RowTable } from "../../shell/list/row-table.js";
import { useViewer } from "../../shell/use-viewer.js";
import { PartnerLink, ProgramLink } from "../thing-link.js";
import { useCause } from "../use-cause.js";

type Decision = NonNullable<NonNullable<EventQuery["event"]>["attributions"]>[number];
type Credit = Decision["credits"][number];

/** One decision on an event: by which model, and which click received how much of it. */
export function DecisionCard({ decision, isNewest }: { decision: Decision; isNewest: boolean }) {
  const { t } = useTranslation("partners");
  const causeOf = useCause();
  const { timeZone } = useViewer().organization;
  const { model, credits, version, cause, decidedAt, weightTotal } = decision;
  const columns: Column<Credit>[] = [
    {
      key: "partner",
      title: t("commissions.partner"),
      onCard: "heading",
      render: ({ partner }) => <PartnerLink partner={partner} />,
    },
    { key: "program", title: t("commissions.program"), render: ({ program }) => <ProgramLink program={program} /> },
    {
      key: "click",
      title: t("events.click"),
      render: ({ click }) => (
        <Text span size="sm" className="money">
          {click ? formatInstant(click.clickedAt, timeZone) : "–"}
        </Text>
      ),
    },
    {
      key: "share",
      title: t("events.share"),
      render: ({ weight }) => {
        const percent = percentOf(weight, weightTotal);
        return (
          <Group gap="xs" wrap="nowrap">
            <Progress value={Number(percent)} w={80} aria-hidden />
            <Text span size="sm" className="money">
              {formatPercent(percent)}
            </Text>
          </Group>
        );
      },
    },
    {
      key: "value",
      title: t("events.value"),
      align: "end",
      render: ({ value }) => (value ? <MoneyText money={value} /> : <>–</>),
    },
  ];
  return (
    <Paper p="md">
      <Group justify="space-between" mb="xs">
        <Text>
          {model
            ? t("events.byModel", { model: t(`model.${model}`), sentence: t(`modelSentence.${model}`) })
            : t("events.noModel")}
        </Text>
        <Badge>{t(isNewest ? "events.counts" : "events.replaced")}</Badge>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {t("events.decidedAt", { version, cause: causeOf(cause), at: formatInstant(decidedAt, timeZone) })}
      </Text>
      {credits.length === 0 ? (
        <Text c="dimmed">{t("events.noCredit")}</Text>
      ) : (
        <RowTable
          label={t("events.decision")}
          rows={credits.toSorted((a, b) => a.position - b.position)}
          columns={columns}
        />
      )}
    </Paper>
  );
}

/** Weights are exact whole numbers, however large; two decimals are what is shown of them. */
function percentOf(weight: string, total: string): string {
  const whole = BigInt(total);
  if (whole === 0n) return "0";
  const hundredths = (BigInt(weight) * 10_000n + whole / 2n) / whole;
  return `${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, "0")}`;
}
