import type { ImpersonationService } from "../../services/identity/operators/impersonation.service.js";
import type { PlatformJob } from "../define-job.js";

/** Puts down the end of those whose time is over; they opened nothing any more already. */
export const endImpersonations = (impersonations: ImpersonationService): PlatformJob => ({
  name: "platform/end-impersonations",
  schedule: "* * * * *",
  async runForPlatform(operator) {
    await impersonations.endExpired(operator);
  },
});
