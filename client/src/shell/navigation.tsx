import { NavLink, Stack, Text } from "@mantine/core";
import IconCode from "@tabler/icons-react/dist/esm/icons/IconCode.mjs";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { basePathOf } from "../graph/base-path.js";
import { pagesFor, SECTIONS } from "./pages.js";
import { useViewer } from "./use-viewer.js";

/** The menu: what this member may open, by what it is about. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const matchRoute = useMatchRoute();
  const { permissions } = useViewer();
  const pages = pagesFor(permissions);
  // A page of its own, outside of this client. Whoever has no part in the program would find nothing to ask there.
  const hasGraphiql = permissions.includes("partner:read");
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
          {section === "organization" && hasGraphiql ? (
            <NavLink
              href={`${basePathOf(location.pathname)}/graphiql`}
              label={t("nav.graphiql")}
              leftSection={<IconCode size={20} stroke={1.75} aria-hidden />}
              style={{ borderRadius: "var(--mantine-radius-md)" }}
            />
          ) : null}
        </div>
      ))}
    </Stack>
  );
}
