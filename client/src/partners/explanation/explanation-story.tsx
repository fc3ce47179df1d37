import { Stack, Text, Timeline } from "@mantine/core";
import IconBook from "@tabler/icons-react/dist/esm/icons/IconBook.mjs";
import IconClick from "@tabler/icons-react/dist/esm/icons/IconClick.mjs";
import IconHourglass from "@tabler/icons-react/dist/esm/icons/IconHourglass.mjs";
import IconPercentage from "@tabler/icons-react/dist/esm/icons/IconPercentage.mjs";
import IconScale from "@tabler/icons-react/dist/esm/icons/IconScale.mjs";
import IconShoppingBag from "@tabler/icons-react/dist/esm/icons/IconShoppingBag.mjs";
import IconUser from "@tabler/icons-react/dist/esm/icons/IconUser.mjs";
import { useTranslation } from "react-i18next";

import { formatInstant } from "../../shell/instants.js";
import { useViewer } from "../../shell/use-viewer.js";
import { StatusBadge } from "../status-badge.js";
import { useCause } from "../use-cause.js";
import type { ExplainedCommission } from "./explained-commission.js";
import { ExplanationPath } from "./explanation-path.js";
import classes from "./explanation.module.css";
import { LedgerSteps } from "./ledger-steps.js";
import { PricingSums } from "./pricing-sums.js";
import { SumLine } from "./sum-line.js";
import { summarySentence } from "./summary-sentence.js";
import { TouchesWeighed } from "./touches-weighed.js";
import { Verdict } from "./verdict.js";

const ICON = { size: 16, stroke: 2, "aria-hidden": true } as const;

/** The whole chain of one commission, told in the order in which it happened. */
export function ExplanationStory({ commission }: { commission: ExplainedCommission }) {
  const { t } = useTranslation("partners");
  const causeOf = useCause();
  const { timeZone } = useViewer().organization;
  const { explanation, status } = commission;
  const { event, person, decision, touches, hold } = explanation;
  const at = (instant: string) => formatInstant(instant, timeZone);
  const click = touches.find(({ isThisCommission }) => isThisCommission);
  const holdIsOver = status !== "HELD";

  return (
    <Stack gap="lg">
      <Stack gap="xs" align="flex-start">
        <StatusBadge status={status} />
        <Text size="lg" lh={1.45}>
          {summarySentence(t, commission)}
        </Text>
      </Stack>
      <ExplanationPath commission={commission} />
      <Verdict commission={commission} />

      <Timeline bulletSize={30} lineWidth={2} active={7} color="river" classNames={{ itemTitle: classes.stepTitle }}>
        {click ? (
          <Timeline.Item id="story-click" bullet={<IconClick {...ICON} />} title={t("explanation.click.title")}>
            <Text size="sm">
              {click.link && click.program
                ? t("explanation.click.body", {
                    at: at(click.clickedAt),
                    link: click.link.key,
                    program: click.program.name,
                  })
                : t("explanation.click.bodyPlain", { at: at(click.clickedAt) })}
            </Text>
          </Timeline.Item>
        ) : null}

        <Timeline.Item bullet={<IconUser {...ICON} />} title={t("explanation.stitch.title")}>
          <Text size="sm">
            {person.stitchedAt
              ? t("explanation.stitch.stitched", { at: at(person.stitchedAt) })
              : t("explanation.stitch.anonymous")}{" "}
            {person.visitors ? t("explanation.stitch.visitors", { count: person.visitors }) : null}
          </Text>
          <Text className={classes.reference}>{t("explanation.stitch.reference", { id: person.id })}</Text>
        </Timeline.Item>

        <Timeline.Item id="story-event" bullet={<IconShoppingBag {...ICON} />} title={t("explanation.event.title")}>
          <Text size="sm">{t("explanation.event.body", { type: event.type, at: at(event.occurredAt) })}</Text>
          {event.amount ? <SumLine name={t("explanation.event.worth")} money={event.amount} /> : null}
          {event.refunded && BigInt(event.refunded.amountMinor) > 0n ? (
            <SumLine
              name={t("explanation.event.refunded")}
              money={{ ...event.refunded, amountMinor: -BigInt(event.refunded.amountMinor) }}
            />
          ) : null}
          <Text className={classes.reference}>{t("explanation.event.id", { id: event.externalId })}</Text>
        </Timeline.Item>

        <Timeline.Item
          id="story-credit"
          bullet={<IconScale {...ICON} />}
          title={t("explanation.touches.title", { count: touches.length })}
        >
          <Text size="sm">
            {t("explanation.touches.body", {
              model: t(`model.${decision.model}`),
              sentence: t(`modelSentence.${decision.model}`),
              days: t("programs.days", { count: decision.windowDays }),
            })}
          </Text>
          {decision.version > 1 ? (
            <Text size="sm" c="dimmed">
              {t("explanation.touches.again", { version: decision.version, cause: causeOf(decision.cause) })}
            </Text>
          ) : null}
          <TouchesWeighed touches={touches} timeZone={timeZone} />
        </Timeline.Item>

        <Timeline.Item id="story-rule" bullet={<IconPercentage {...ICON} />} title={t("explanation.pricing.title")}>
          <PricingSums pricing={explanation.pricing} />
        </Timeline.Item>

        <Timeline.Item bullet={<IconHourglass {...ICON} />} title={t("explanation.hold.title")}>
          <Text size="sm">
            {hold.holdbackDays === 0
              ? t("explanation.hold.none")
              : t(holdIsOver ? "explanation.hold.over" : "explanation.hold.until", {
                  count: hold.holdbackDays,
                  at: at(hold.heldUntil),
                })}{" "}
            {t(hold.source === "TERMS" ? "explanation.hold.terms" : "explanation.hold.program")}
          </Text>
        </Timeline.Item>

        <Timeline.Item id="story-ledger" bullet={<IconBook {...ICON} />} title={t("explanation.ledger.title")}>
          <LedgerSteps commission={commission} timeZone={timeZone} />
        </Timeline.Item>
      </Timeline>
    </Stack>
  );
}
