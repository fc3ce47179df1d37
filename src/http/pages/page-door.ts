import { randomBytes } from "node:crypto";

import type { FastifyReply, FastifyRequest } from "fastify";

import { AppError } from "../../shared/errors.js";
import { TRUSTED_DOCUMENTS_FILE } from "../graphql/trusted-documents.js";
import type { Door } from "../http-server.js";
import { sendProblem } from "../problem.js";
import type { PageFile } from "./page-files.js";
import { readPageFiles } from "./page-files.js";

/** What the client's build leaves where each answer's nonce belongs. */
const NONCE = /__CSP_NONCE__/g;
const NONCE_BYTES = 16;
const PAGE = "/index.html";
/** Addresses that are for machines: a miss there is a problem, not a page. */
const MACHINES = /^\/(?:t\/[^/]+\/)?(?:v1|graphql|r|assets|livez|readyz|metrics|openapi\.json|\.well-known)(?:[/?]|$)/;
const YEAR_SECONDS = 31_536_000;

export interface PageDoorParts {
  /** The client's build. */
  folder: string;
  /** Whether browsers come by https. */
  isSecure: boolean;
}

/**
 * The client: its files, and its one page for every address that no other door knows, so that a link into the client works.
 * Other doors are added before it.
 */
export const pageDoor =
  ({ folder, isSecure }: PageDoorParts): Door =>
  async (app) => {
    const files = await readPageFiles(folder);
    const page = files.get(PAGE)?.bytes.toString("utf8");
    files.delete(PAGE);
    files.delete(`/${TRUSTED_DOCUMENTS_FILE}`);
    for (const [address, file] of files) {
      app.get(address, (request, reply) => sendFile(file, address.startsWith("/assets/"), request, reply));
    }
    app.setErrorHandler(sendProblem);
    app.setNotFoundHandler((request, reply) => {
      if (!isForPeople(request)) return sendProblem(new AppError("notFound", "There is nothing here."), request, reply);
      return page === undefined ? sendUnbuilt(reply) : sendPage(page, isSecure, reply);
    });
  };

const isForPeople = ({ method, url }: FastifyRequest): boolean =>
  (method === "GET" || method === "HEAD") && !MACHINES.test(url);

/** @param isForEver - its name carries a digest of its content. */
async function sendFile(
  file: PageFile,
  isForEver: boolean,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  void reply.headers({
    "cache-control": isForEver ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache",
    "x-content-type-options": "nosniff",
    etag: file.etag,
  });
  if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
  void reply.type(file.type);
  if (!file.isCompressible) return reply.send(file.bytes);
  void reply.header("vary", "accept-encoding");
  const isCompressed = request.headers["accept-encoding"]?.includes("gzip") ?? false;
  if (!isCompressed) return reply.send(file.bytes);
  return reply.header("content-encoding", "gzip").send(await file.compressed());
}

function sendPage(page: string, isSecure: boolean, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  if (isSecure) void reply.header("strict-transport-security", `max-age=${YEAR_SECONDS}`);
  return reply
    .code(200)
    .headers({
      "content-security-policy": policy(nonce),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    })
    .type("text/html; charset=utf-8")
    .send(page.replace(NONCE, nonce));
}

/** Nothing from elsewhere, and nothing inline but what carries the nonce: the styles that the components add. */
const policy = (nonce: string): string =>
  [
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
  ].join("; ");

const sendUnbuilt = (reply: FastifyReply): FastifyReply =>
  reply.code(503).type("text/plain; charset=utf-8").send("The pages are not built yet: npm run build\n");
