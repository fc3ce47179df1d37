import { DUE_BATCH_MAX } from "../../services/partners/commission.service.js";
import type { CommissionService } from "../../services/partners/commission.service.js";
import type { Job } from "../define-job.js";
import { defineJob } from "../define-job.js";

/** Approves what has matured (A-COMM-05), a batch in each transaction, so a killed run keeps what it did. */
export const approveDueCommissions = (commissions: CommissionService): Job =>
  defineJob({
    name: "partners/approve-due-commissions",
    schedule: "* * * * *",
    dueIn: (operator) =>
      operator.organizationsBy("SELECT organization_id AS id FROM lookup.due_commissions($1)", [operator.clock.now()]),
    async run(ctx) {
      // A batch that is not full may have passed over commissions that were locked; they are due again in a minute.
      while ((await commissions.approveDue(ctx)) === DUE_BATCH_MAX);
    },
  });
