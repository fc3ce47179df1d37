import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ProgramStatus } from "../../graph/generated/graphql.js";

const DOTS: Record<ProgramStatus, string> = {
  OPEN: "var(--trb-payable)",
  SCHEDULED: "var(--mantine-color-blue-6)",
  ENDED: "var(--mantine-color-gray-6)",
};

/** Whether a program is open now. */
export function ProgramBadge({ status }: { status: ProgramStatus }) {
  const { t } = useTranslation("partners");
  return (
    <Badge
      leftSection={
        <span style={{ display: "block", width: 8, height: 8, borderRadius: 8, background: DOTS[status] }} />
      }
    >
      {t(`programs.status.${status}`)}
    </Badge>
  );
}
