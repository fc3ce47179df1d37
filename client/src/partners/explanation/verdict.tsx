import { Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconCircleCheck from "@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs";
import { useTranslation } from "react-i18next";

import { checkExplanation } from "./explanation-checks.js";
import type { ExplainedCommission } from "./explained-commission.js";
import classes from "./explanation.module.css";

/** Whether everything adds up, and on request what was added. */
export function Verdict({ commission }: { commission: ExplainedCommission }) {
  const { t } = useTranslation("partners");
  const [open, { toggle }] = useDisclosure(false);
  const checks = checkExplanation(commission);
  const reconciles = checks.every(({ agrees }) => agrees);
  const Icon = reconciles ? IconCircleCheck : IconAlertTriangle;

  return (
    <div className={classes.verdict} data-reconciles={reconciles} data-testid="explanation-verdict">
      <UnstyledButton onClick={toggle} aria-expanded={open} w="100%">
        <Group wrap="nowrap" gap="sm">
          <Icon size={22} aria-hidden className={classes.verdictIcon} />
          <Text fw={600} flex={1}>
            {t(reconciles ? "explanation.reconciles" : "explanation.differs")}
          </Text>
          <IconChevronDown size={18} aria-hidden className={classes.chevron} data-open={open} />
        </Group>
      </UnstyledButton>
      <Collapse expanded={open}>
        <ul className={classes.checks}>
          {checks.map(({ name, agrees }) => (
            <li key={name}>
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{t(`explanation.check.${name}`)}</Text>
                <Text size="sm" fw={650} c={agrees ? "var(--trb-gain)" : "var(--trb-loss)"}>
                  {t(agrees ? "explanation.yes" : "explanation.no")}
                </Text>
              </Group>
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
