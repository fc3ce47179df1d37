import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, Info, Int, Query, Resolver } from "type-graphql";

import { MinorUnits } from "../../schema/common/minor-units.js";
import { ClickStat, ClickStatConnection } from "../../schema/partners/click-stat.js";
import { CommissionStat, CommissionStatConnection } from "../../schema/partners/commission-stat.js";
import { Dimension, Grain, Metric, MetricInfo } from "../../schema/partners/report-catalog.js";
import { ReportFilters, ReportRange, ReportTable } from "../../schema/partners/report-table.js";
import { countOf } from "../../schema/read/total-count.js";
import { Steady } from "../../schema/read/planned.js";
import type { Stat } from "../../schema/partners/stat.js";
import { StatArgs } from "../../schema/partners/stat.js";
import type { DimensionName, MetricName } from "../../services/partners/reporting/catalog.js";
import { METRICS, METRIC_NAMES, dimensionsOf } from "../../services/partners/reporting/catalog.js";
import type { AskedReport, Group, GroupPage, ReportService } from "../../services/partners/reporting/report.service.js";
import { requirePageWithin } from "../../shared/page-bounds.js";
import type { Page } from "../../shared/page.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { selects } from "../selects.js";

const REPORT_ROWS_DEFAULT = 100;
const REPORT_ROWS_MAX = 1000;

/** Amounts are grouped by currency: with one of them always there, what is selected does not change the groups. */
const BASE = { commissions: "amountMinor", clicks: "clicks" } as const;

const of = (source: "commissions" | "clicks"): MetricName[] =>
  METRIC_NAMES.filter((name) => METRICS[name].source === source);

@Resolver()
export class ReportResolver {
  constructor(private readonly reports: ReportService) {}

  @Authorized("commission:read", "commission:readOwn")
  // Without both ends the range moves with the clock.
  @Steady(({ from, until }) => from != null && until != null)
  @Query(() => CommissionStatConnection, {
    description:
      "What commissions come to, by time, partner, program, link or sub-id, always by currency, in the order of their keys. A commission counts at its event's instant. By link and sub-id it is shared among its partner's clicks by their credit, by largest remainder, so that the groups always add up to the whole. A partner sees their own.",
  })
  async commissionStats(
    @Args(() => StatArgs) args: StatArgs,
    @Ctx("tenant") ctx: TenantContext,
    @Info() place: GraphQLResolveInfo,
  ) {
    const asked = { ...askedBy(args), metrics: selected(place, "commissions") };
    const { first, after } = args.bounded;
    const page = await this.reports.page(ctx, asked, { first, after, isCounted: isCounted(place) });
    return withCount(new CommissionStatConnection(pageOf<CommissionStat>(page)), page);
  }

  @Authorized("click:read")
  @Query(() => ClickStatConnection, {
    description:
      "Clicks, flagged clicks and visitors, by time, partner, program, link or sub-id, in the order of their keys. A partner sees their own.",
  })
  async clickStats(
    @Args(() => StatArgs) args: StatArgs,
    @Ctx("tenant") ctx: TenantContext,
    @Info() place: GraphQLResolveInfo,
  ) {
    const asked = { ...askedBy(args), metrics: selected(place, "clicks") };
    const { first, after } = args.bounded;
    const page = await this.reports.page(ctx, asked, { first, after, isCounted: isCounted(place) });
    return withCount(new ClickStatConnection(pageOf<ClickStat>(page)), page);
  }

  @Authorized("commission:read", "commission:readOwn", "click:read")
  @Query(() => ReportTable, {
    description:
      "Any metrics by any dimensions that they share, as a table whose columns are described. Amounts are always by currency, and so are asked for apart from clicks. A partner sees their own.",
  })
  async report(
    @Arg("metrics", () => [Metric], { description: "What is measured." }) metrics: MetricName[],
    @Arg("dimensions", () => [Dimension], { defaultValue: [], description: "What makes a row." })
    dimensions: DimensionName[],
    @Arg("grain", () => Grain, { nullable: true, description: "Groups by time as well, so finely." })
    grain: Grain | null,
    @Arg("filters", () => ReportFilters, { nullable: true, description: "Which facts count." })
    filters: ReportFilters | null,
    @Arg("range", () => ReportRange, { nullable: true, description: "Which instants are covered." })
    range: ReportRange | null,
    @Arg("timeZone", () => String, {
      nullable: true,
      description: "An IANA time zone for days, weeks and months. By default the organization's.",
    })
    timeZone: string | null,
    @Arg("first", () => Int, { defaultValue: REPORT_ROWS_DEFAULT, description: "How many rows at most, to 1000." })
    first: number,
    @Arg("after", () => String, { nullable: true, description: "A cursor: the page begins after it." })
    after: string | null,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<ReportTable> {
    requirePageWithin(first, REPORT_ROWS_MAX);
    const { partnerId, programId, linkId } = filters ?? {};
    const { from, until } = range ?? {};
    const groupBy = grain ? [...dimensions, grain] : dimensions;
    const asked = askedBy({ groupBy, partnerId, programId, linkId, from, until, timeZone });
    const page = await this.reports.page(ctx, { ...asked, metrics }, { first, after });
    const { columns, rows, generatedAt, isComplete, hasNextPage, hasPreviousPage } = page;
    const [startCursor, endCursor] = [rows.at(0), rows.at(-1)].map((row) => (row ? page.cursorOf(row) : null));
    return {
      columns,
      rows: rows.map(jsonOf),
      generatedAt,
      isComplete,
      pageInfo: {
        hasNextPage,
        hasPreviousPage,
        startCursor: startCursor ?? null,
        endCursor: endCursor ?? null,
      },
    };
  }

  @Authorized("commission:read", "commission:readOwn", "click:read")
  @Query(() => [MetricInfo], { description: "Every metric that `report` knows, and by what it can be grouped." })
  reportCatalog(): MetricInfo[] {
    return METRIC_NAMES.map((name) => {
      const { displayName, description, type, unit, isAdditive } = METRICS[name];
      return { name, displayName, description, type, unit, isAdditive, dimensions: dimensionsOf(METRICS[name]) };
    });
  }
}

/** The metrics that are asked for by name, wherever below, and the one that makes the groups: the others are not worked out. */
function selected(place: GraphQLResolveInfo, source: "commissions" | "clicks"): MetricName[] {
  return of(source).filter((name) => name === BASE[source] || selects(place, name));
}

/** Whether it is asked how many groups there are: else they are not counted. */
const isCounted = (place: GraphQLResolveInfo): boolean =>
  selects(place, "totalCount") || selects(place, "isTotalCountExact");

const withCount = <Answer extends object>(connection: Answer, { counted }: GroupPage): Answer =>
  counted === undefined ? connection : Object.assign(connection, countOf(counted));

type Given = Partial<Pick<StatArgs, "partnerId" | "programId" | "linkId" | "from" | "until" | "timeZone">> &
  Pick<StatArgs, "groupBy">;

const askedBy = ({ groupBy, partnerId, programId, linkId, from, until, timeZone }: Given) =>
  ({
    dimensions: groupBy,
    partnerId: partnerId ?? undefined,
    programId: programId ?? undefined,
    linkId: linkId ?? undefined,
    from: from ?? undefined,
    until: until ?? undefined,
    timeZone: timeZone ?? undefined,
  }) satisfies Omit<AskedReport, "metrics">;

/** The groups as flat rows. The statement's columns and the type's fields come from the same catalog. */
function pageOf<Row extends Stat>(page: GroupPage): Page<Row> {
  const rows = page.rows.map(({ id, updatedAt, cells }) => ({ id, updatedAt, ...cells }) as unknown as Row);
  const { hasNextPage, hasPreviousPage } = page;
  return { rows, hasNextPage, hasPreviousPage, cursorOf: (row) => page.cursorOf(row) };
}

/** Sums as everywhere else in the graph: JSON's numbers are exact only so far, and a larger one is text. */
const jsonOf = ({ cells }: Group): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(cells).map(([name, value]) => [
      name,
      typeof value === "bigint" ? MinorUnits.serialize(value) : value,
    ]),
  );
