import type { Database } from "../../../shared/database/database.js";
import type { Transaction } from "../../../shared/database/transaction.js";
import { AppError } from "../../../shared/errors.js";
import { PLATFORM_ID } from "../../../shared/ids.js";
import type { SealedBox } from "../../../shared/sealed-box.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { Journal } from "../../audit/journal.js";
import type { MailDeliveryService } from "./mail-delivery.service.js";
import type { MailSettings, MailSettingsGiven, MailSettingsService } from "./mail-settings.service.js";
import type { SealedMail } from "./mail.service.js";

const SHOWN_MAX = 100;
/** Where only the people at this machine can use a link. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A mail of the outbox. What it says is shown only where nothing could send it anyway. */
export interface OutboxMail {
  id: string;
  template: string;
  status: "waiting" | "sent" | "failed" | "expired";
  attempts: number;
  createdAt: Date;
  nextAttemptAt: Date;
  sentAt: Date | null;
  failure: string | null;
  content: { to: string; subject: string; text: string } | null;
}

interface MailDeskParts {
  database: Database;
  settings: MailSettingsService;
  delivery: MailDeliveryService;
  box: SealedBox;
  journal: Journal;
  tenancy: "single" | "multi";
  publicUrl: () => string;
}

/**
 * Where whoever runs the installation looks after its mail: its owner where it has one organization, else its operators.
 * Everybody else is refused with `OPERATORS_ONLY`.
 */
export class MailDeskService {
  constructor(private readonly parts: MailDeskParts) {}

  settings(ctx: TenantContext): Promise<MailSettings> {
    this.admit(ctx);
    return this.parts.settings.describe();
  }

  /** See `MailSettingsService.save` for what is refused. Throws STEP_UP_REQUIRED, as does `forget`. */
  save(ctx: TenantContext, given: MailSettingsGiven): Promise<MailSettings> {
    return this.change(ctx, given.transport, (transaction) => this.parts.settings.save(transaction, given));
  }

  /** Back to what the environment says. Safe to repeat. */
  forget(ctx: TenantContext): Promise<MailSettings> {
    return this.change(ctx, "environment", (transaction) => this.parts.settings.forget(transaction));
  }

  /** Sends a mail now, to learn whether it can be. Throws `mail_not_sent` with what the server said. */
  async sendTest(ctx: TenantContext, to: string): Promise<void> {
    this.admit(ctx);
    await this.parts.delivery.sendTest(to, this.parts.publicUrl());
  }

  /** The newest mails, at most a hundred. */
  async outbox(ctx: TenantContext): Promise<OutboxMail[]> {
    this.admit(ctx);
    const { database, box } = this.parts;
    const rows = await database.transaction({ role: "tributary_mailer" }, (transaction) =>
      transaction.query<Omit<OutboxMail, "content"> & { sealed: Buffer | null }>(NEWEST, [SHOWN_MAX]),
    );
    const isOpen = await this.isOpen();
    return rows.map(({ sealed, ...mail }) => {
      const said = isOpen && sealed ? box.open(sealed, mail.id) : undefined;
      if (said === undefined) return { ...mail, content: null };
      const { to, subject, text } = JSON.parse(said) as SealedMail;
      return { ...mail, content: { to, subject, text } };
    });
  }

  /** A mail's link lets its reader in. It is shown where nothing is sent and the links lead to this very machine. */
  private async isOpen(): Promise<boolean> {
    if (!LOOPBACK.test(new URL(this.parts.publicUrl()).hostname)) return false;
    return (await this.parts.settings.describe()).source === "none";
  }

  private async change(
    ctx: TenantContext,
    transport: string,
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<MailSettings> {
    this.admit(ctx);
    // Whoever sets where mail goes reads every link that lets somebody in.
    await ctx.requireStepUp();
    const { database, journal, settings } = this.parts;
    const { principal, origin } = ctx;
    const organizationId = principal.kind === "operator" ? PLATFORM_ID : ctx.organizationId;
    await database.transaction({ organizationId, role: "tributary_mailer" }, async (transaction) => {
      await work(transaction);
      await journal.appendIn(transaction, { organizationId, principal, origin }, [
        { kind: "mail.changed", subject: { type: "mailSettings", id: organizationId }, data: { transport } },
      ]);
    });
    return settings.describe();
  }

  private admit(ctx: TenantContext): void {
    ctx.require("mail:configure");
    const { kind } = ctx.principal;
    if (this.parts.tenancy === "single" || kind === "operator" || kind === "system") return;
    throw new AppError("forbidden", "Mail is the whole installation's: its operators look after it.", {
      code: "OPERATORS_ONLY",
    });
  }
}

const NEWEST = `
  SELECT id, template, status, attempts, created_at AS "createdAt", next_attempt_at AS "nextAttemptAt",
    sent_at AS "sentAt", failure, content AS sealed
  FROM mail ORDER BY created_at DESC, id DESC LIMIT $1`;
