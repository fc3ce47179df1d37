import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { JOURNAL_FILTERS } from "../audit/journal-filters.js";
import { homeOf } from "../identity/viewer-session.js";
import type { Viewer, ViewerSession } from "../identity/viewer-session.js";
import { isInvitationKept } from "../organizations/kept-invitation.js";
import { MEMBER_FILTERS } from "../organizations/members/member-filters.js";
import {
  COMMISSION_FILTERS,
  EVENT_FILTERS,
  LINK_FILTERS,
  PARTNER_FILTERS,
  STATISTICS_FILTERS,
} from "../partners/list-filters.js";
import { Frame } from "./frame.js";
import { readFilters } from "./list/read-filters.js";
import { NowherePage } from "./not-found-page.js";
import { LoneFailure } from "./route-states.js";
import { ROUTER_DEFAULTS } from "./router-defaults.js";

interface RouterContext {
  session: ViewerSession;
}

/** `why` opens the explanation of that commission over any page, so that it can be linked and the back button closes it. */
interface PageSearch {
  why?: string | undefined;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NowherePage,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { ended?: boolean | undefined } =>
    search["ended"] ? { ended: true } : {},
  component: lazyRouteComponent(() => import("../identity/sign-in-page.js"), "SignInPage"),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  component: lazyRouteComponent(() => import("../organizations/invitation-page.js"), "InvitationPage"),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signedIn",
  validateSearch: (search: Record<string, unknown>): PageSearch =>
    typeof search["why"] === "string" ? { why: search["why"] } : {},
  beforeLoad: async ({ context }) => {
    const viewer = await context.session.current();
    // It throws, which its type does not say.
    if (!viewer) return redirect({ to: "/sign-in", throw: true }) as never;
    // They came by an invitation and had to sign in on the way.
    if (isInvitationKept()) return redirect({ to: "/invitation", throw: true }) as never;
    return { viewer };
  },
  component: Frame,
  errorComponent: LoneFailure,
});

const portalRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/portal",
  beforeLoad: ({ context }) => sendHomeUnless(context.viewer.kind === "PARTNER", context.viewer),
  component: lazyRouteComponent(() => import("../partners/portal-page.js"), "PortalPage"),
});

const membersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: "members",
  beforeLoad: ({ context }) => sendHomeUnless(context.viewer.kind !== "PARTNER", context.viewer),
});

const homeRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../partners/home-page.js"), "HomePage"),
});

const programsRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/programs",
  component: lazyRouteComponent(() => import("../partners/programs/programs-page.js"), "ProgramsPage"),
});

const programRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/programs/$programId",
  component: lazyRouteComponent(() => import("../partners/programs/program-page.js"), "ProgramPage"),
});

const newProgramRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/programs/new",
  component: lazyRouteComponent(() => import("../partners/programs/form/new-program-page.js"), "NewProgramPage"),
});

const editProgramRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/programs/$programId/edit",
  component: lazyRouteComponent(() => import("../partners/programs/form/edit-program-page.js"), "EditProgramPage"),
});

const partnersRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/partners",
  validateSearch: (search: Record<string, unknown>) => readFilters(PARTNER_FILTERS, search),
  component: lazyRouteComponent(() => import("../partners/partners-page.js"), "PartnersPage"),
});

const partnerRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/partners/$partnerId",
  component: lazyRouteComponent(() => import("../partners/partner-page.js"), "PartnerPage"),
});

const commissionsRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/commissions",
  validateSearch: (search: Record<string, unknown>) => readFilters(COMMISSION_FILTERS, search),
  component: lazyRouteComponent(() => import("../partners/commissions-page.js"), "CommissionsPage"),
});

const linksRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/links",
  validateSearch: (search: Record<string, unknown>) => readFilters(LINK_FILTERS, search),
  component: lazyRouteComponent(() => import("../partners/links/links-page.js"), "LinksPage"),
});

const eventsRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/events",
  validateSearch: (search: Record<string, unknown>) => readFilters(EVENT_FILTERS, search),
  component: lazyRouteComponent(() => import("../partners/events/events-page.js"), "EventsPage"),
});

const eventRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/events/$eventId",
  component: lazyRouteComponent(() => import("../partners/events/event-page.js"), "EventPage"),
});

const memberListRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/members",
  validateSearch: (search: Record<string, unknown>) => readFilters(MEMBER_FILTERS, search),
  component: lazyRouteComponent(() => import("../organizations/members/members-page.js"), "MembersPage"),
});

const keysRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("../identity/keys/keys-page.js"), "KeysPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("../identity/account/account-page.js"), "AccountPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/organization",
  component: lazyRouteComponent(() => import("../organizations/settings-page.js"), "SettingsPage"),
});

const billingRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/billing",
  component: lazyRouteComponent(() => import("../organizations/billing-page.js"), "BillingPage"),
});

const mailRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/mail",
  component: lazyRouteComponent(() => import("../platform/mail/mail-page.js"), "MailPage"),
});

const treeRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/tree",
  component: lazyRouteComponent(() => import("../organizations/tree-page.js"), "TreePage"),
});

const exploreRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/explore",
  component: lazyRouteComponent(() => import("../organizations/explore-page.js"), "ExplorePage"),
});

const preferencesRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/preferences",
  component: lazyRouteComponent(() => import("../organizations/preferences-page.js"), "PreferencesPage"),
});

const newOrganizationRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/organizations/new",
  validateSearch: (search: Record<string, unknown>): { below?: boolean | undefined } =>
    search["below"] ? { below: true } : {},
  component: lazyRouteComponent(() => import("../organizations/new-organization-page.js"), "NewOrganizationPage"),
});

const setupRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/organization/setup",
  component: lazyRouteComponent(() => import("../organizations/setup-page.js"), "SetupPage"),
});

const statisticsRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/statistics",
  validateSearch: (search: Record<string, unknown>) => readFilters(STATISTICS_FILTERS, search),
  component: lazyRouteComponent(() => import("../partners/statistics/statistics-page.js"), "StatisticsPage"),
});

const journalRoute = createRoute({
  getParentRoute: () => membersRoute,
  path: "/journal",
  validateSearch: (search: Record<string, unknown>) => readFilters(JOURNAL_FILTERS, search),
  component: lazyRouteComponent(() => import("../audit/journal-page.js"), "JournalPage"),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  invitationRoute,
  signedInRoute.addChildren([
    portalRoute,
    membersRoute.addChildren([
      homeRoute,
      programsRoute,
      newProgramRoute,
      programRoute,
      editProgramRoute,
      partnersRoute,
      partnerRoute,
      linksRoute,
      eventsRoute,
      eventRoute,
      commissionsRoute,
      statisticsRoute,
      journalRoute,
      memberListRoute,
      keysRoute,
      accountRoute,
      settingsRoute,
      setupRoute,
      billingRoute,
      mailRoute,
      treeRoute,
      exploreRoute,
      preferencesRoute,
      newOrganizationRoute,
    ]),
  ]),
]);

/** The pages, below the organization's prefix where there is one. */
export function createPageRouter(basePath: string, context: RouterContext) {
  return createRouter({
    ...ROUTER_DEFAULTS,
    routeTree,
    context,
    basepath: basePath || "/",
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}

function sendHomeUnless(belongsHere: boolean, viewer: Viewer): void {
  if (!belongsHere) redirect({ to: homeOf(viewer), throw: true });
}
