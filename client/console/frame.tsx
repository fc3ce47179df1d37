import { AppShell, Burger, Container, Group, NavLink, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useMatchRoute, useRouteContext } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { paletteButtonOf } from "../src/shell/palette/palette-button.js";
import { PlaceContext } from "../src/shell/place.js";
import { Toasts } from "../src/shell/toast.js";
import { Wordmark } from "../src/shell/wordmark.js";
import { OperatorMenu } from "./operator-menu.js";
import { PAGES } from "./pages.js";

const PaletteButton = paletteButtonOf(() => import("./palette.js"));

/** What surrounds every page of the console. */
export function Frame() {
  const { t } = useTranslation();
  const { t: own } = useTranslation("operating");
  const { operator } = useRouteContext({ from: "/operating" });
  const [menuOpen, menu] = useDisclosure(false);
  // Operators look after organizations of every zone: their own clock is the one that they work by.
  const place = useMemo(
    () => ({ timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone, storedAs: `operator.${operator.id}` }),
    [operator.id],
  );

  return (
    <PlaceContext value={place}>
      <AppShell header={{ height: 60 }} navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !menuOpen } }}>
        <a className="skip-link" href="#content">
          {t("skipToContent")}
        </a>
        <AppShell.Header>
          <Container size="100%" h="100%">
            <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
              <Group wrap="nowrap" gap="sm" miw={0}>
                <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.open")} />
                <Wordmark name={own("title")} />
              </Group>
              <Group wrap="nowrap" gap="sm">
                <PaletteButton />
                <OperatorMenu operator={operator} />
              </Group>
            </Group>
          </Container>
        </AppShell.Header>
        <AppShell.Navbar p="sm" component="nav" aria-label={t("nav.label")}>
          <Navigation onNavigate={menu.close} />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          <Container size="xl" py={{ base: "md", sm: "xl" }}>
            <Outlet />
          </Container>
          <Toasts />
        </AppShell.Main>
      </AppShell>
    </PlaceContext>
  );
}

function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation("operating");
  const matchRoute = useMatchRoute();
  return (
    <Stack gap={0}>
      {PAGES.map(({ to, name, icon: Icon }) => (
        <NavLink
          key={to}
          renderRoot={(props) => <Link {...props} to={to} />}
          active={Boolean(matchRoute({ to, fuzzy: true }))}
          label={t(`nav.${name}`)}
          leftSection={<Icon size={20} stroke={1.75} aria-hidden />}
          onClick={onNavigate}
          variant="light"
          style={{ borderRadius: "var(--mantine-radius-md)" }}
        />
      ))}
    </Stack>
  );
}
