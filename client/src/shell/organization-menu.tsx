import { Button, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import IconSelector from "@tabler/icons-react/dist/esm/icons/IconSelector.mjs";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Viewer } from "../identity/viewer-session.js";
import classes from "./organization-menu.module.css";
import { Wordmark } from "./wordmark.js";

const LeaveDialog = lazy(() =>
  import("../organizations/leave-dialog.js").then((module) => ({ default: module.LeaveDialog })),
);

/**
 * Where one is, and how to be elsewhere: a person's session serves all of their organizations, each at its own address.
 */
export function OrganizationMenu({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const { organization, role, permissions } = viewer;
  const others = viewer.memberships.filter((membership) => membership.organization.slug !== organization.slug);
  return (
    <>
      <Popover
        position="bottom-start"
        width={300}
        trapFocus
        returnFocus
        shadow="md"
        withinPortal={false}
        opened={isOpen}
        onChange={setOpen}
      >
        <Popover.Target>
          <UnstyledButton
            className={classes.target}
            aria-label={t("organization.open", { name: organization.name })}
            onClick={() => setOpen(!isOpen)}
          >
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
              {role ? (
                <Text size="sm" c="dimmed">
                  {t("organization.role", { role: t(`role.${role}`) })}
                </Text>
              ) : null}
            </div>
            {others.length > 0 ? (
              <Stack gap={4} component="nav" aria-label={t("organization.others")}>
                <Text size="sm" c="dimmed">
                  {t("organization.others")}
                </Text>
                {others.map(({ role: there, organization: { slug, name } }) => (
                  // Another organization is another page: nothing of this one may stay in the browser's memory.
                  <UnstyledButton key={slug} component="a" href={`/t/${slug}/`} className={classes.other}>
                    <Text size="sm" fw={600} truncate>
                      {name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t(`role.${there}`)}
                    </Text>
                  </UnstyledButton>
                ))}
              </Stack>
            ) : null}
            {viewer.kind === "MEMBER" && !viewer.impersonation && !viewer.isOnlyOrganization ? (
              <Button
                variant="default"
                size="sm"
                renderRoot={(props) => <Link {...props} to="/organizations/new" />}
                onClick={() => setOpen(false)}
              >
                {t("organization.new")}
              </Button>
            ) : null}
            {permissions.includes("member:leave") ? (
              <Button variant="default" size="sm" onClick={() => setLeaving(true)}>
                {t("organization.leave")}
              </Button>
            ) : null}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {isLeaving ? (
        <Suspense>
          <LeaveDialog viewer={viewer} onClose={() => setLeaving(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
