import { Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import IconSelector from "@tabler/icons-react/dist/esm/icons/IconSelector.mjs";
import { useTranslation } from "react-i18next";

import type { Viewer } from "../identity/viewer-session.js";
import classes from "./organization-menu.module.css";
import { Wordmark } from "./wordmark.js";

/**
 * Where one is, and how to be elsewhere: a person's session serves all of their organizations, each at its own address.
 */
export function OrganizationMenu({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const { organization, role } = viewer;
  return (
    <Popover position="bottom-start" width={300} trapFocus returnFocus shadow="md" withinPortal={false}>
      <Popover.Target>
        <UnstyledButton className={classes.target} aria-label={t("organization.open", { name: organization.name })}>
          <Wordmark name={organization.name} />
          <IconSelector size={16} aria-hidden className={classes.icon} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("organization.label")}>
        <Stack gap="xs">
          <div>
            <Text fw={650}>{organization.name}</Text>
            <Text size="sm" c="dimmed">
              {t("organization.about", { slug: organization.slug, timeZone: organization.timeZone })}
            </Text>
            <Text size="sm" c="dimmed">
              {t("organization.role", { role: t(`role.${role ?? "PARTNER"}`) })}
            </Text>
          </div>
          <Text size="sm">{t("organization.others")}</Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
