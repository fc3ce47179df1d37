import type { RedecisionService } from "../../services/partners/redecision.service.js";
import type { Job } from "../define-job.js";
import { defineJob } from "../define-job.js";

/** Works off the people who were put down because a late fact touches too many of their events for one transaction. */
export const decideAnew = (redecisions: RedecisionService): Job =>
  defineJob({
    name: "partners/decide-anew",
    schedule: "* * * * *",
    dueIn: (operator) => operator.organizationsBy("SELECT organization_id AS id FROM lookup.redecisions()"),
    async run(ctx) {
      await redecisions.drain(ctx);
    },
  });
