import { NavLink, Stack, Text } from "@mantine/core";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { pagesFor, SECTIONS } from "./pages.js";
import { useViewer } from "./use-viewer.js";

/** The menu: what this member may open, by what it is about. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const matchRoute = useMatchRoute();
  const pages = pagesFor(useViewer().permissions);
  return (
    <Stack gap="lg">
      {SECTIONS.filter((section) => pages.some((page) => page.section === section)).map((section, index) => (
        <div key={section}>
          {index > 0 ? (
            <Text size="xs" fw={650} c="dimmed" px="sm" pb={6}>
              {t(`nav.section.${section}`)}
            </Text>
          ) : null}
          {pages
            .filter((page) => page.section === section)
            .map(({ to, name, icon: Icon }) => (
              <NavLink
                key={to}
                renderRoot={(props) => <Link {...props} to={to} activeOptions={{ exact: to === "/" }} />}
                active={Boolean(matchRoute({ to, fuzzy: to !== "/" }))}
                label={t(`nav.${name}`)}
                leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
                onClick={onNavigate}
                variant="light"
                style={{ borderRadius: "var(--mantine-radius-md)" }}
              />
            ))}
        </div>
      ))}
    </Stack>
  );
}
