import type { FastifyInstance } from "fastify";

import type { Door } from "./http-server.js";

/** Two years, as the list of sites that browsers know from the start asks for. */
const TRANSPORT = "max-age=63072000; includeSubDomains; preload";

/** Nothing that a partner program needs of a browser, but passkeys on our own pages. */
const PERMISSIONS = [
  ...[
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "midi",
    "payment",
    "usb",
  ].map((feature) => `${feature}=()`),
  ...["publickey-credentials-create", "publickey-credentials-get"].map((feature) => `${feature}=(self)`),
].join(", ");

/** An answer that is no page shows and runs nothing, and stands in nobody's frame. Pages bring a policy of their own. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/** A link's answer leads elsewhere and is asked for more than all others: it carries no more than it needs. */
const LINK = /^\/(?:t\/[^/?]+\/)?r\//;

/** Says on every answer what browsers may do with it. It must be added before the doors whose answers it is for. */
export function securityHeaders(isSecure: boolean): Door {
  const headers = {
    "content-security-policy": NO_PAGE,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": PERMISSIONS,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "x-frame-options": "DENY",
    ...(isSecure && { "strict-transport-security": TRANSPORT }),
  };
  return (app: FastifyInstance): void => {
    app.addHook("onRequest", (request, reply, done) => {
      if (!LINK.test(request.url)) void reply.headers(headers);
      done();
    });
  };
}
