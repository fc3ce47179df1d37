import { expect, test } from "@jest/globals";

import type { AttributionModel } from "../../../src/entities/partners/program.entity.js";
import { Simulation, withChange } from "../../../src/services/partners/attribution/simulate.js";
import { firstOf, program, sale, settings, touch } from "./scenario.js";

test("a simulation sums exact shares, values and commissions per partner, under another model", () => {
  const using = settings([program("last_click")]);
  const touches = ["ann", "bob", "cem"].map((partnerId, n) => touch(partnerId, 10 - n, { partnerId }));
  const run = (model: AttributionModel, events = 3): Record<string, unknown> => {
    const simulation = new Simulation("program");
    const other = withChange(using, "program", { model, reachesOwnTerms: false });
    for (let n = 0; n < events; n++) simulation.include({ event: sale(), touches, history: [firstOf(sale())] }, other);
    return Object.fromEntries(
      simulation
        .result()
        .map((each) => [each.partnerId, [each.conversionsE12, each.values.get("USD"), each.commissions.get("USD")]]),
    );
  };
  expect(run("last_click")).toEqual({ cem: [3n * 10n ** 12n, 30_000n, 3_000n] });
  expect(run("linear")).toEqual({
    ann: [10n ** 12n, 10_002n, 1_002n],
    bob: [10n ** 12n, 9_999n, 999n],
    cem: [10n ** 12n, 9_999n, 999n],
  });
  expect(run("linear", 1)).toMatchObject({ ann: [333_333_333_333n, 3_334n, 334n] });
});
