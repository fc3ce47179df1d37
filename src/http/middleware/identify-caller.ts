import type { FastifyRequest } from "fastify";

import type { Caller } from "../../services/identity/caller.js";
import type { CallerResolver } from "./caller-resolver.js";
import { originOf } from "./caller-resolver.js";
import type { SessionCookie } from "./session-cookie.js";

/** Who asks by a request: by its path, its Authorization header or its cookie. */
export function identifyCaller(
  callers: Pick<CallerResolver, "resolve">,
  cookie: SessionCookie,
  request: FastifyRequest,
): Promise<Caller> {
  const { slug } = request.params as { slug?: string };
  const { authorization, cookie: cookies, host, "user-agent": userAgent } = request.headers;
  const credentials = { authorization, cookieToken: cookie.read(cookies) };
  return callers.resolve(slug, credentials, originOf(request.ip, userAgent, host));
}
