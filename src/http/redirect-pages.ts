import type { FastifyReply } from "fastify";

const RETRY_AFTER_SECONDS = 2;

/** A page of a few words for a visitor, without anything of the request in it. */
function page(reply: FastifyReply, status: number, title: string, text: string): FastifyReply {
  return reply
    .code(status)
    .header("content-type", "text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    .header("x-content-type-options", "nosniff")
    .header("x-robots-tag", "noindex").send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem; color: #1f2933 }
  @media (prefers-color-scheme: dark) { body { background: #14181d; color: #d9e2ec } }
</style>
<h1>${title}</h1>
<p>${text}</p>
</html>
`);
}

export const linkNotFoundPage = (reply: FastifyReply): FastifyReply =>
  page(reply, 404, "This link leads nowhere", "It may have been mistyped, or it is no longer in use.");

export const organizationMissingPage = (reply: FastifyReply): FastifyReply =>
  page(
    reply.header("tributary-error", "tenant_slug_missing"),
    400,
    "This link is incomplete",
    "It does not say whose link it is (tenant_slug_missing). Links here look like /t/name/r/key.",
  );

/** The page tries again by itself. */
export const clickUnavailablePage = (reply: FastifyReply): FastifyReply =>
  page(
    reply.header("retry-after", RETRY_AFTER_SECONDS).header("refresh", RETRY_AFTER_SECONDS),
    503,
    "One moment, please",
    "This link will work again in a few seconds. The page tries again by itself.",
  );
