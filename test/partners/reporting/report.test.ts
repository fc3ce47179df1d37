import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { DoorOrganization, GraphAnswer } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { StatWorld } from "../../support/stat-world.js";

const REPORT = `query ($metrics: [Metric!]!, $dimensions: [Dimension!] = [], $grain: Grain, $filters: ReportFilters,
    $range: ReportRange, $timeZone: String, $first: Int = 1000, $after: String) {
  report(metrics: $metrics, dimensions: $dimensions, grain: $grain, filters: $filters, range: $range,
    timeZone: $timeZone, first: $first, after: $after) {
    columns { name type unit displayName } rows generatedAt isComplete pageInfo { hasNextPage endCursor } } }`;

let door: DoorWorld;
let acme: DoorOrganization;
let owner: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  owner = (await acme.member("OWNER")).token;
  const world = await StatWorld.start(acme, 5);
  await world.happen(12);
});
afterAll(() => door.end());

const ask = (variables: Record<string, unknown>, token = owner): Promise<GraphAnswer> =>
  door.graph(REPORT, { token, variables });
const codes = ({ errors }: GraphAnswer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

describe("a report", () => {
  test("every metric by every dimension that the catalog allows answers with the columns it names", async () => {
    const { data } = await door.graph(
      "{ reportCatalog { name type unit displayName description dimensions isAdditive } }",
      { token: owner },
    );
    expect(data.reportCatalog).toHaveLength(10);
    for (const { name, type, unit, displayName, dimensions } of data.reportCatalog) {
      for (const dimension of dimensions) {
        const { data, errors } = await ask({ metrics: [name], dimensions: [dimension] });
        expect(errors).toBeUndefined();
        const { columns, rows } = data.report;
        expect(columns.at(-1)).toMatchObject({ type, unit, displayName });
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) expect(Object.keys(row)).toEqual(columns.map((column: any) => column.name));
        expect(rows.every((row: any) => Number.isSafeInteger(row[columns.at(-1).name]))).toBe(true);
      }
    }
  });

  test("agrees with the typed statistics, for they have one source", async () => {
    const stats = await door.graph(
      "{ commissionStats(groupBy: [WEEK, PARTNER], first: 100) { nodes { week partnerId partnerName currency conversions amountMinor } } }",
      { token: owner },
    );
    const { data } = await ask({ metrics: ["AMOUNT_MINOR", "CONVERSIONS"], dimensions: ["PARTNER"], grain: "WEEK" });
    expect(data.report.rows).toEqual(stats.data.commissionStats.nodes);
  });

  test("clicks and conversions stand side by side, also where there is only one of them", async () => {
    const { data } = await ask({ metrics: ["CLICKS", "CONVERSIONS"], grain: "DAY" });
    const { rows, columns } = data.report;
    expect(columns.map(({ name }: any) => name)).toEqual(["day", "conversions", "clicks"]);
    expect(rows.some(({ clicks }: any) => clicks === 0)).toBe(true);
    expect(rows.some(({ conversions }: any) => conversions === 0)).toBe(true);
    const whole = await ask({ metrics: ["CLICKS", "CONVERSIONS"] });
    const sum = (name: string): number => rows.reduce((sum: number, row: any) => sum + row[name], 0);
    expect(whole.data.report.rows).toEqual([{ conversions: sum("conversions"), clicks: sum("clicks") }]);
  });

  test("goes on after its cursor, and says whether its range is over", async () => {
    const asked = { metrics: ["CLICKS", "CONVERSIONS"], dimensions: ["LINK"] };
    const whole = (await ask(asked)).data.report;
    const rows: unknown[] = [];
    for (let after: string | null = null; ;) {
      const { rows: page, pageInfo }: any = (await ask({ ...asked, first: 3, after })).data.report;
      rows.push(...page);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(rows).toEqual(whole.rows);
    expect(whole.isComplete).toBe(false);
    const past = { from: "2020-01-01T00:00:00Z", until: "2020-02-01T00:00:00Z" };
    const { data } = await ask({ ...asked, range: past });
    expect(data.report).toMatchObject({ rows: [], isComplete: true });
    expect(Math.abs(Date.parse(data.report.generatedAt) - Date.now())).toBeLessThan(60_000);
  });

  test("what cannot be measured together is refused and named", async () => {
    const refusals: [Record<string, unknown>, string][] = [
      [{ metrics: [] }, "metrics_missing"],
      [{ metrics: ["CLICKS", "AMOUNT_MINOR"] }, "dimension_not_allowed"],
      [{ metrics: ["VISITORS"], dimensions: ["CURRENCY"] }, "dimension_not_allowed"],
      [{ metrics: ["CLICKS"], first: 1001 }, "page_out_of_bounds"],
      [{ metrics: ["CLICKS"], timeZone: "nowhere" }, "time_zone_unknown"],
      [{ metrics: ["CLICKS"], range: { from: "2026-02-02T00:00:00Z", until: "2026-02-01T00:00:00Z" } }, "range_empty"],
      [{ metrics: ["CLICKS"], filters: { partnerId: acme.id } }, "NOT_FOUND"],
      [{ metrics: ["CLICKS"], after: "x" }, "cursor_invalid"],
    ];
    for (const [variables, code] of refusals) {
      expect({ variables, codes: codes(await ask(variables)) }).toEqual({ variables, codes: [code] });
    }
    expect(codes(await ask({ metrics: ["EVERYTHING"] }))).toEqual(["BAD_USER_INPUT"]);
    const events = await acme.key("events:write");
    expect(codes(await ask({ metrics: ["CLICKS"] }, events))).not.toEqual([]);
  });
});
