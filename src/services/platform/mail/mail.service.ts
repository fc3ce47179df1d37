import type { Clock } from "../../../shared/clock.js";
import { newId } from "../../../shared/ids.js";
import type { SealedBox } from "../../../shared/sealed-box.js";
import type { MailBrand } from "./layout.js";
import { OWN_BRAND } from "./layout.js";
import { isMailAddress } from "./mail-text.js";
import type { MailData, MailTemplate } from "./templates.js";
import { rendered } from "./templates.js";

/** A day: most people read their mail within one, and what is still unsent by then surprises more than it helps. */
const SENT_WITHIN_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** An open transaction, as a TenantContext or a Transaction has it. */
export interface MailTransaction {
  readonly clock: Clock;
  /** In whose name; absent for a mail about a person and no organization. */
  readonly organizationId?: string;
  execute(text: string, values?: unknown[]): Promise<number>;
  afterCommit(action: () => void): void;
}

export interface NewMail<Template extends MailTemplate> {
  /** One address. Where `isMailAddress` does not take it, the mail stands in the outbox as failed. */
  to: string;
  template: Template;
  data: MailData[Template];
  /** Absent: ours. */
  brand?: MailBrand | undefined;
  /** How long it is of use: after that it is not sent any more. A link's mail says when the link ends. */
  validMinutes?: number;
}

/** What a sealed mail says. */
export interface SealedMail {
  to: string;
  fromName: string;
  subject: string;
  html: string;
  text: string;
}

/** The job that empties the outbox. */
export const SEND_MAIL = "platform/send-mail";

/** Of the box in which mails wait. */
export const MAIL_BOX = "mail-content";

/** Puts mails into the outbox. They are sent after the commit, by a job; that it fails concerns no change. */
export class MailService {
  private isAsked = false;

  /** @param askToSend - called after a commit; must not throw. */
  constructor(
    private readonly box: SealedBox,
    private readonly askToSend: () => void,
  ) {}

  /**
   * Writes a mail in the open transaction: it is sent if that commits, and never if it does not. Gives its id. The one who
   * calls is not told whether it arrives.
   */
  async send<Template extends MailTemplate>(ctx: MailTransaction, mail: NewMail<Template>): Promise<string> {
    const { to, template, data, brand = OWN_BRAND, validMinutes = SENT_WITHIN_MINUTES } = mail;
    ctx.afterCommit(() => this.askOnce());
    const id = newId();
    const now = ctx.clock.now();
    const isDeliverable = isMailAddress(to);
    const said: SealedMail = { to, fromName: brand.name, ...rendered(template, data, brand) };
    await ctx.execute(
      `INSERT INTO mail (id, organization_id, template, status, content, failure, created_at, next_attempt_at, send_until)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [
        id,
        ctx.organizationId ?? null,
        template,
        isDeliverable ? "waiting" : "failed",
        isDeliverable ? this.box.seal(JSON.stringify(said), id) : null,
        isDeliverable ? null : "No mail can be sent to this address.",
        now,
        new Date(now.getTime() + validMinutes * MINUTE_MS),
      ],
    );
    return id;
  }

  /** Many mails of one moment are asked for once. */
  private askOnce(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    setImmediate(() => {
      this.isAsked = false;
      this.askToSend();
    });
  }
}
