import { UnstyledButton } from "@mantine/core";
import IconBook from "@tabler/icons-react/dist/esm/icons/IconBook.mjs";
import IconClick from "@tabler/icons-react/dist/esm/icons/IconClick.mjs";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import IconNotebook from "@tabler/icons-react/dist/esm/icons/IconNotebook.mjs";
import IconScale from "@tabler/icons-react/dist/esm/icons/IconScale.mjs";
import IconShoppingBag from "@tabler/icons-react/dist/esm/icons/IconShoppingBag.mjs";
import { useTranslation } from "react-i18next";

import { formatMoney } from "../../money/format-money.js";
import { formatShare } from "../../money/format-percent.js";
import { formatDayOf } from "../../shell/instants.js";
import { useViewer } from "../../shell/use-viewer.js";
import type { ExplainedCommission } from "./explained-commission.js";
import classes from "./explanation-path.module.css";

const ICONS = {
  click: IconClick,
  event: IconShoppingBag,
  credit: IconScale,
  commission: IconCoins,
  ledger: IconBook,
  journal: IconNotebook,
} as const;

/** The path of the money at one glance: click, event, credit, commission, ledger, journal. Each leads to its part of the story. */
export function ExplanationPath({ commission }: { commission: ExplainedCommission }) {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const { explanation, amount } = commission;
  const { touches, event, steps, netAmount } = explanation;
  const own = touches.filter(({ isThisCommission }) => isThisCommission);
  const click = own.at(-1);
  const position = steps.findLast(({ journalPosition }) => journalPosition)?.journalPosition;

  const stations: { name: keyof typeof ICONS; value: string; leadsTo: string }[] = [
    { name: "click", value: click ? formatDayOf(click.clickedAt, timeZone) : "–", leadsTo: "story-click" },
    { name: "event", value: event.amount ? formatMoney(event.amount) : event.type, leadsTo: "story-event" },
    {
      name: "credit",
      value:
        own.length === 1 && click?.share
          ? formatShare(click.share)
          : t("explanation.path.clicks", { count: own.length }),
      leadsTo: "story-credit",
    },
    { name: "commission", value: formatMoney(amount), leadsTo: "story-rule" },
    { name: "ledger", value: formatMoney(netAmount), leadsTo: "story-ledger" },
    {
      name: "journal",
      value: position ? `#${position}` : t("explanation.path.sealing"),
      leadsTo: "story-ledger",
    },
  ];
  return (
    <ol className={classes.path} aria-label={t("explanation.path.label")} data-testid="explanation-path">
      {stations.map(({ name, value, leadsTo }) => {
        const Icon = ICONS[name];
        return (
          <li key={name} className={classes.station}>
            <UnstyledButton
              className={classes.button}
              onClick={() => document.getElementById(leadsTo)?.scrollIntoView({ behavior: "smooth", block: "center" })}
            >
              <span className={classes.icon}>
                <Icon size={18} aria-hidden />
              </span>
              <span className={classes.name}>{t(`explanation.path.${name}`)}</span>
              <span className={`money ${classes.value}`}>{value}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}
