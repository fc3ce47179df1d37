import { AppShell, Burger, Container, Group, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouteContext } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Viewer } from "../identity/viewer-session.js";
import { LazyExplanation } from "../partners/explanation/lazy-explanation.js";
import { ImpersonationBanner } from "./impersonation-banner.js";
import { paletteButtonOf } from "./palette/palette-button.js";
import { PlaceContext } from "./place.js";
import { StepUp } from "./step-up/step-up.js";
import { Toasts } from "./toast.js";
import { Wordmark } from "./wordmark.js";

// The menus come after the page that one came for; partners have none.
const Navigation = lazy(() => import("./navigation.js").then((module) => ({ default: module.Navigation })));
const AccountMenu = lazy(() => import("./account-menu.js").then((module) => ({ default: module.AccountMenu })));
const OrganizationMenu = lazy(() =>
  import("./organization-menu.js").then((module) => ({ default: module.OrganizationMenu })),
);

const PaletteButton = paletteButtonOf(() => import("./palette/palette.js"));

/** What surrounds every signed-in page. */
export function Frame() {
  const { viewer } = useRouteContext({ from: "/signedIn" });
  const { timeZone, slug } = viewer.organization;
  const place = useMemo(() => ({ timeZone, storedAs: slug }), [timeZone, slug]);
  return (
    <PlaceContext value={place}>
      <Surroundings viewer={viewer} />
    </PlaceContext>
  );
}

/** A partner has one page and needs no menu. */
function Surroundings({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
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
      {/* Above the menu of pages: the windows of the menus in it hang down over that. */}
      <AppShell.Header zIndex={102}>
        <Container size={hasMenu ? "100%" : "lg"} h="100%">
          <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
            <Group wrap="nowrap" gap="sm" miw={0}>
              {hasMenu ? (
                <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.open")} />
              ) : null}
              {/* Whoever has no seat anywhere has nowhere to go (C-WS-04). */}
              {viewer.role ? (
                <Suspense fallback={<Wordmark name={viewer.organization.name} />}>
                  <OrganizationMenu viewer={viewer} />
                </Suspense>
              ) : (
                <Wordmark name={viewer.organization.name} />
              )}
            </Group>
            <Group wrap="nowrap" gap="sm">
              <PaletteButton />
              <Suspense fallback={<Skeleton circle h={38} />}>
                <AccountMenu viewer={viewer} />
              </Suspense>
            </Group>
          </Group>
        </Container>
      </AppShell.Header>
      {hasMenu ? (
        <AppShell.Navbar p="sm" component="nav" aria-label={t("nav.label")}>
          <AppShell.Section grow style={{ overflowY: "auto" }}>
            <Suspense>
              <Navigation onNavigate={menu.close} />
            </Suspense>
          </AppShell.Section>
        </AppShell.Navbar>
      ) : null}
      <AppShell.Main id="content" tabIndex={-1}>
        <ImpersonationBanner viewer={viewer} />
        <Container size={hasMenu ? "xl" : "lg"} py={{ base: "md", sm: "xl" }}>
          <Outlet />
        </Container>
        <Toasts />
      </AppShell.Main>
      <LazyExplanation />
      <StepUp />
    </AppShell>
  );
}
