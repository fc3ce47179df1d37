import { mailbox, withoutAddresses } from "./mail-text.js";
import type { MailFault, MailTransport, OutgoingMail } from "./mail-transport.js";
import { MailRefused } from "./mail-transport.js";

export const POSTMARK_URL = "https://api.postmarkapp.com";
const ANSWER_MAX_MS = 15_000;
const ANSWER_BYTES_MAX = 64 * 1024;
/** Not our mail's fault, although the status is 422: the token, the account, the sender's signature. */
const OF_THE_ACCOUNT = new Set([10, 400, 401, 402, 405, 412, 413]);
/** What has to be looked at, by Postmark's own codes. */
const FAULTS: Readonly<Record<number, MailFault>> = {
  10: "credential",
  400: "fromAddress",
  401: "fromAddress",
  402: "fromAddress",
  406: "recipient",
};

/** Mail by Postmark's HTTP API: POST /email. */
export class PostmarkTransport implements MailTransport {
  constructor(
    private readonly serverToken: string,
    private readonly url = POSTMARK_URL,
  ) {}

  async send({ messageId, from, to, subject, html, text }: OutgoingMail): Promise<void> {
    const body = {
      From: mailbox(from.address, from.name),
      To: to,
      Subject: subject,
      HtmlBody: html,
      TextBody: text,
      MessageStream: "outbound",
      TrackOpens: false,
      // Our links hold tokens: nobody else is to see them followed.
      TrackLinks: "None",
      Headers: [
        { Name: "Message-ID", Value: messageId },
        { Name: "Auto-Submitted", Value: "auto-generated" },
      ],
    };
    const { status, answer } = await this.post(body);
    if (status === 200) return;
    const { ErrorCode: code, Message: message } = answer;
    const said = typeof message === "string" ? withoutAddresses(message) : `It answered ${status}.`;
    const isPermanent = status === 422 && typeof code === "number" && !OF_THE_ACCOUNT.has(code);
    throw new MailRefused(said, isPermanent, typeof code === "number" ? FAULTS[code] : undefined);
  }

  private async post(body: object): Promise<{ status: number; answer: Record<string, unknown> }> {
    try {
      const answered = await fetch(`${this.url}/email`, {
        method: "POST",
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_MAX_MS),
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "x-postmark-server-token": this.serverToken,
        },
        body: JSON.stringify(body),
      });
      return { status: answered.status, answer: await objectOf(answered) };
    } catch (error) {
      const why = error instanceof Error && error.name === "TimeoutError" ? "was too slow" : "could not be reached";
      throw new MailRefused(`Postmark ${why}.`, false);
    }
  }
}

/** What was answered, as far as it is JSON and of a size that makes sense. */
async function objectOf(answered: Response): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (answered.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) return {};
    chunks.push(chunk);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
