import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { readFilters } from "../src/shell/list/read-filters.js";
import { NowherePage } from "../src/shell/not-found-page.js";
import { LoneFailure } from "../src/shell/route-states.js";
import { ROUTER_DEFAULTS } from "../src/shell/router-defaults.js";
import { CONSOLE } from "./addresses.js";
import { FLAG_FILTERS, OPERATOR_FILTERS, ORGANIZATION_FILTERS } from "./filters.js";
import { Frame } from "./frame.js";
import type { OperatorSession } from "./operator-session.js";

interface RouterContext {
  session: OperatorSession;
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
  component: lazyRouteComponent(() => import("./sign-in-page.js"), "SignInPage"),
});

const operatingRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "operating",
  beforeLoad: async ({ context }) => {
    const operator = await context.session.current();
    // It throws, which its type does not say.
    if (!operator) return redirect({ to: "/sign-in", throw: true }) as never;
    return { operator };
  },
  component: Frame,
  errorComponent: LoneFailure,
});

const homeRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/",
  beforeLoad: () => redirect({ to: "/organizations", throw: true }),
});

const organizationsRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/organizations",
  validateSearch: (search: Record<string, unknown>) => readFilters(ORGANIZATION_FILTERS, search),
  component: lazyRouteComponent(() => import("./organizations/organizations-page.js"), "OrganizationsPage"),
});

const organizationRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/organizations/$organizationId",
  validateSearch: (search: Record<string, unknown>): { visit?: "ended" | undefined } =>
    search["visit"] === "ended" ? { visit: "ended" } : {},
  component: lazyRouteComponent(() => import("./organizations/organization-page.js"), "OrganizationPage"),
});

const flagsRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/flags",
  validateSearch: (search: Record<string, unknown>) => readFilters(FLAG_FILTERS, search),
  component: lazyRouteComponent(() => import("./flags/flags-page.js"), "FlagsPage"),
});

const flagRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/flags/$flagKey",
  component: lazyRouteComponent(() => import("./flags/flag-page.js"), "FlagPage"),
});

const operatorsRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/operators",
  validateSearch: (search: Record<string, unknown>) => readFilters(OPERATOR_FILTERS, search),
  component: lazyRouteComponent(() => import("./operators/operators-page.js"), "OperatorsPage"),
});

const mailRoute = createRoute({
  getParentRoute: () => operatingRoute,
  path: "/mail",
  component: lazyRouteComponent(() => import("../src/platform/mail/mail-page.js"), "MailPage"),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  operatingRoute.addChildren([
    homeRoute,
    organizationsRoute,
    organizationRoute,
    flagsRoute,
    flagRoute,
    operatorsRoute,
    mailRoute,
  ]),
]);

/** The console's pages, below its own address. */
export function createConsoleRouter(context: RouterContext) {
  return createRouter({
    ...ROUTER_DEFAULTS,
    routeTree,
    context,
    basepath: CONSOLE,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
