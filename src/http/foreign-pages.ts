import type { FastifyInstance, FastifyRequest } from "fastify";

import { AppError } from "../shared/errors.js";
import type { Door } from "./http-server.js";
import { isOwnPage } from "./middleware/own-page.js";
import type { SessionCookie } from "./middleware/session-cookie.js";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export interface ForeignPagesParts {
  /** Those that say who is signed in: people's, partners' and operators'. */
  cookies: readonly SessionCookie[];
  publicUrl: () => string;
}

/**
 * Lets no page of another site change anything in the name of whoever is signed in here. Browsers say which page asks
 * (`Sec-Fetch-Site`, `Origin`) and send our cookie along; a request with a key of its own needs no cookie and is not held up.
 * The cookie's `SameSite` and the types of body that we take are two more fences before this one.
 */
export const foreignPagesDoor =
  ({ cookies, publicUrl }: ForeignPagesParts): Door =>
  (app: FastifyInstance): void => {
    app.addHook("onRequest", (request, _reply, done) => {
      const { authorization, cookie: sent } = request.headers;
      const isHarmless =
        SAFE_METHODS.has(request.method) ||
        authorization !== undefined ||
        cookies.every((cookie) => cookie.read(sent) === undefined);
      done(isHarmless || isFromHere(request, publicUrl()) ? undefined : refusal());
    });
  };

/** What is no browser says neither, and no page stands behind it. */
function isFromHere({ headers, host }: FastifyRequest, publicUrl: string): boolean {
  const { origin, "sec-fetch-site": site } = headers;
  if (origin !== undefined) return isOwnPage(origin, host, publicUrl);
  return site === undefined || site === "same-origin" || site === "none";
}

const refusal = (): AppError =>
  new AppError("forbidden", "A page of another site asked for this. Open Tributary itself and try again.", {
    code: "cross_site_request",
  });
