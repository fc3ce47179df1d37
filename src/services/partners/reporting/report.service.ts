import { Link } from "../../../entities/partners/link.entity.js";
import type { CursorCodec } from "../../../shared/cursor.js";
import { cursorInvalid } from "../../../shared/cursor.js";
import { principalId } from "../../../shared/principal.js";
import { StatementNames } from "../../../shared/database/statement-names.js";
import { AppError, notFound } from "../../../shared/errors.js";
import { isUuid } from "../../../shared/ids.js";
import { TOTAL_COUNT_MAX } from "../../../shared/page-bounds.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { requireReading } from "../commission-read.service.js";
import { allowedToFollow } from "../followed.js";
import type { AskedRange } from "./asked-range.js";
import { checkedRange } from "./asked-range.js";
import type { Column, DimensionName, MetricName } from "./catalog.js";
import { DIMENSIONS, METRICS, dimensionsOf } from "./catalog.js";
import type { GroupQuestion, GroupStatement } from "./group-statement.js";
import { countStatement, groupStatement, orderedDimensions } from "./group-statement.js";
import type { SummedSizes } from "../rollups/summed-sizes.js";
import type { TimeZones } from "./time-zones.js";

/** What somebody wants to know, not checked yet. */
export interface AskedReport extends AskedRange {
  metrics: readonly MetricName[];
  dimensions: readonly DimensionName[];
  partnerId?: string | undefined;
  programId?: string | undefined;
  linkId?: string | undefined;
  timeZone?: string | undefined;
}

export interface AskedPage {
  first: number;
  /** Whether all groups of the question are counted as well, up to one more than the bound; of facts of one source. */
  isCounted?: boolean;
  after?: string | null | undefined;
}

export type Cell = string | number | bigint | Date | null;

/** One group: its columns by name, and when something in it last changed. */
export interface Group {
  /** The group's key as text: the same question names the same group by it, at any time. */
  id: string;
  updatedAt: Date;
  cells: Readonly<Record<string, Cell>>;
}

export interface GroupPage {
  columns: Column[];
  rows: Group[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  counted?: number;
  cursorOf(row: { id: string }): string;
  generatedAt: Date;
  /** Whether the range is over, so that nothing new will be counted in it. */
  isComplete: boolean;
}

export type GroupRow = Record<string, Cell> & { key: string[]; updatedAt: Date };

/** Answers what was earned and clicked, by the catalog's metrics and dimensions. A partner learns of what is their own. */
export class ReportService {
  private readonly names = new StatementNames("report");

  constructor(
    private readonly zones: TimeZones,
    private readonly cursors: CursorCodec,
    private readonly summedSizes: SummedSizes,
  ) {}

  /**
   * One page of groups, from one statement. Throws NOT_FOUND for ids that the caller may not see, and a typed refusal for
   * metrics that cannot be grouped so, a range or a zone that makes no sense, and a cursor of another question.
   */
  async page(ctx: TenantContext, asked: AskedReport, { first, after, isCounted }: AskedPage): Promise<GroupPage> {
    return ctx.snapshot(async (ctx) => {
      const question = await this.checked(ctx, asked);
      const binding = {
        purpose: `report ${orderedDimensions(question.dimensions).join(" ")}`,
        organizationId: ctx.organizationId,
        principalId: principalId(ctx.principal),
      };
      const afterKeys = after == null ? undefined : keysOf(this.cursors.open(binding, after), question.dimensions);
      const { text, values, columns } = groupStatement(question, { limit: first + 1, after: afterKeys });
      const rows = await ctx.query<GroupRow>(text, values, this.names.of(text));
      return {
        columns,
        rows: rows.slice(0, first).map((row) => groupOf(row, columns)),
        hasNextPage: rows.length > first,
        hasPreviousPage: afterKeys !== undefined,
        ...(isCounted && {
          counted: afterKeys === undefined && rows.length <= first ? rows.length : await this.count(ctx, question),
        }),
        cursorOf: ({ id }) => this.cursors.seal(binding, id),
        generatedAt: question.now,
        isComplete: question.until !== undefined && question.until <= question.now,
      };
    });
  }

  private async count(ctx: TenantContext, question: GroupQuestion): Promise<number> {
    const { text, values } = countStatement(question, TOTAL_COUNT_MAX + 1);
    const [counted] = await ctx.query<{ total: number }>(text, values, this.names.of(text));
    return counted?.total ?? 0;
  }

  /** The whole answer's statement, for a file that is read a batch at a time. Throws as `page` does. */
  async statement(
    ctx: TenantContext,
    asked: AskedReport,
  ): Promise<GroupStatement & { rowOf: (row: GroupRow) => Group }> {
    const statement = groupStatement(await this.checked(ctx, asked));
    return { ...statement, rowOf: (row) => groupOf(row, statement.columns) };
  }

  private async checked(ctx: TenantContext, asked: AskedReport): Promise<GroupQuestion> {
    const { metrics, dimensions, timeZone } = asked;
    if (metrics.length === 0) throw refused("metrics_missing", "Name at least one metric.", "metrics");
    const groupedBy = checkedDimensions(metrics, dimensions);
    for (const source of new Set(metrics.map((metric) => METRICS[metric].source))) {
      if (source === "commissions") requireReading(ctx);
      else ctx.require("click:read");
    }
    return {
      organizationId: ctx.organizationId,
      metrics,
      dimensions: groupedBy,
      ...checkedRange(asked),
      ...(await this.visible(ctx, asked)),
      now: ctx.clock.now(),
      isFromFacts: !(await this.summedSizes.areWorthReading(ctx)),
      ...(timeZone !== undefined && (await this.zoned(ctx, await this.zones.checked(ctx, timeZone), groupedBy))),
    };
  }

  /** The organization's own zone need not be named. Days of another one lie in two of its days each, so no sum would serve. */
  private async zoned(ctx: TenantContext, timeZone: string, dimensions: readonly DimensionName[]) {
    const [own] = await ctx.query("SELECT FROM organization WHERE id = $1 AND time_zone = $2", [
      ctx.organizationId,
      timeZone,
    ]);
    return own ? {} : { timeZone, ...(dimensions.includes("day") && { isFromFacts: true }) };
  }

  /** The ids to look at, as they are stored: what the caller named and may see. */
  private async visible(ctx: TenantContext, asked: AskedReport) {
    const { partnerId, programId } = await allowedToFollow(ctx, asked);
    if (asked.linkId === undefined) return { partnerId, programId, linkId: undefined };
    const link = isUuid(asked.linkId) ? await ctx.repo(Link).get(asked.linkId) : undefined;
    if (!link || (ctx.principal.kind === "partner" && link.partnerId !== partnerId)) throw notFound("link");
    return {
      // What is earned and clicked through a link is its partner's and its program's.
      partnerId: partnerId ?? link.partnerId,
      programId: programId ?? link.programId,
      linkId: link.id,
    };
  }
}

/** Amounts are always by currency. Throws `dimension_not_allowed` for what a metric cannot be grouped by. */
function checkedDimensions(
  metrics: readonly MetricName[],
  dimensions: readonly DimensionName[],
): readonly DimensionName[] {
  const isMoney = metrics.some((metric) => METRICS[metric].unit === "minorUnits");
  const grouped = isMoney ? [...dimensions, "currency" as const] : dimensions;
  for (const metric of metrics) {
    const allowed = dimensionsOf(METRICS[metric]);
    const refusedOne = grouped.find((dimension) => !allowed.includes(dimension));
    if (refusedOne === undefined) continue;
    throw refused(
      "dimension_not_allowed",
      `${METRICS[metric].displayName} cannot be grouped by ${DIMENSIONS[refusedOne].displayName.toLowerCase()}. Ask for clicks and amounts apart.`,
      "dimensions",
    );
  }
  return grouped;
}

function groupOf({ key, updatedAt, ...cells }: GroupRow, columns: readonly Column[]): Group {
  return {
    id: idOf(key),
    updatedAt,
    cells: Object.fromEntries(columns.map((column) => [column.name, cellOf(column, cells[column.name] ?? null)])),
  };
}

/** Sums come as text: they may be larger than any column. */
function cellOf({ type, unit }: Column, value: Cell): Cell {
  if (type !== "integer" || value === null) return value;
  return unit === "minorUnits" ? BigInt(String(value)) : Number(value);
}

/** A group without any key is all there is. */
const WHOLE = "all";

const idOf = (key: readonly string[]): string => (key.length === 0 ? WHOLE : key.map(encodeURIComponent).join("/"));

function keysOf(id: string, dimensions: readonly DimensionName[]): string[] {
  const keys = id === WHOLE && dimensions.length === 0 ? [] : id.split("/").map(decodeURIComponent);
  if (keys.length !== dimensions.length) throw cursorInvalid();
  return keys;
}

const refused = (code: string, message: string, name: string): AppError =>
  new AppError("badRequest", message, { code, path: [name] });
