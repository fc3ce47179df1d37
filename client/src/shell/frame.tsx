import { AppShell, Burger, Container, Group, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { LazyExplanation } from "../partners/explanation/lazy-explanation.js";
import { AccountMenu } from "./account-menu.js";
import { Navigation } from "./navigation.js";
import { OrganizationMenu } from "./organization-menu.js";
import { PaletteButton } from "./palette/palette-button.js";
import { Toasts } from "./toast.js";

/** What surrounds every signed-in page. A partner has one page and needs no menu. */
export function Frame() {
  const { t } = useTranslation();
  const { viewer } = useRouteContext({ from: "/signedIn" });
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
          <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
            <Group wrap="nowrap" gap="sm" miw={0}>
              {hasMenu ? (
                <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.open")} />
              ) : null}
              <OrganizationMenu viewer={viewer} />
            </Group>
            <Group wrap="nowrap" gap="sm">
              <PaletteButton />
              <AccountMenu viewer={viewer} />
            </Group>
          </Group>
        </Container>
      </AppShell.Header>
      {hasMenu ? (
        <AppShell.Navbar p="sm" component="nav" aria-label={t("nav.label")}>
          <AppShell.Section grow component={ScrollArea}>
            <Navigation onNavigate={menu.close} />
          </AppShell.Section>
        </AppShell.Navbar>
      ) : null}
      <AppShell.Main id="content" tabIndex={-1}>
        <Container size={hasMenu ? "xl" : "lg"} py={{ base: "md", sm: "xl" }}>
          <Outlet />
        </Container>
      </AppShell.Main>
      <LazyExplanation />
      <Toasts />
    </AppShell>
  );
}
