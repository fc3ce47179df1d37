import type { Readable } from "node:stream";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { ReportFile, ReportFileService } from "../../services/partners/reporting/report-file.service.js";
import { REPORT_FILES } from "../../services/partners/reporting/report-file.service.js";
import { AppError } from "../../shared/errors.js";
import type { Door } from "../http-server.js";
import type { CallerParts } from "../middleware/limited-caller.js";
import { identifyRequests } from "../middleware/limited-caller.js";
import { sendProblem } from "../problem.js";
import { AnswerStream, ReaderGone } from "./answer-stream.js";
import { csvFile } from "./csv-file.js";
import type { FileFormat } from "./file-format.js";
import { parquetFile } from "./parquet-file.js";
import { readReportQuery } from "./report-query.js";

const FORMATS: Readonly<Record<string, FileFormat>> = { csv: csvFile, parquet: parquetFile };
const FILE_NAME = /^([a-z-]{1,50})\.(csv|parquet)$/;
const NO_SUCH_REPORT = `There is no such report. There are ${REPORT_FILES.map(({ id }) => id).join(", ")}, each as .csv and .parquet.`;

export interface ReportDoorParts extends CallerParts {
  files: ReportFileService;
}

/** `GET /v1/reports/<id>.csv` and `.parquet`: whole reports, made while they are read. */
export function reportDoor(parts: ReportDoorParts): Door {
  const routes = async (app: FastifyInstance): Promise<void> => addRoute(app, parts);
  return async (app) => {
    await app.register(routes);
    await app.register(routes, { prefix: "/t/:slug" });
  };
}

function addRoute(app: FastifyInstance, { files, ...parts }: ReportDoorParts): void {
  app.setErrorHandler(sendProblem);
  const knownOf = identifyRequests(app, parts, "report", (budget) => budget.spend(1));
  app.route({
    method: ["GET", "HEAD"],
    url: "/v1/reports/:file",
    handler: async (request, reply) => {
      const ctx = knownOf(request).caller.tenant();
      const { file: fileName } = request.params as { file: string };
      const [, id = "", format = ""] = FILE_NAME.exec(fileName) ?? [];
      const known = REPORT_FILES.find((report) => report.id === id);
      const writing = FORMATS[format];
      if (!known || !writing) throw new AppError("notFound", NO_SUCH_REPORT);
      const asked = readReportQuery(request.query as Record<string, unknown>, known.isGrouped);
      const file = await files.prepare(ctx, id, asked);
      const body = request.method === "HEAD" ? undefined : await begin(request, reply, writing, file);
      describe(reply, fileName, writing, file);
      return reply.send(body);
    },
  });
}

function describe(reply: FastifyReply, fileName: string, { contentType }: FileFormat, file: ReportFile): void {
  void reply
    .type(contentType)
    .header("content-disposition", `attachment; filename="${fileName}"`)
    .header("cache-control", "private, no-store")
    .header("tributary-generated-at", file.generatedAt.toISOString());
  if (file.changedUntil) void reply.header("tributary-changed-until", file.changedUntil.toISOString());
}

/** What fails before the first byte is told as a problem; what fails later breaks the answer off, so that nobody takes it for whole. */
async function begin(
  request: FastifyRequest,
  reply: FastifyReply,
  format: FileFormat,
  file: ReportFile,
): Promise<Readable> {
  const stream = new AnswerStream();
  // Also before anything is sent: a report that takes long to begin is not made for somebody who has left.
  reply.raw.once("close", () => stream.body.destroy());
  const writer = format.open(file.columns, stream);
  const begun = new Promise<void>((resolve) => stream.body.once("readable", resolve));
  const read = file.read((rows) => writer.write(rows)).then(() => writer.end());
  read.catch((error: unknown) => {
    if (!(error instanceof ReaderGone || error instanceof AppError))
      request.log.error({ err: error }, "a report broke off");
    stream.body.destroy();
  });
  await Promise.race([begun, read]);
  return stream.body;
}
