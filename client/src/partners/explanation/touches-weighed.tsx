import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { formatMoney, sumMinor } from "../../money/format-money.js";
import { formatShare } from "../../money/format-percent.js";
import { formatInstant } from "../../shell/instants.js";
import type { ExplainedTouch } from "./explained-commission.js";
import classes from "./explanation.module.css";
import { SumLine } from "./sum-line.js";

/** Every click that was considered, with its share, or with the reason why it got none. */
export function TouchesWeighed({ touches, timeZone }: { touches: readonly ExplainedTouch[]; timeZone: string }) {
  const { t } = useTranslation("partners");
  const credited = touches.filter(({ accepted }) => accepted);
  const currency = credited.find(({ value }) => value)?.value?.currency;

  return (
    <>
      <ol className={classes.touches}>
        {touches.map((touch) => (
          <li
            key={touch.clickId}
            className={classes.touch}
            data-accepted={touch.accepted}
            data-this={touch.isThisCommission}
          >
            <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
              <div>
                <Text size="sm" fw={600}>
                  {touch.partner?.name ?? t("explanation.touches.other")}
                </Text>
                <Text size="sm" c="dimmed">
                  {formatInstant(touch.clickedAt, timeZone)}
                  {touch.program ? ` · ${touch.program.name}` : null}
                </Text>
              </div>
              {touch.isThisCommission ? <Badge>{t("explanation.touches.yours")}</Badge> : null}
            </Group>
            {touch.accepted ? (
              <Text size="sm" className="money" style={{ whiteSpace: "normal" }}>
                {[
                  touch.share ? t("explanation.touches.share", { share: formatShare(touch.share) }) : null,
                  touch.value ? `${t("explanation.touches.value")} ${formatMoney(touch.value)}` : null,
                  touch.reward ? `${t("explanation.touches.reward")} ${formatMoney(touch.reward)}` : null,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            ) : (
              <Text size="sm" c="dimmed">
                {t("explanation.touches.refused")}
                {touch.refusal ? `: ${t(`explanation.refusal.${touch.refusal}`)}` : null}
                {touch.flags.length > 0 ? ` (${touch.flags.join(", ")})` : null}
              </Text>
            )}
          </li>
        ))}
      </ol>
      {currency && credited.length > 1 ? (
        <SumLine
          name={t("explanation.touches.sum")}
          money={{ amountMinor: sumMinor(credited.map(({ value }) => value)), currency }}
          total
        />
      ) : null}
    </>
  );
}
