import { randomBytes } from "node:crypto";

import type { FastifyReply, FastifyRequest } from "fastify";

import type { PageFile } from "./page-files.js";
import type { PagePolicy, PagePolicySettings } from "./page-policy.js";
import { policyHeaders } from "./page-policy.js";

/** What a build leaves where each answer's nonce belongs. */
const NONCE = /__CSP_NONCE__/g;
const NONCE_BYTES = 16;
const YEAR_SECONDS = 31_536_000;

export interface FileSettings {
  /** Whether its name carries a digest of its content. */
  isForEver: boolean;
}

/** Sends a file of a build, compressed where the browser takes that. */
export async function sendFile(
  file: PageFile,
  { isForEver }: FileSettings,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  void reply.headers({
    "cache-control": isForEver ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache",
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

export interface PageSettings extends PagePolicySettings {
  policy: PagePolicy;
}

/** Sends a page with a nonce of its own. */
export function sendPage(page: string, { policy, ...settings }: PageSettings, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  return reply
    .removeHeader("content-security-policy")
    .code(200)
    .headers({ ...policyHeaders(policy(nonce), settings), "cache-control": "no-store" })
    .type("text/html; charset=utf-8")
    .send(page.replace(NONCE, nonce));
}

/** Says that a build is missing. */
export const sendUnbuilt = (reply: FastifyReply): FastifyReply =>
  reply.code(503).type("text/plain; charset=utf-8").send("The pages are not built yet: npm run build\n");
