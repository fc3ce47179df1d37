import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { readJourneys } from "../../../src/services/partners/journeys/journey-table.js";
import { InvariantCheck } from "../../../src/services/platform/invariants/invariant-check.js";
import type { TenantContext } from "../../../src/shared/tenant-context.js";
import { JourneyWorld } from "../../support/journey-world.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";

const HEADER = "path,total_conversions,total_conversion_value,total_null";
const TABLE = readJourneys(`${HEADER}
alpha > beta > alpha,3,10.0,2
Beta Two,1,0.0,1
beta,2,0.005,0
`);

describe("the import of journeys", () => {
  let world: World;
  let on: JourneyWorld;
  let ctx: TenantContext;

  beforeAll(async () => {
    world = await startWorld();
    on = new JourneyWorld(world);
  });
  beforeEach(async () => {
    ctx = await on.organization();
  });
  afterAll(() => world.end());

  const rows = async (): Promise<Record<string, number>> => {
    const [row] = await ctx.query<Record<string, bigint>>(`
      SELECT (SELECT count(*) FROM partner) AS partners, (SELECT count(*) FROM link) AS links,
        (SELECT count(*) FROM click) AS clicks, (SELECT count(*) FROM identity) AS identities,
        (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM attribution) AS attributions,
        (SELECT count(*) FROM commission) AS commissions, (SELECT count(*) FROM ledger_entry) AS entries`);
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)]));
  };

  test("makes program, partners and links, and stores every click, stitch, event and commission", async () => {
    expect(await on.journeys.run(ctx, "main", TABLE)).toEqual({
      programs: 1,
      partners: 3,
      links: 3,
      clicks: 19,
      identities: 6,
      events: 6,
      // One conversion is worth nothing, and ten percent of two or three thousandths is none.
      commissions: 3,
      total: { journeys: 9, clicks: 19, events: 6, valueMinor: 10_005n, currency: "KWD" },
    });
    expect(await rows()).toEqual({
      partners: 3,
      links: 3,
      clicks: 19,
      identities: 6,
      events: 6,
      attributions: 6,
      commissions: 3,
      entries: 6,
    });
    const broken = (await new InvariantCheck(world.database).run()).filter(({ count }) => count > 0n);
    expect(broken).toEqual([]);
  });

  test("of the same file a second time changes nothing", async () => {
    await on.journeys.run(ctx, "main", TABLE);
    const before = await rows();
    const second = await on.journeys.run(ctx, "main", TABLE);
    expect(second).toMatchObject({
      programs: 0,
      partners: 0,
      links: 0,
      clicks: 0,
      identities: 0,
      events: 0,
      commissions: 0,
    });
    expect(await rows()).toEqual(before);
  });

  test("that was cut short is completed by the next one", async () => {
    const cut = on.journeys.run(ctx, "main", TABLE, (share) => {
      if (share > 0) throw new Error("cut short");
    });
    await expect(cut).rejects.toThrow("cut short");
    await on.journeys.run(ctx, "main", TABLE);
    expect(await rows()).toMatchObject({ clicks: 19, identities: 6, events: 6, commissions: 3 });
  });

  test("of two files into one program keeps them apart", async () => {
    await on.journeys.run(ctx, "main", TABLE);
    const other = readJourneys(`${HEADER}\nalpha > gamma,1,5.0,0\n`);
    expect(await on.journeys.run(ctx, "main", other)).toMatchObject({
      partners: 1,
      clicks: 2,
      events: 1,
      commissions: 1,
    });
  });

  test("is refused where a path is longer than the program's window", async () => {
    await on.program.program(ctx, { slug: "short", windowDays: 1 });
    const long = readJourneys(`${HEADER}\n${Array.from({ length: 30 }, () => "a").join(" > ")},1,1.0,0\n`);
    await expect(on.journeys.run(ctx, "short", long)).rejects.toMatchObject({ code: "window_too_short" });
    expect(await rows()).toMatchObject({ partners: 0, clicks: 0 });
  });

  test("lets every model be tried on it, and each shares the whole value", async () => {
    await on.journeys.run(ctx, "main", TABLE);
    const [{ id: programId } = { id: "" }] = await ctx.query<{ id: string }>("SELECT id FROM program");
    const tried = async (model: "last_click" | "first_click" | "linear" | "position" | "time_decay") =>
      (await on.simulations.run(ctx, { programId, model })).map(({ partner, conversionsE12, valueMinor }) => [
        partner.name,
        Number(conversionsE12) / 1e12,
        valueMinor.get("KWD"),
      ]);
    expect(await tried("last_click")).toEqual([
      ["Beta Two", 1, 0n],
      ["alpha", 3, 10_000n],
      ["beta", 2, 5n],
    ]);
    expect(await tried("linear")).toEqual([
      ["Beta Two", 1, 0n],
      ["alpha", 2, 6_667n],
      ["beta", 3, 3_338n],
    ]);
    for (const model of ["first_click", "position", "time_decay"] as const) {
      const sum = (await tried(model)).reduce((total, [, , value]) => total + (value as bigint), 0n);
      expect(sum).toBe(10_005n);
    }
  });
});
