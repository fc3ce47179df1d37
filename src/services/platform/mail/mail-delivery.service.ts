import type { Database } from "../../../shared/database/database.js";
import type { Transaction } from "../../../shared/database/transaction.js";
import { newId } from "../../../shared/ids.js";
import type { Log } from "../../../shared/log.js";
import type { SealedBox } from "../../../shared/sealed-box.js";
import { OWN_BRAND } from "./layout.js";
import type { MailSending, MailSettingsService } from "./mail-settings.service.js";
import { mailAddressOf } from "./mail-text.js";
import { MailRefused } from "./mail-transport.js";
import type { MailFault } from "./mail-transport.js";
import type { SealedMail } from "./mail.service.js";
import { rendered } from "./templates.js";

const BATCH_MAX = 20;
const BATCHES_MAX = 50;
const FORGET_MAX = 5_000;
const BROUGHT_FORWARD_MAX = 5_000;
const ATTEMPTS_MAX = 10;
const FIRST_PAUSE_SECONDS = 60;
const PAUSE_MAX_SECONDS = 6 * 3_600;
/** Longer than any attempt: while one is under way nobody else begins another. */
const LEASE_SECONDS = 120;
const KEPT_DAYS = 30;

/** What became of a test mail; where it was not taken, what was said and what to look at, if that can be told. */
export type TestMailOutcome = { kind: "sent" } | { kind: "notSent"; message: string; fault: MailFault | null };

interface ClaimedMail {
  id: string;
  content: Buffer;
  attempts: number;
  created_at: Date;
}

/**
 * Sends what waits in the outbox. A mail is claimed, sent outside of any transaction, and then put down as sent; a process
 * that dies in between sends it once more, under the same Message-ID.
 */
export class MailDeliveryService {
  constructor(
    private readonly database: Database,
    private readonly settings: MailSettingsService,
    private readonly box: SealedBox,
    private readonly log: Log,
  ) {}

  /** Sends everything that is due, a batch at a time, and says how many mails were taken. Any number of processes may. */
  async sendDue(): Promise<number> {
    await this.forgetOld();
    let sent = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      const sending = await this.settings.sending();
      if (!sending) return sent;
      const claimed = await this.asMailer<ClaimedMail>(CLAIM, [this.now(), BATCH_MAX, LEASE_SECONDS]);
      const outcomes = await Promise.all(claimed.map((mail) => this.attempt(mail, sending)));
      sent += outcomes.filter((isSent) => isSent).length;
      if (claimed.length < BATCH_MAX) return sent;
    }
    return sent;
  }

  /** Sends a mail at once, beside the outbox. Throws `email_invalid`. */
  async sendTest(to: string, publicUrl: string): Promise<TestMailOutcome> {
    const address = mailAddressOf(to, ["email"]);
    const sending = await this.settings.sending();
    if (!sending) {
      return { kind: "notSent", message: "No mail server is set up: mail waits in the outbox.", fault: null };
    }
    const { subject, html, text } = rendered("testMail", { publicUrl }, OWN_BRAND);
    const from = { ...sending.from, name: nameOf(OWN_BRAND.name, sending.from.name) };
    const messageId = messageIdOf(newId(), from.address);
    try {
      await sending.transport.send({ messageId, from, to: address, subject, html, text });
      return { kind: "sent" };
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      return { kind: "notSent", message: error.message, fault: error.fault ?? null };
    }
  }

  /**
   * Mails that wait for their next attempt are due now: one, or all of them, in a transaction of the mailer. Gives how many.
   * What is tried within two minutes anyway is left alone, for its attempt may be under way. Safe to repeat.
   */
  bringForward(transaction: Transaction, mailId: string | null): Promise<number> {
    return transaction.execute(BRING_FORWARD, [mailId, transaction.clock.now(), LEASE_SECONDS, BROUGHT_FORWARD_MAX]);
  }

  private async attempt({ id, content, attempts, created_at: createdAt }: ClaimedMail, sending: MailSending) {
    const opened = this.box.open(content, id);
    if (opened === undefined) {
      await this.giveUp(id, "It was sealed under another secret key.");
      return false;
    }
    const { fromName, ...mail } = JSON.parse(opened) as SealedMail;
    const { address, name } = sending.from;
    const messageId = messageIdOf(id, address);
    try {
      await sending.transport.send({ ...mail, messageId, from: { address, name: nameOf(fromName, name) } });
    } catch (error) {
      const refused = error instanceof MailRefused ? error : new MailRefused("It could not be sent.", false);
      if (refused !== error) this.log.error({ err: error, mail: id }, "a mail could not be made");
      await this.putDownFailure({ id, attempts }, refused);
      return false;
    }
    await this.asMailer(SENT, [id, this.now()]);
    this.log.debug({ mail: id, waitedMs: this.now().getTime() - createdAt.getTime() }, "a mail was sent");
    return true;
  }

  private async putDownFailure(
    { id, attempts }: { id: string; attempts: number },
    refused: MailRefused,
  ): Promise<void> {
    this.log.warn({ mail: id, attempts }, `a mail was not taken: ${refused.message}`);
    if (refused.isPermanent || attempts >= ATTEMPTS_MAX) return this.giveUp(id, refused.message);
    const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), PAUSE_MAX_SECONDS);
    await this.asMailer(TRY_AGAIN, [id, new Date(this.now().getTime() + pause * 1_000), refused.message]);
  }

  private async giveUp(id: string, why: string): Promise<void> {
    await this.asMailer(GIVE_UP, [id, why]);
  }

  /** What is past its time is emptied, and what is old is gone. */
  private async forgetOld(): Promise<void> {
    await this.asMailer(EXPIRE, [this.now(), FORGET_MAX]);
    await this.asMailer(FORGET, [this.now(), KEPT_DAYS, FORGET_MAX]);
  }

  private asMailer<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return this.database.transaction({ role: "tributary_mailer" }, (transaction) =>
      transaction.query<Row>(text, values),
    );
  }

  private now(): Date {
    return this.database.clock.now();
  }
}

const messageIdOf = (id: string, from: string): string => `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>`;

/** The organization's own name, and whose server it is that speaks for it. */
const nameOf = (brand: string, sender: string): string =>
  sender === "" || sender === brand ? brand : `${brand} (${sender})`;

const CLAIM = `
  UPDATE mail SET attempts = attempts + 1, next_attempt_at = $1::timestamptz + make_interval(secs => $3)
  WHERE id IN (
    SELECT id FROM mail WHERE status = 'waiting' AND next_attempt_at <= $1 AND send_until > $1
    ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id, content, attempts, created_at`;

const SENT = `
  UPDATE mail SET status = 'sent', content = NULL, failure = NULL, sent_at = $2 WHERE id = $1 AND status = 'waiting'`;

const TRY_AGAIN = "UPDATE mail SET next_attempt_at = $2, failure = $3 WHERE id = $1 AND status = 'waiting'";

const BRING_FORWARD = `
  UPDATE mail SET next_attempt_at = $2 WHERE id IN (
    SELECT id FROM mail
    WHERE status = 'waiting' AND ($1::uuid IS NULL OR id = $1)
      AND next_attempt_at > $2::timestamptz + make_interval(secs => $3)
    ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED)`;

const GIVE_UP = `
  UPDATE mail SET status = 'failed', content = NULL, failure = $2 WHERE id = $1 AND status = 'waiting'`;

const EXPIRE = `
  UPDATE mail SET status = 'expired', content = NULL
  WHERE id IN (SELECT id FROM mail WHERE status = 'waiting' AND send_until <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`;

const FORGET = `
  DELETE FROM mail WHERE id IN (
    SELECT id FROM mail WHERE created_at < $1::timestamptz - make_interval(days => $2) AND status <> 'waiting' LIMIT $3)`;
