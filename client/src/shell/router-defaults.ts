import { NotFoundPage } from "./not-found-page.js";
import { RouteFailure, RoutePending } from "./route-states.js";

/** How every home's router behaves, whatever its pages are. */
export const ROUTER_DEFAULTS = {
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: RouteFailure,
  defaultPendingComponent: RoutePending,
  defaultNotFoundComponent: NotFoundPage,
} as const;
