import type { InvitationService } from "../../services/organizations/invitations/invitation.service.js";
import type { Job } from "../define-job.js";
import { defineJob } from "../define-job.js";

/** Ends invitations whose time is over. Nobody can accept one of those meanwhile: this keeps the list honest. */
export const expireInvitations = (invitations: InvitationService): Job =>
  defineJob({
    name: "organizations/expire-invitations",
    schedule: "*/5 * * * *",
    dueIn: (operator) =>
      operator.organizationsBy("SELECT id FROM lookup.expired_invitations($1)", [operator.clock.now()]),
    async run(ctx) {
      await invitations.expire(ctx);
    },
  });
