import { TimeUpError, within } from "../../../shared/within.js";
import { withoutAddresses } from "./mail-text.js";
import type { MailFault, MailTransport, OutgoingMail, SmtpSettings } from "./mail-transport.js";
import { ATTEMPT_MAX_MS, MailRefused } from "./mail-transport.js";

const CONNECT_MAX_MS = 10_000;
const SILENCE_MAX_MS = 15_000;

/** What nodemailer's errors carry beside their message. */
interface SmtpFault {
  code?: string;
  /** What the server was told when it happened. */
  command?: string;
  responseCode?: number;
  response?: string;
  message: string;
}

/** Mail by SMTP. A connection serves one mail, so changed settings apply to the next one (A-CFG-04). */
export class SmtpTransport implements MailTransport {
  constructor(private readonly settings: SmtpSettings) {}

  async send(mail: OutgoingMail): Promise<void> {
    // Loaded with the first mail: most processes never send one.
    const { createTransport } = await import("nodemailer");
    const { host, port, security, username, password } = this.settings;
    const transporter = createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      tls: { minVersion: "TLSv1.2" },
      ...(username !== null && { auth: { user: username, pass: password ?? "" } }),
      connectionTimeout: CONNECT_MAX_MS,
      greetingTimeout: CONNECT_MAX_MS,
      dnsTimeout: CONNECT_MAX_MS,
      socketTimeout: SILENCE_MAX_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const { messageId, from, to, subject, html, text } = mail;
    try {
      await within(
        ATTEMPT_MAX_MS,
        transporter.sendMail({
          messageId,
          from,
          // As an object: an address is never read as a list of them.
          to: { name: "", address: to },
          envelope: { from: from.address, to: [to] },
          subject,
          html,
          text,
          headers: { "Auto-Submitted": "auto-generated" },
        }),
      );
    } catch (error) {
      throw refusalOf(error);
    } finally {
      transporter.close();
    }
  }
}

function refusalOf(error: unknown): MailRefused {
  if (error instanceof TimeUpError) return new MailRefused("The mail server was too slow.", false);
  const { code, responseCode, response, message } = error as SmtpFault;
  // A refused password or a server without encryption is 5xx as well, and is mended by an operator: no fault of the mail.
  const isOfTheMail = code === "EENVELOPE" || code === "EMESSAGE";
  const isPermanent = isOfTheMail && responseCode !== undefined && responseCode >= 500;
  return new MailRefused(withoutAddresses(response ?? message), isPermanent, faultOf(error as SmtpFault));
}

/** Nobody can be reached, as Node's messages say it; every other fault of a socket is one of its encryption. */
const UNREACHED = /\b(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/;
/** The server wants to know who sends. */
const SIGN_IN_NEEDED = 530;

function faultOf({ code, command, responseCode, message }: SmtpFault): MailFault | undefined {
  switch (code) {
    case "EDNS":
      return "host";
    case "ECONNECTION":
    case "ETIMEDOUT":
    case "EPROTOCOL":
      return "port";
    case "ESOCKET":
      return UNREACHED.test(message) ? "port" : "security";
    case "ETLS":
      return "security";
    case "EAUTH":
    case "ENOAUTH":
      return "credential";
    case "EENVELOPE":
      if (responseCode === SIGN_IN_NEEDED) return "credential";
      return command === "MAIL FROM" ? "fromAddress" : "recipient";
    default:
      return undefined;
  }
}
