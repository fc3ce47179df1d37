import { z } from "zod";

import type { OperatorAccessService } from "../services/identity/operators/operator-access.service.js";
import type { InstallationIssuer } from "../services/identity/operators/installation-issuer.js";
import type { OperatorSessionService } from "../services/identity/operators/operator-session.service.js";
import { OPERATOR_SESSION_HOURS } from "../services/identity/operators/operator-session.service.js";
import type { TrustedIssuers } from "../services/identity/operators/trusted-issuers.js";
import { tokenKind } from "../services/identity/token.js";
import type { Database } from "../shared/database/database.js";
import { AppError, assert } from "../shared/errors.js";
import { OperatorContext } from "../shared/operator-context.js";
import type { Door } from "./http-server.js";
import { takeOnlyJson } from "./json-body.js";
import { originOf } from "./middleware/caller-resolver.js";
import type { SessionCookie } from "./middleware/session-cookie.js";
import { sendProblem } from "./problem.js";
import type { RateLimits } from "./rate-limits.js";

/** A token, and little else. */
const BODY_BYTES_MAX = 16_384;
const DAY_HOURS = 24;
/** Of what an address may ask in all: signatures are not for nothing. */
const SIGN_IN_POINTS = 10;

const signIn = z.strictObject({ token: z.string().min(1) });

export interface OperatorDoorParts {
  database: Database;
  access: OperatorAccessService;
  sessions: OperatorSessionService;
  issuers: TrustedIssuers;
  issuer: InstallationIssuer;
  /** What a token must be made for. */
  audience: string;
  /** The operator console's own. */
  cookie: SessionCookie;
  limits: RateLimits;
}

/**
 * `POST /operator/session` exchanges an operator's token for the console's cookie, `DELETE` ends it, and `GET` says where
 * tokens come from, so that the page in front of it can. The graph of operators
 * stands at `/operator/graphql`. Where the installation vouches for its operators itself, its keys are under /.well-known.
 */
export function operatorDoor(parts: OperatorDoorParts): Door {
  const { database, access, sessions, issuers, issuer, audience, cookie, limits } = parts;
  return async (server) => {
    await server.register(async (app) => {
      takeOnlyJson(app, BODY_BYTES_MAX);
      app.setErrorHandler(sendProblem);
      app.addHook("onRequest", async ({ ip }) => limits.strangersBudget(ip).spend(SIGN_IN_POINTS));

      app.post("/operator/session", async (request, reply) => {
        const read = signIn.safeParse(request.body);
        if (!read.success) throw new AppError("badRequest", "Send {token: …}.");
        const { principal, verified } = await access.byToken(read.data.token);
        assert(principal.kind === "operator", "a token is a person's");
        const operator = new OperatorContext(database, principal, originOf(request.ip, request.headers["user-agent"]));
        const token = await sessions.start(operator, principal, verified);
        const days = OPERATOR_SESSION_HOURS / DAY_HOURS;
        return reply.code(204).header("set-cookie", cookie.begin(token, days)).send();
      });

      // No secret: whether there are keys of its own under /.well-known says as much.
      app.get("/operator/session", async () => ({ isOwn: issuers.isOwn, audience }));

      app.delete("/operator/session", async (request, reply) => {
        const token = cookie.read(request.headers.cookie);
        const principal =
          token !== undefined && tokenKind(token) === "operator" ? await access.bySession(token) : undefined;
        if (token !== undefined && principal) {
          const origin = originOf(request.ip, request.headers["user-agent"]);
          await sessions.end(new OperatorContext(database, principal, origin), token);
        }
        return reply.code(204).header("set-cookie", cookie.end()).send();
      });
    });
    if (issuers.isOwn) server.get("/.well-known/jwks.json", async () => issuer.keys);
  };
}
