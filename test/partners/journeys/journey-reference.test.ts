import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { AttributionModel } from "../../../src/entities/partners/program.entity.js";
import { readJourneys } from "../../../src/services/partners/journeys/journey-table.js";
import { InvariantCheck } from "../../../src/services/platform/invariants/invariant-check.js";
import { PROJECT_FOLDER } from "../../../src/shared/project-folder.js";
import type { TenantContext } from "../../../src/shared/tenant-context.js";
import { JourneyWorld } from "../../support/journey-world.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";

/** Real journeys and what an independent calculation made of them; they stand beside the project, not in it. */
const DATA = join(PROJECT_FOLDER, "../shared/data");
const JOURNEYS = join(DATA, "journeys.csv");
const EXPECTED = join(DATA, "journeys.expected.json");

const CONVERSIONS_APART_MAX = 0.01;
const VALUE_APART_MAX = 3 / 10_000;
const IMPORT_MAX_MS = 600_000;

interface Expected {
  conversions: number;
  valueMinorKWD: number;
  touchesAll: number;
  models: Record<string, Record<string, { conversions: number; valueMinorKWD: number }>>;
}

const areThere = existsSync(JOURNEYS) && existsSync(EXPECTED);
const whereTheyAre = areThere ? describe : describe.skip;

whereTheyAre(`real journeys${areThere ? "" : " (skipped: ../shared/data is not beside this checkout)"}`, () => {
  let world: World;
  let on: JourneyWorld;
  let ctx: TenantContext;
  let programId: string;
  let expected: Expected;

  beforeAll(async () => {
    expected = JSON.parse(await readFile(EXPECTED, "utf8")) as Expected;
    world = await startWorld();
    on = new JourneyWorld(world);
    ctx = await on.organization();
    const stored = await on.journeys.run(ctx, "main", readJourneys(await readFile(JOURNEYS, "utf8")));
    expect(stored).toMatchObject({
      clicks: expected.touchesAll,
      identities: expected.conversions,
      events: expected.conversions,
      total: { valueMinor: BigInt(expected.valueMinorKWD) },
    });
    [{ id: programId } = { id: "" }] = await ctx.query<{ id: string }>("SELECT id FROM program");
  }, IMPORT_MAX_MS);
  afterAll(() => world.end());

  const simulate = async (model: AttributionModel) =>
    new Map(
      (await on.simulations.run(ctx, { programId, model })).map(({ partner, conversionsE12, valueMinor }) => [
        partner.name,
        { conversions: Number(conversionsE12) / 1e12, valueMinor: Number(valueMinor.get("KWD") ?? 0n) },
      ]),
    );
  const results = new Map<AttributionModel, ReturnType<typeof simulate>>();
  /** Each model is tried once. */
  const simulated = (model: AttributionModel): ReturnType<typeof simulate> => {
    const result = results.get(model) ?? simulate(model);
    results.set(model, result);
    return result;
  };

  const expectedOf = (model: string) => Object.entries(expected.models[model] ?? {});

  test("S7 what last click stored is exactly what was expected, per channel", async () => {
    const credited = await ctx.query<{ name: string; conversions: bigint; value: bigint }>(`
      SELECT p.name, count(*) AS conversions, sum(c.value_minor)::bigint AS value
      FROM credit c JOIN partner p ON p.id = c.partner_id GROUP BY p.name ORDER BY p.name`);
    expect(credited.map(({ name, conversions, value }) => [name, Number(conversions), Number(value)])).toEqual(
      expectedOf("last_click")
        .map(([name, { conversions, valueMinorKWD }]) => [name, conversions, valueMinorKWD])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    );
  });

  test.each(["last_click", "first_click"] as const)(
    "S7 %s, simulated, is exact per channel",
    async (model) => {
      const found = await simulated(model);
      expect([...found.keys()].toSorted()).toEqual(
        expectedOf(model)
          .map(([channel]) => channel)
          .toSorted(),
      );
      for (const [channel, { conversions, valueMinorKWD }] of expectedOf(model)) {
        expect([channel, found.get(channel)]).toEqual([channel, { conversions, valueMinor: valueMinorKWD }]);
      }
    },
    IMPORT_MAX_MS,
  );

  test.each(["linear", "position"] as const)(
    "S7 %s, simulated, is as near as whole minor units allow",
    async (model) => {
      const found = await simulated(model);
      for (const [channel, { conversions, valueMinorKWD }] of expectedOf(model)) {
        const one = found.get(channel);
        expect(Math.abs((one?.conversions ?? 0) - conversions)).toBeLessThanOrEqual(CONVERSIONS_APART_MAX);
        expect(Math.abs((one?.valueMinor ?? 0) - valueMinorKWD)).toBeLessThanOrEqual(valueMinorKWD * VALUE_APART_MAX);
      }
    },
    IMPORT_MAX_MS,
  );

  test.each(["last_click", "first_click", "linear", "position", "time_decay"] as const)(
    "S8 the channels' values under %s sum to the whole value exactly",
    async (model) => {
      const sum = [...(await simulated(model)).values()].reduce((total, { valueMinor }) => total + valueMinor, 0);
      expect(sum).toBe(expected.valueMinorKWD);
    },
    IMPORT_MAX_MS,
  );

  test(
    "everything that must always hold holds of them",
    async () => {
      expect((await new InvariantCheck(world.database).run()).filter(({ count }) => count > 0n)).toEqual([]);
    },
    IMPORT_MAX_MS,
  );
});
