import type { SmtpSecurity } from "../../../entities/platform/mail-setting.entity.js";

/** A mail as it leaves, each field one line except the two bodies. */
export interface OutgoingMail {
  /** Stays the same through all attempts, so that a mail that arrives twice can be told for one. */
  messageId: string;
  from: { address: string; name: string };
  to: string;
  subject: string;
  html: string;
  text: string;
}

/** How mail leaves the house. */
export interface MailTransport {
  /** Resolves once the other side has taken the mail. Throws MailRefused; every attempt ends in bounded time. */
  send(mail: OutgoingMail): Promise<void>;
}

export interface SmtpSettings {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` or nothing, `none` only on one's own machine or network. */
  security: SmtpSecurity;
  username: string | null;
  password: string | null;
}

/** What has to be looked at where a mail is not taken: one of the settings, or to whom it goes. */
export type MailFault = "host" | "port" | "security" | "credential" | "fromAddress" | "recipient";

/** Thrown by a transport. The message is for operators: one line, without the address. */
export class MailRefused extends Error {
  constructor(
    message: string,
    /** It would be refused again, whenever it is tried. */
    readonly isPermanent: boolean,
    /** Absent where nobody can tell. */
    readonly fault?: MailFault,
  ) {
    super(message);
  }
}

/** Longer takes no mail server that works. */
export const ATTEMPT_MAX_MS = 30_000;
