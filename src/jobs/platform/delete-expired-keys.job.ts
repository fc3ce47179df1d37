import { EXPIRED_BATCH_MAX } from "../../services/platform/idempotency-expiry.service.js";
import type { IdempotencyExpiryService } from "../../services/platform/idempotency-expiry.service.js";
import type { Job } from "../define-job.js";
import { defineJob } from "../define-job.js";

/** Deletes idempotency keys older than 30 days, a batch in each transaction, so a killed run keeps what it did. */
export const deleteExpiredKeys = (expiry: IdempotencyExpiryService): Job =>
  defineJob({
    name: "platform/delete-expired-keys",
    schedule: "17 4 * * *",
    dueIn: (operator) => operator.organizationIds(),
    async run(ctx) {
      while ((await expiry.deleteExpired(ctx)) === EXPIRED_BATCH_MAX);
    },
  });
