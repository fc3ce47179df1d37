import { AppShell, Burger, Container, Group, NavLink } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import IconHome from "@tabler/icons-react/dist/esm/icons/IconHome.mjs";
import IconTargetArrow from "@tabler/icons-react/dist/esm/icons/IconTargetArrow.mjs";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import { Link, Outlet, useMatchRoute, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ExplanationDrawer } from "../partners/explanation/explanation-drawer.js";
import { AccountMenu } from "./account-menu.js";
import { Wordmark } from "./wordmark.js";

const PAGES = [
  { to: "/", name: "home", icon: IconHome, permission: null },
  { to: "/programs", name: "programs", icon: IconTargetArrow, permission: "program:read" },
  { to: "/partners", name: "partners", icon: IconUsers, permission: "partner:read" },
  { to: "/commissions", name: "commissions", icon: IconCoins, permission: "commission:read" },
] as const;

/** What surrounds every signed-in page. A partner has one page and needs no menu. */
export function Frame() {
  const { t } = useTranslation();
  const { viewer } = useRouteContext({ from: "/signedIn" });
  const matchRoute = useMatchRoute();
  const [menuOpen, menu] = useDisclosure(false);
  const hasMenu = viewer.kind !== "PARTNER";

  return (
    <AppShell
      header={{ height: 60 }}
      {...(hasMenu ? { navbar: { width: 220, breakpoint: "sm", collapsed: { mobile: !menuOpen } } } : {})}
    >
      <a className="skip-link" href="#content">
        {t("skipToContent")}
      </a>
      <AppShell.Header>
        <Container size={hasMenu ? "100%" : "lg"} h="100%">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group wrap="nowrap" gap="sm" miw={0}>
              {hasMenu ? (
                <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.open")} />
              ) : null}
              <Wordmark name={viewer.organization.name} />
            </Group>
            <AccountMenu viewer={viewer} />
          </Group>
        </Container>
      </AppShell.Header>
      {hasMenu ? (
        <AppShell.Navbar p="sm" component="nav" aria-label={t("nav.label")}>
          {PAGES.filter(({ permission }) => permission === null || viewer.permissions.includes(permission)).map(
            ({ to, name, icon: Icon }) => (
              <NavLink
                key={to}
                renderRoot={(props) => <Link {...props} to={to} activeOptions={{ exact: to === "/" }} />}
                active={Boolean(matchRoute({ to, fuzzy: to !== "/" }))}
                label={t(`nav.${name}`)}
                leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
                onClick={menu.close}
                variant="light"
                style={{ borderRadius: "var(--mantine-radius-md)" }}
              />
            ),
          )}
        </AppShell.Navbar>
      ) : null}
      <AppShell.Main id="content" tabIndex={-1}>
        <Container size="lg" py={{ base: "md", sm: "xl" }}>
          <Outlet />
        </Container>
      </AppShell.Main>
      <ExplanationDrawer />
    </AppShell>
  );
}
