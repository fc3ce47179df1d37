import type { MailTransportKind, SmtpSecurity } from "../../../entities/platform/mail-setting.entity.js";
import type { MailConfig } from "../../../shared/config.js";
import type { Database } from "../../../shared/database/database.js";
import type { Transaction } from "../../../shared/database/transaction.js";
import { fieldInvalid } from "../../../shared/errors.js";
import { SealedBox } from "../../../shared/sealed-box.js";
import { oneLine, mailAddressOf } from "./mail-text.js";
import type { MailTransport } from "./mail-transport.js";
import { PostmarkTransport } from "./postmark-transport.js";
import { SmtpTransport } from "./smtp-transport.js";

/** Where the settings in use come from. */
export type MailSource = "app" | "environment" | "none";

/** How mail leaves, as operators see it: without any secret. */
export interface MailSettings {
  source: MailSource;
  transport: MailTransportKind;
  host: string | null;
  port: number | null;
  security: SmtpSecurity | null;
  username: string | null;
  /** Whether a password or token is kept. */
  hasCredential: boolean;
  fromAddress: string | null;
  fromName: string | null;
}

export interface MailSettingsGiven {
  transport: MailTransportKind;
  host?: string | null | undefined;
  port?: number | null | undefined;
  security?: SmtpSecurity | null | undefined;
  username?: string | null | undefined;
  /** The password or token. Absent or blank: the one that is kept, if it is for the same transport and the same server. */
  credential?: string | null | undefined;
  fromAddress?: string | null | undefined;
  fromName?: string | null | undefined;
}

/** What sends, and in whose name; undefined where mail only waits. */
export interface MailSending {
  transport: MailTransport;
  from: { address: string; name: string };
}

interface SettingRow {
  transport: MailTransportKind;
  host: string | null;
  port: number | null;
  security: SmtpSecurity | null;
  username: string | null;
  secret: string | null;
  from_address: string | null;
  from_name: string | null;
}

const HOST = /^[\p{L}\p{N}_.:-]{1,253}$/u;
const PORT_MAX = 65_535;
const USERNAME_MAX = 320;
const SECRET_MAX = 1_000;
const BOUND_TO = "mail_setting";

/** How the installation sends mail: as set in the app, else as the environment says, else not at all (S-SUP-03). */
export class MailSettingsService {
  private readonly box: SealedBox;

  constructor(
    private readonly database: Database,
    secretKey: Buffer,
    private readonly environment: MailConfig | undefined,
    /** Tests only: where Postmark answers. */
    private readonly postmarkUrl?: string,
  ) {
    this.box = new SealedBox(secretKey, "mail-setting");
  }

  /** As they are now; the environment's where the app has none. */
  async describe(): Promise<MailSettings> {
    const row = await this.row();
    if (row) {
      const { transport, host, port, security, username, secret } = row;
      const { from_address: fromAddress, from_name: fromName } = row;
      const shown = { transport, host, port, security, username, fromAddress, fromName };
      return { source: "app", ...shown, hasCredential: secret !== null };
    }
    const { environment } = this;
    const none = { host: null, port: null, security: null, username: null, fromAddress: null, fromName: null };
    if (!environment) return { source: "none", transport: "outbox", ...none, hasCredential: false };
    const from = { fromAddress: environment.from.address, fromName: environment.from.name || null };
    if (!environment.smtp)
      return { source: "environment", transport: "postmark", ...none, ...from, hasCredential: true };
    const { password, ...smtp } = environment.smtp;
    return { source: "environment", transport: "smtp", ...smtp, ...from, hasCredential: password !== null };
  }

  /** What sends now. Asked anew for each batch, so a changed password applies without a restart (A-CFG-04). */
  async sending(): Promise<MailSending | undefined> {
    const row = await this.row();
    if (!row) return this.sendingOfEnvironment();
    const { transport, host, port, security, username, secret } = row;
    if (transport === "outbox" || row.from_address === null) return undefined;
    const from = { address: row.from_address, name: row.from_name ?? "" };
    const opened = secret === null ? null : (this.box.open(Buffer.from(secret, "base64"), BOUND_TO) ?? null);
    if (transport === "postmark") return opened === null ? undefined : { transport: this.postmark(opened), from };
    if (host === null || port === null || security === null) return undefined;
    return { transport: new SmtpTransport({ host, port, security, username, password: opened }), from };
  }

  /**
   * Replaces the settings, in a transaction of the mailer. Throws `host_invalid`, `port_invalid`, `username_invalid`,
   * `credential_invalid` and `email_invalid`, each with the way to its field (A-CFG-08); and `credential_not_kept` where the
   * kept password would go to another server, or unencrypted for the first time (A-CFG-07).
   */
  async save(transaction: Transaction, given: MailSettingsGiven): Promise<void> {
    const [kept] = await transaction.query<SettingRow>(READ);
    const { transport } = given;
    const server = transport === "smtp" ? serverOf(given) : null;
    const username = server && usernameOf(given.username);
    await transaction.execute(SAVE, [
      transport,
      server?.host ?? null,
      server?.port ?? null,
      server?.security ?? null,
      username,
      this.secretOf({ ...given, username }, server, kept),
      transport === "outbox" ? null : mailAddressOf(given.fromAddress ?? "", ["fromAddress"]),
      transport === "outbox" ? null : oneLine(given.fromName ?? "", 100) || null,
      transaction.clock.now(),
    ]);
  }

  /** Back to what the environment says. Safe to repeat. */
  async forget(transaction: Transaction): Promise<void> {
    await transaction.execute("DELETE FROM mail_setting");
  }

  private secretOf(
    { transport, credential, username }: MailSettingsGiven,
    server: MailServer | null,
    kept: SettingRow | undefined,
  ): string | null {
    if (transport === "outbox") return null;
    const text = credential ?? "";
    if (text.length > SECRET_MAX || /\p{Cc}/u.test(text)) {
      throw fieldInvalid(
        "credential_invalid",
        "credential",
        `A password or token has at most ${SECRET_MAX} characters.`,
      );
    }
    if (text !== "") return this.box.seal(text, BOUND_TO).toString("base64");
    // Who signs in to nothing needs no password.
    if (transport === "smtp" && !username) return null;
    if (kept?.transport === transport) {
      if (server && kept.secret !== null) requireSameServer(server, kept);
      return kept.secret;
    }
    if (transport === "smtp") return null;
    throw fieldInvalid("credential_invalid", "credential", "Postmark needs a server token.");
  }

  private sendingOfEnvironment(): MailSending | undefined {
    const { environment } = this;
    if (!environment) return undefined;
    const { from, smtp, postmarkToken } = environment;
    if (smtp) return { transport: new SmtpTransport(smtp), from };
    return postmarkToken === undefined ? undefined : { transport: this.postmark(postmarkToken), from };
  }

  private postmark(token: string): MailTransport {
    return new PostmarkTransport(token, this.postmarkUrl);
  }

  private async row(): Promise<SettingRow | undefined> {
    const [row] = await this.database.transaction({ role: "tributary_mailer" }, (transaction) =>
      transaction.query<SettingRow>(READ),
    );
    return row;
  }
}

const READ = "SELECT transport, host, port, security, username, secret, from_address, from_name FROM mail_setting";

const SAVE = `
  INSERT INTO mail_setting (id, transport, host, port, security, username, secret, from_address, from_name, changed_at)
  VALUES ('installation', $1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (id) DO UPDATE SET transport = excluded.transport, host = excluded.host, port = excluded.port,
    security = excluded.security, username = excluded.username, secret = excluded.secret,
    from_address = excluded.from_address, from_name = excluded.from_name, changed_at = excluded.changed_at`;

/** Where SMTP leads, and how the way there is encrypted. */
interface MailServer {
  host: string;
  port: number;
  security: SmtpSecurity;
}

function serverOf({ host, port: asked, security }: MailSettingsGiven): MailServer {
  const port = portOf(asked);
  return { host: hostOf(host), port, security: security ?? (port === 465 ? "tls" : "starttls") };
}

/**
 * Throws `credential_not_kept` where a kept password would be told to whom it was not given for: another server, or whoever
 * listens on a way that was encrypted. Nobody who may set mail up reads a password back, and so neither by this.
 */
function requireSameServer(server: MailServer, kept: SettingRow): void {
  if (server.host.toLowerCase() !== kept.host?.toLowerCase() || server.port !== kept.port) {
    throw notKept("The saved password belongs to the earlier mail server.");
  }
  if (server.security === "none" && kept.security !== "none") {
    throw notKept("The saved password was given for an encrypted connection.");
  }
}

const notKept = (why: string): Error =>
  fieldInvalid(
    "credential_not_kept",
    "credential",
    `${why} Enter the one for this server, or leave the user name empty if it needs none.`,
  );

function hostOf(given: string | null | undefined): string {
  const host = (given ?? "").trim();
  if (HOST.test(host)) return host;
  throw fieldInvalid("host_invalid", "host", "A mail server has a name or an address, such as smtp.example.com.");
}

function portOf(given: number | null | undefined): number {
  const port = given ?? 587;
  if (Number.isInteger(port) && port >= 1 && port <= PORT_MAX) return port;
  throw fieldInvalid("port_invalid", "port", `A port is a number from 1 to ${PORT_MAX}.`);
}

function usernameOf(given: string | null | undefined): string | null {
  const username = given ?? "";
  if (username.length > USERNAME_MAX || /\p{Cc}/u.test(username)) {
    throw fieldInvalid(
      "username_invalid",
      "username",
      `A name to sign in with has at most ${USERNAME_MAX} characters.`,
    );
  }
  return username === "" ? null : username;
}
