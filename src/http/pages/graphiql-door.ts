import type { FastifyReply, FastifyRequest } from "fastify";

import { notFound } from "../../shared/errors.js";
import type { Door } from "../http-server.js";
import { sendProblem } from "../problem.js";
import { sendFile, sendPage, sendUnbuilt } from "./page-answers.js";
import type { PageFile } from "./page-files.js";
import { readPageFiles } from "./page-files.js";
import type { PagePolicySettings } from "./page-policy.js";

const PAGE = "/index.html";

export interface GraphiqlDoorParts extends PagePolicySettings {
  /** GraphiQL's build. */
  folder: string;
}

/**
 * `/graphiql`, plain and under `/t/<slug>`: the graph to try out, with nothing from elsewhere. Whoever opens it has the
 * rights of their session or of the key that they paste, and no others. Its files are read when somebody first asks.
 */
export const graphiqlDoor =
  ({ folder, isEnforced }: GraphiqlDoorParts): Door =>
  async (app) => {
    let reading: Promise<Map<string, PageFile>> | undefined;
    const files = (): Promise<Map<string, PageFile>> => (reading ??= readPageFiles(folder));

    const page = async (_: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const file = (await files()).get(PAGE);
      return file ? sendPage(file.bytes.toString("utf8"), { isEnforced, policy }, reply) : sendUnbuilt(reply);
    };
    for (const prefix of ["", "/t/:slug"]) app.get(`${prefix}/graphiql`, page);
    app.get<{ Params: { "*": string } }>("/graphiql/assets/*", async (request, reply) => {
      const file = (await files()).get(`/assets/${request.params["*"]}`);
      if (!file) return sendProblem(notFound("file"), request, reply);
      return sendFile(file, { isForEver: true }, request, reply);
    });
  };

/**
 * Nothing from elsewhere, no script without the nonce or a file of ours. The editor places its lines by style attributes,
 * which only this page allows; style elements need the nonce, as everywhere.
 */
const policy = (nonce: string): string[] => [
  "default-src 'none'",
  `script-src 'self' 'nonce-${nonce}'`,
  `style-src-elem 'self' 'nonce-${nonce}'`,
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];
