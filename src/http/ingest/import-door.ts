import type { Readable } from "node:stream";

import type { FastifyInstance, FastifyRequest } from "fastify";

import type { HistoryImportService, LineOutcome } from "../../services/partners/history-import.service.js";
import { HISTORY_BATCH_MAX } from "../../services/partners/history-import.service.js";
import type { HistoryKind, HistoryLine, LineRefusal } from "../../services/partners/history-line.js";
import { readHistoryLine } from "../../services/partners/history-line.js";
import { AppError, assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Door } from "../http-server.js";
import { parseJsonBody } from "../json-body.js";
import type { CallerParts } from "../middleware/limited-caller.js";
import { identifyRequests } from "../middleware/limited-caller.js";
import { sendProblem } from "../problem.js";
import type { NumberedLine } from "./ndjson-lines.js";
import { ndjsonLines } from "./ndjson-lines.js";

/** Refusals that are told one by one; of the others only their number. */
const REFUSALS_TOLD_MAX = 100;

export interface ImportDoorParts extends CallerParts {
  history: HistoryImportService;
}

interface ImportAnswer {
  lines: number;
  written: Record<HistoryKind, number>;
  known: number;
  refused: number;
  /** The first hundred. */
  refusals: { line: number; code: string; detail: string; path: string[] }[];
}

/** `POST /v1/import`: a history as NDJSON, one thing a line, for admin keys. Read as it comes, never held as a whole. */
export function importDoor(parts: ImportDoorParts): Door {
  const routes = async (app: FastifyInstance): Promise<void> => addRoute(app, parts);
  return async (app) => {
    await app.register(routes);
    await app.register(routes, { prefix: "/t/:slug" });
  };
}

function addRoute(app: FastifyInstance, { callers, cookie, limits, history }: ImportDoorParts): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/x-ndjson", async (_request: FastifyRequest, payload: Readable) => payload);
  app.setErrorHandler(sendProblem);

  const tenants = new WeakMap<FastifyRequest, TenantContext>();
  const knownOf = identifyRequests(app, { callers, cookie, limits }, "import", (budget) => budget.spend(1));
  app.addHook("onRequest", async (request) => {
    const ctx = knownOf(request).caller.tenant();
    ctx.require("history:import");
    tenants.set(request, ctx);
  });
  app.post("/v1/import", async (request) => {
    const ctx = tenants.get(request);
    assert(ctx, "the caller is known before a route is reached");
    return new ImportRun(ctx, history).read(request.body as Readable);
  });
}

/** One request's lines, gathered into batches of one kind: lines may build on those before them, so their order stays. */
class ImportRun {
  private readonly answer: ImportAnswer = {
    lines: 0,
    written: { partner: 0, link: 0, click: 0, identity: 0, event: 0 },
    known: 0,
    refused: 0,
    refusals: [],
  };
  private batch: { number: number; line: HistoryLine }[] = [];

  constructor(
    private readonly ctx: TenantContext,
    private readonly history: HistoryImportService,
  ) {}

  async read(body: Readable): Promise<ImportAnswer> {
    for await (const line of ndjsonLines(body)) {
      this.answer.lines += 1;
      const read = readLine(line);
      if ("refusal" in read) {
        this.refuse(line.number, read.refusal);
        continue;
      }
      const isFull = this.batch.length >= HISTORY_BATCH_MAX;
      if (isFull || (this.batch[0] && this.batch[0].line.kind !== read.line.kind)) await this.write();
      this.batch.push({ number: line.number, line: read.line });
    }
    await this.write();
    // A line that cannot be read is refused at once, one in a batch when the batch is written.
    this.answer.refusals.sort((one, other) => one.line - other.line);
    return this.answer;
  }

  private async write(): Promise<void> {
    const [first] = this.batch;
    if (!first) return;
    const { kind } = first.line;
    const batch = this.batch.splice(0);
    const outcomes = await this.history.import(
      this.ctx,
      kind,
      batch.map(({ line }) => line as never),
    );
    batch.forEach(({ number }, place) => this.count(kind, number, outcomes[place]));
  }

  private count(kind: HistoryKind, number: number, outcome: LineOutcome | undefined): void {
    if (outcome?.kind === "written") this.answer.written[kind] += 1;
    else if (outcome?.kind === "known") this.answer.known += 1;
    else if (outcome) this.refuse(number, outcome.refusal);
  }

  private refuse(line: number, { code, message, path }: LineRefusal): void {
    this.answer.refused += 1;
    if (this.answer.refusals.length < REFUSALS_TOLD_MAX) {
      this.answer.refusals.push({ line, code, detail: message, path });
    }
  }
}

function readLine({ bytes }: NumberedLine): ReturnType<typeof readHistoryLine> {
  try {
    return readHistoryLine(parseJsonBody(bytes));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refusal: { code: error.code, message: error.message, path: [] } };
  }
}
