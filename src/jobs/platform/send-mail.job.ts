import type { MailDeliveryService } from "../../services/platform/mail/mail-delivery.service.js";
import type { PlatformJob } from "../define-job.js";
import { SEND_MAIL } from "../../services/platform/mail/mail.service.js";

/** Asked for after each commit that left a mail; the schedule heals what was not asked for and tries again what failed. */
export const sendMail = (delivery: MailDeliveryService): PlatformJob => ({
  name: SEND_MAIL,
  schedule: "* * * * *",
  async runForPlatform() {
    await delivery.sendDue();
  },
});
