import type { FastifyRequest } from "fastify";

import { AppError } from "../../shared/errors.js";
import { TRUSTED_DOCUMENTS_FILE } from "../graphql/limits/trusted-documents.js";
import type { Door } from "../http-server.js";
import { sendProblem } from "../problem.js";
import { sendFile, sendPage, sendUnbuilt } from "./page-answers.js";
import { readPageFiles } from "./page-files.js";
import type { PagePolicySettings } from "./page-policy.js";

const PAGE = "/index.html";
/** The operators' own page, for every address below theirs. */
const CONSOLE_PAGE = "/operator/index.html";
const OF_CONSOLE = /^\/operator(?:[/?]|$)/;
/** Files whose names carry a digest of their content. */
const ASSET = /^\/(?:operator\/)?assets\//;
/** Addresses that are for machines: a miss there is a problem, not a page. */
const MACHINES =
  /^\/(?:t\/[^/]+\/)?(?:v1|images|ofrep|graphql|operator\/(?:graphql|session|assets)|r|assets|livez|readyz|metrics|openapi\.json|\.well-known)(?:[/?]|$)/;

export interface PageDoorParts extends PagePolicySettings {
  /** The client's build. */
  folder: string;
}

/**
 * The client: its files, and its page for every address that no other door knows, so that a link into the client works. The
 * operator console is a home of its own, and has its own page. Other doors are added before it.
 */
export const pageDoor =
  ({ folder, isEnforced }: PageDoorParts): Door =>
  async (app) => {
    const files = await readPageFiles(folder);
    const [page, consolePage] = [PAGE, CONSOLE_PAGE].map((address) => files.get(address)?.bytes.toString("utf8"));
    files.delete(PAGE);
    files.delete(CONSOLE_PAGE);
    files.delete(`/${TRUSTED_DOCUMENTS_FILE}`);
    for (const [address, file] of files) {
      // What the build notes for itself.
      if (address.startsWith("/.")) continue;
      app.get(address, (request, reply) => sendFile(file, { isForEver: ASSET.test(address) }, request, reply));
    }
    app.setErrorHandler(sendProblem);
    app.setNotFoundHandler((request, reply) => {
      if (!isForPeople(request)) return sendProblem(new AppError("notFound", "There is nothing here."), request, reply);
      const wanted = OF_CONSOLE.test(request.url) ? consolePage : page;
      return wanted === undefined ? sendUnbuilt(reply) : sendPage(wanted, { isEnforced, policy }, reply);
    });
  };

const isForPeople = ({ method, url }: FastifyRequest): boolean =>
  (method === "GET" || method === "HEAD") && !MACHINES.test(url);

/** Nothing from elsewhere, and nothing inline but what carries the nonce: the styles that the components add. */
const policy = (nonce: string): string[] => [
  "default-src 'none'",
  `script-src 'self' 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];
