import { Button } from "@mantine/core";
import IconHelpCircle from "@tabler/icons-react/dist/esm/icons/IconHelpCircle.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { CommissionRowFragment } from "../graph/generated/graphql.js";
import { formatMoney } from "../money/format-money.js";

/** Opens the explanation. It is a link, so it can be opened elsewhere, sent and gone back from. */
export function WhyButton({ commission }: { commission: Pick<CommissionRowFragment, "id" | "amount"> }) {
  const { t } = useTranslation("partners");
  return (
    <Button
      renderRoot={(props) => (
        <Link {...props} to="." search={(search) => ({ ...search, why: commission.id })} resetScroll={false} />
      )}
      variant="default"
      size="compact-sm"
      leftSection={<IconHelpCircle size={16} aria-hidden />}
      aria-label={t("commissions.whyOf", { amount: formatMoney(commission.amount) })}
      style={{ flexShrink: 0 }}
      data-testid="why-button"
      data-commission-id={commission.id}
    >
      {t("commissions.whyShort")}
    </Button>
  );
}
