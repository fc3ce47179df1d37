import type { Database } from "../../../shared/database/database.js";
import type { Transaction } from "../../../shared/database/transaction.js";
import { AppError, notFound } from "../../../shared/errors.js";
import { PLATFORM_ID, isUuid } from "../../../shared/ids.js";
import { OperatorContext } from "../../../shared/operator-context.js";
import type { SealedBox } from "../../../shared/sealed-box.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { Journal } from "../../audit/journal.js";
import type { MailDeliveryService, TestMailOutcome } from "./mail-delivery.service.js";
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

/** Who asks: a member in their organization, or an operator at their own path. */
export type MailKeeper = TenantContext | OperatorContext;

interface MailDeskParts {
  database: Database;
  settings: MailSettingsService;
  delivery: MailDeliveryService;
  box: SealedBox;
  journal: Journal;
  tenancy: "single" | "multi";
  publicUrl: () => string;
  /** Called after a commit; must not throw. */
  askToSend: () => void;
}

/**
 * Where whoever runs the installation looks after its mail: its operators, and where it has one organization, its owners.
 * Owners of one among many are refused with `OPERATORS_ONLY`.
 */
export class MailDeskService {
  constructor(private readonly parts: MailDeskParts) {}

  settings(keeper: MailKeeper): Promise<MailSettings> {
    this.admit(keeper);
    return this.parts.settings.describe();
  }

  /** See `MailSettingsService.save` for what is refused. Throws STEP_UP_REQUIRED, as does `forget`. */
  save(keeper: MailKeeper, given: MailSettingsGiven): Promise<MailSettings> {
    return this.change(keeper, given.transport, (transaction) => this.parts.settings.save(transaction, given));
  }

  /** Back to what the environment says. Safe to repeat. */
  forget(keeper: MailKeeper): Promise<MailSettings> {
    return this.change(keeper, "environment", (transaction) => this.parts.settings.forget(transaction));
  }

  /** Sends a mail now, to learn whether it can be. Throws `email_invalid`. */
  sendTest(keeper: MailKeeper, to: string): Promise<TestMailOutcome> {
    this.admit(keeper);
    return this.parts.delivery.sendTest(to, this.parts.publicUrl());
  }

  /**
   * Has a mail tried within two minutes that waits for its next attempt, or all that do. Throws `mail_not_waiting` for one
   * that was sent or given up: what it said is gone. Safe to repeat.
   */
  async retry(keeper: MailKeeper, mailId: string | null): Promise<void> {
    this.admit(keeper);
    const { database, delivery, askToSend } = this.parts;
    if (mailId !== null && !isUuid(mailId)) throw notFound("mail");
    await database.transaction({ role: "tributary_mailer" }, async (transaction) => {
      if (mailId !== null) await checkWaiting(transaction, mailId);
      await delivery.bringForward(transaction, mailId);
    });
    askToSend();
  }

  /** The newest mails, at most a hundred. */
  async outbox(keeper: MailKeeper): Promise<OutboxMail[]> {
    this.admit(keeper);
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
    keeper: MailKeeper,
    transport: string,
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<MailSettings> {
    this.admit(keeper);
    // Whoever sets where mail goes reads every link that lets somebody in. Operators have proved it with their token.
    if (!(keeper instanceof OperatorContext)) await keeper.requireStepUp();
    const { database, journal, settings, delivery, askToSend } = this.parts;
    const { principal, origin } = keeper;
    const organizationId = keeper instanceof OperatorContext ? PLATFORM_ID : keeper.organizationId;
    await database.transaction({ organizationId, role: "tributary_mailer" }, async (transaction) => {
      await work(transaction);
      // What the former settings could not send need not wait out its pause.
      await delivery.bringForward(transaction, null);
      await journal.appendIn(transaction, { organizationId, principal, origin }, [
        { kind: "mail.changed", subject: { type: "mailSettings", id: organizationId }, data: { transport } },
      ]);
    });
    askToSend();
    return settings.describe();
  }

  private admit(keeper: MailKeeper): void {
    if (keeper instanceof OperatorContext) return;
    keeper.require("mail:configure");
    if (this.parts.tenancy === "single") return;
    throw new AppError("forbidden", "Mail is the whole installation's: its operators look after it.", {
      code: "OPERATORS_ONLY",
    });
  }
}

async function checkWaiting(transaction: Transaction, mailId: string): Promise<void> {
  const [mail] = await transaction.query<{ status: string }>("SELECT status FROM mail WHERE id = $1", [mailId]);
  if (!mail) throw notFound("mail");
  if (mail.status === "waiting") return;
  throw new AppError("conflict", "This mail does not wait any more, and what it said is gone.", {
    code: "mail_not_waiting",
  });
}

const NEWEST = `
  SELECT id, template, status, attempts, created_at AS "createdAt", next_attempt_at AS "nextAttemptAt",
    sent_at AS "sentAt", failure, content AS sealed
  FROM mail ORDER BY created_at DESC, id DESC LIMIT $1`;
