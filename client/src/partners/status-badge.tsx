import { Badge, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { CommissionStatus } from "../graph/generated/graphql.js";
import { daysUntil } from "../shell/instants.js";

const DOTS: Record<CommissionStatus, string> = {
  HELD: "var(--trb-held)",
  APPROVED: "var(--trb-payable)",
  PAID: "var(--mantine-color-blue-6)",
  REVERSED: "var(--mantine-color-gray-6)",
  REJECTED: "var(--mantine-color-red-6)",
};

export function StatusBadge({ status }: { status: CommissionStatus }) {
  const { t } = useTranslation("partners");
  return (
    <Badge
      leftSection={
        <span style={{ display: "block", width: 8, height: 8, borderRadius: 8, background: DOTS[status] }} />
      }
    >
      {t(`status.${status}`)}
    </Badge>
  );
}

/** When a held commission becomes payable, in days. */
export function Maturity({ status, heldUntil, now }: { status: CommissionStatus; heldUntil: string; now: number }) {
  const { t } = useTranslation("partners");
  if (status !== "HELD") return null;
  const days = daysUntil(heldUntil, now);
  const words = days <= 0 ? t("matures.due") : days === 1 ? t("matures.today") : t("matures.in", { count: days });
  return (
    <Text span size="sm" c="dimmed">
      {words}
    </Text>
  );
}
