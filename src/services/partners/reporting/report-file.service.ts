import { SqlParameters } from "../../../shared/database/sql-parameters.js";
import { AppError, assert, notFound } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { AskedRange } from "./asked-range.js";
import { checkedRange } from "./asked-range.js";
import type { Column, DimensionName, MetricName } from "./catalog.js";
import { METRICS, METRIC_NAMES } from "./catalog.js";
import type { Cell, ReportService } from "./report.service.js";
import type { FileColumn, RowReport } from "./row-reports.js";
import { ROW_REPORTS, ROW_REPORT_IDS } from "./row-reports.js";
import { unsettledMs } from "./settled-until.js";

/** So many rows are in memory at once. To write them takes some 40 ms, in which nothing else is answered. */
export const FILE_BATCH_MAX = 2_000;
/** A file holds one connection and one snapshot until its reader has it: more at once would starve everybody else. */
const FILES_MAX = 3;

export interface AskedFile extends AskedRange {
  /** Only what changed at this instant or later. */
  updatedSince?: Date | undefined;
  /** For statistics only. */
  groupBy?: readonly DimensionName[] | undefined;
  partnerId?: string | undefined;
  programId?: string | undefined;
  linkId?: string | undefined;
  timeZone?: string | undefined;
}

export type FileRow = Record<string, Cell | boolean>;

/** A file that may be read. Nothing of it has been read yet. */
export interface ReportFile {
  columns: Column[];
  generatedAt: Date;
  /** What to ask for as `updatedSince` the next time: until then nothing is missing. Only of reports that can be read so. */
  changedUntil: Date | undefined;
  /** Reads all of it in one snapshot, a batch at a time; the next one is read once the last is taken. */
  read(take: (rows: FileRow[]) => Promise<void>): Promise<void>;
}

/** Reports of groups, each with every metric of its source. */
const STATS: Readonly<Record<string, { source: "commissions" | "clicks"; description: string }>> = {
  "commission-stats": { source: "commissions", description: "The graph's commissionStats, all of them." },
  "click-stats": { source: "clicks", description: "The graph's clickStats, all of them." },
};

/** Every file there is, and what it holds. */
export const REPORT_FILES: { id: string; description: string; isChanging: boolean; isGrouped: boolean }[] = [
  ...ROW_REPORT_IDS.map((id) => {
    const { description, changedAt }: RowReport = ROW_REPORTS[id];
    return { id, description, isChanging: changedAt !== undefined, isGrouped: false };
  }),
  ...Object.entries(STATS).map(([id, { description }]) => ({ id, description, isChanging: false, isGrouped: true })),
];

/** Whole reports, for tools that load them. A partner gets what is their own. */
export class ReportFileService {
  private open = 0;

  constructor(private readonly reports: ReportService) {}

  /** Checks what is asked. Throws NOT_FOUND for a report that there is not, and a typed refusal for all that makes no sense. */
  async prepare(ctx: TenantContext, id: string, asked: AskedFile): Promise<ReportFile> {
    const stats = Object.hasOwn(STATS, id) ? STATS[id] : undefined;
    if (stats) return this.prepareStats(ctx, stats.source, asked);
    const known = ROW_REPORT_IDS.find((known) => known === id);
    if (known === undefined) throw notFound("report");
    const report: RowReport = ROW_REPORTS[known];
    requireOne(ctx, report);
    const range = checkedRange(asked);
    checkedRange({ from: asked.updatedSince });
    const columns = report.columns.filter(({ needs }) => needs === undefined || ctx.can(needs));
    // Before the snapshot that is read below, or what ends between the two would be in neither.
    const { generatedAt, changedUntil } = await ctx.transaction(async (ctx) => ({
      generatedAt: ctx.clock.now(),
      changedUntil:
        report.changedAt === undefined ? undefined : new Date(ctx.clock.now().getTime() - (await unsettledMs(ctx))),
    }));
    const { text, values } = rowStatement(ctx, report, columns, { ...range, updatedSince: asked.updatedSince });
    return {
      columns: columns.map(({ name, type, unit, displayName }) => ({ name, type, unit, displayName })),
      generatedAt,
      changedUntil,
      read: (take) => this.counted(() => this.readRows(ctx, text, values, take)),
    };
  }

  private async prepareStats(
    ctx: TenantContext,
    source: "commissions" | "clicks",
    asked: AskedFile,
  ): Promise<ReportFile> {
    const metrics: MetricName[] = METRIC_NAMES.filter((name) => METRICS[name].source === source);
    const { groupBy = ["day"] } = asked;
    const statement = await this.reports.statement(ctx, { ...asked, metrics, dimensions: groupBy });
    return {
      columns: [
        { name: "id", type: "id", unit: null, displayName: "Group" },
        ...statement.columns,
        { name: "updatedAt", type: "dateTime", unit: null, displayName: "Changed at" },
      ],
      generatedAt: ctx.clock.now(),
      changedUntil: undefined,
      read: (take) =>
        this.counted(() =>
          this.readRows(ctx, statement.text, statement.values, (rows) =>
            take(
              rows.map((row) => statement.rowOf(row)).map(({ id, updatedAt, cells }) => ({ id, ...cells, updatedAt })),
            ),
          ),
        ),
    };
  }

  private async counted(read: () => Promise<void>): Promise<void> {
    if (this.open >= FILES_MAX) {
      throw new AppError("unavailable", "Too many reports are being read at once. Try again soon.", {
        code: "reports_busy",
        retryAfterSeconds: 5,
      });
    }
    this.open += 1;
    try {
      await read();
    } finally {
      this.open -= 1;
    }
  }

  /** By a cursor of the database: it sorts on its own disk, and neither side holds more than a batch. */
  private async readRows(
    ctx: TenantContext,
    text: string,
    values: unknown[],
    take: (rows: any[]) => Promise<void>,
  ): Promise<void> {
    let hasBegun = false;
    await ctx.snapshot(async (ctx) => {
      assert(!hasBegun, "a file is read once: what is sent cannot be sent again");
      hasBegun = true;
      // All of it is read: PostgreSQL plans cursors for who wants only the beginning.
      await ctx.query("SET LOCAL cursor_tuple_fraction = 1");
      await ctx.query(`DECLARE report NO SCROLL CURSOR FOR ${text}`, values);
      for (;;) {
        const rows = await ctx.query(`FETCH ${FILE_BATCH_MAX} FROM report`);
        if (rows.length > 0) await take(rows);
        if (rows.length < FILE_BATCH_MAX) return;
      }
    });
  }
}

function requireOne(ctx: TenantContext, { needs, partner, partnerSees }: RowReport): void {
  const [first] = needs;
  if (first !== undefined && !needs.some((permission) => ctx.can(permission))) ctx.require(first);
  if (ctx.principal.kind === "partner" && partner === undefined && partnerSees === undefined) {
    throw new AppError("forbidden", "This report is not for partners.");
  }
}

function rowStatement(
  { organizationId, principal }: TenantContext,
  report: RowReport,
  columns: readonly FileColumn[],
  { from, until, updatedSince }: AskedFile,
): { text: string; values: unknown[] } {
  const { row, at, changedAt, partner, partnerSees } = report;
  if (updatedSince !== undefined && changedAt === undefined) {
    throw new AppError("badRequest", "This report is small and has to be read whole.", {
      code: "updated_since_not_taken",
      path: ["updatedSince"],
    });
  }
  const parameters = new SqlParameters();
  parameters.add(organizationId, "uuid");
  const conditions = [`${row}.organization_id = $1`];
  if (principal.kind === "partner") {
    const own = parameters.add(principal.partnerId, "uuid");
    conditions.push(partnerSees ?? `${partner} = ${own}`);
  }
  if (from) conditions.push(`${at} >= ${parameters.add(from, "timestamptz")}`);
  if (until) conditions.push(`${at} < ${parameters.add(until, "timestamptz")}`);
  if (updatedSince) conditions.push(`${changedAt} >= ${parameters.add(updatedSince, "timestamptz")}`);
  return {
    text: `SELECT ${columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(", ")} FROM ${report.from}
      WHERE ${conditions.join(" AND ")} ORDER BY ${changedAt ?? at}, ${row}.id`,
    values: parameters.values,
  };
}
