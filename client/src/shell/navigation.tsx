import { Collapse, NavLink, Stack, UnstyledButton } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconCode from "@tabler/icons-react/dist/esm/icons/IconCode.mjs";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { basePathOf } from "../graph/base-path.js";
import classes from "./navigation.module.css";
import { isOpenFor, pagesFor, SECTIONS } from "./pages.js";
import type { Page } from "./pages.js";
import { useViewer } from "./use-viewer.js";

/** The menu: what this member may open, by what it is about. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const matchRoute = useMatchRoute();
  const viewer = useViewer();
  const { permissions, role } = viewer;
  const pages = pagesFor(viewer);
  // A page of its own, outside of this client. Whoever has no part in the program would find nothing to ask there.
  const hasGraphiql = permissions.includes("partner:read");
  const isActive = ({ to }: Page) => Boolean(matchRoute({ to, fuzzy: to !== "/" }));
  const linkTo = (page: Page) => {
    const { to, name, icon: Icon } = page;
    return (
      <NavLink
        key={to}
        renderRoot={(props) => <Link {...props} to={to} activeOptions={{ exact: to === "/" }} />}
        active={isActive(page)}
        label={t(`nav.${name}`)}
        leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
        onClick={onNavigate}
        variant="light"
        style={{ borderRadius: "var(--mantine-radius-md)" }}
      />
    );
  };
  return (
    <Stack gap="sm">
      {SECTIONS.map((section) => {
        const own = pages.filter((page) => page.section === section);
        if (own.length === 0) return null;
        if (section === "home") return <div key={section}>{own.map(linkTo)}</div>;
        return (
          <Group
            key={section}
            name={t(`nav.section.${section}`)}
            // Nobody is on a page that the menu does not show.
            isOpenUnasked={isOpenFor(role, section) || own.some(isActive)}
          >
            {own.map(linkTo)}
            {section === "configuration" && hasGraphiql ? (
              <NavLink
                href={`${basePathOf(location.pathname)}/graphiql`}
                label={t("nav.graphiql")}
                leftSection={<IconCode size={20} stroke={1.75} aria-hidden />}
                style={{ borderRadius: "var(--mantine-radius-md)" }}
              />
            ) : null}
          </Group>
        );
      })}
    </Stack>
  );
}

function Group({ name, isOpenUnasked, children }: { name: string; isOpenUnasked: boolean; children: ReactNode }) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? isOpenUnasked;
  return (
    <div>
      <UnstyledButton className={classes.head} aria-expanded={isOpen} onClick={() => setChosen(!isOpen)}>
        {name}
        <IconChevronDown size={14} aria-hidden className={classes.chevron} />
      </UnstyledButton>
      <Collapse expanded={isOpen}>{children}</Collapse>
    </div>
  );
}
