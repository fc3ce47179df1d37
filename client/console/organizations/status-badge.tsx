import { Badge, ColorSwatch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { OrganizationStatus } from "../generated/graphql.js";
import { STATUS_COLORS } from "./standing.js";

/** Where an organization stands: in words, with a dot that helps to find it. */
export function StatusBadge({ status }: { status: OrganizationStatus }) {
  const { t } = useTranslation("operating");
  const dot = <ColorSwatch size={8} withShadow={false} color={`var(--mantine-color-${STATUS_COLORS[status]}-6)`} />;
  return <Badge leftSection={dot}>{t(`organizations.status.${status}`)}</Badge>;
}
