import { Anchor, Box, Group, Paper, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { MoneyText } from "../money/money-text.js";
import { formatAgo, useNow } from "../shell/instants.js";
import type { EarningsNews } from "./earnings-state.js";
import classes from "./news-feed.module.css";

const SHOWN_MAX = 12;

/** What changed lately, newest first. A line that arrives while one watches slides in. */
export function NewsFeed({ news }: { news: readonly EarningsNews[] }) {
  const { t } = useTranslation("ledger");
  const now = useNow();
  return (
    <Paper component="section" aria-label={t("news.title")} className={classes.feed}>
      {/* It takes the height of what stands beside it, and scrolls with its links. */}
      <div className={classes.body}>
        <Title order={2} mb="xs">
          {t("news.title")}
        </Title>
        {news.length === 0 ? <Text c="dimmed">{t("news.empty")}</Text> : null}
        <ul className={classes.lines}>
          {news.slice(0, SHOWN_MAX).map((line) => (
            <li key={line.key} className={classes.line} data-testid="earnings-news">
              <Group justify="space-between" wrap="nowrap" gap="sm">
                <Text fw={650} c={colorOf(line)}>
                  <MoneyText money={line} signed={line.kind !== "APPROVED"} />{" "}
                  <Text span size="sm" fw={500} c="dimmed">
                    {t(`news.${line.kind}`)}
                  </Text>
                </Text>
                <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                  {formatAgo(line.at, now)}
                </Text>
              </Group>
              {line.programName ? (
                <Box className={classes.from}>
                  <Reason line={line} />
                </Box>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </Paper>
  );
}

/** What the change came from, and the way to why. */
function Reason({ line }: { line: EarningsNews }) {
  const { t } = useTranslation("ledger");
  const words = t("news.from", { event: line.eventType, program: line.programName });
  if (line.commissionId === null) {
    return (
      <Text size="sm" c="dimmed" truncate>
        {words}
      </Text>
    );
  }
  const { commissionId } = line;
  return (
    <Anchor
      renderRoot={(props) => (
        <Link {...props} to="." search={(search) => ({ ...search, why: commissionId })} resetScroll={false} />
      )}
      aria-label={t("news.why", { from: words })}
      size="sm"
      c="dimmed"
      truncate
      display="block"
    >
      {words}
    </Anchor>
  );
}

function colorOf({ kind, amountMinor }: EarningsNews): string | undefined {
  if (kind === "APPROVED") return undefined;
  return amountMinor < 0n ? "var(--trb-loss)" : "var(--trb-gain)";
}
