import { Group, Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ClickTotalsDocument } from "../../graph/generated/graphql.js";
import { useLatest } from "../../graph/use-latest.js";
import { formatCount } from "../../shell/format-count.js";

/** How many clicks there were today, as they come in. */
export function TodaysClicks() {
  const { t } = useTranslation("partners");
  const totals = useLatest(ClickTotalsDocument)?.clicks;
  return (
    <Paper p="lg" component="section" aria-label={t("home.clicksToday")}>
      <Text c="dimmed" fw={600} size="sm">
        {t("home.clicksToday")}
      </Text>
      <Group gap="sm" align="baseline">
        <Text fz={28} fw={680} className="money" data-testid="clicks-today">
          {totals ? formatCount(totals.clicks) : "…"}
        </Text>
        {totals && totals.flaggedClicks > 0 ? (
          <Text size="sm" c="dimmed">
            {t("home.flagged", { flagged: formatCount(totals.flaggedClicks) })}
          </Text>
        ) : null}
      </Group>
    </Paper>
  );
}
