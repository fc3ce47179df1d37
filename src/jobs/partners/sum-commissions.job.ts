import type { RollupService } from "../../services/partners/rollups/rollup.service.js";
import type { Job } from "../define-job.js";
import { defineJob } from "../define-job.js";

/**
 * Sums the days that have ended, and again those that changed since, a batch in each transaction. Not each minute: while
 * commissions of a day are approved one by one, totals read that day's commissions, and it is summed now and then.
 */
export const sumCommissions = (rollups: RollupService): Job =>
  defineJob({
    name: "partners/sum-commissions",
    schedule: "*/10 * * * *",
    dueIn: (operator) =>
      operator.organizationsBy("SELECT organization_id AS id FROM lookup.rollups_due($1)", [operator.clock.now()]),
    async run(ctx) {
      while ((await rollups.close(ctx)).hasMore);
    },
  });
