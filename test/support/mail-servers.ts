import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import PostalMime from "postal-mime";
import type { Email } from "postal-mime";
import type { SMTPServerEnvelope, SMTPServerOptions } from "smtp-server";
import { SMTPServer } from "smtp-server";

import type { MailConfig } from "../../src/shared/config.js";

/** A mail as a reader sees it, with the bytes that came. */
export interface ReceivedMail extends Email {
  raw: string;
  envelope: { from: string; to: string[] };
}

/** A mail server on a port of this machine, and what it was given. */
export class TestMailServer {
  readonly received: ReceivedMail[] = [];
  readonly signIns: { username: string | null | undefined; password: string | null | undefined }[] = [];
  /** What recipients are answered; absent: they are taken. */
  refusal: { code: number; message: string } | undefined;

  private constructor(private readonly server: SMTPServer) {}

  static async start(options: SMTPServerOptions = {}): Promise<TestMailServer> {
    const server = new SMTPServer({
      logger: false,
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) => {
        started.signIns.push({ username, password });
        if (password === "right") done(null, { user: username });
        else done(Object.assign(new Error("5.7.8 Wrong password"), { responseCode: 535 }));
      },
      onRcptTo: ({ address }, _, done) => {
        const { refusal } = started;
        if (!refusal) return done();
        done(Object.assign(new Error(`${refusal.message} <${address}>`), { responseCode: refusal.code }));
      },
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => void started.receive(Buffer.concat(chunks), envelope).finally(() => setImmediate(done)));
      },
      ...options,
    });
    const started = new TestMailServer(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        // What a client does to its connection is no fault of the server's.
        server.off("error", reject).on("error", () => undefined);
        resolve();
      });
    });
    return started;
  }

  /** The configuration of a server that sends by this one. */
  get config(): MailConfig {
    const { port } = this;
    return {
      from: { address: "no-reply@example.com", name: "" },
      smtp: { host: "127.0.0.1", port, security: "none", username: null, password: null },
    };
  }

  private async receive(raw: Buffer, { mailFrom, rcptTo }: SMTPServerEnvelope): Promise<void> {
    const from = mailFrom === false ? "" : mailFrom.address;
    const to = rcptTo.map(({ address }) => address);
    this.received.push({ ...(await PostalMime.parse(raw)), raw: raw.toString("latin1"), envelope: { from, to } });
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Postmark's API as its documentation has it: POST /email with a server token. */
export class TestPostmark {
  readonly received: { token: string; body: Record<string, any> }[] = [];
  answer: { status: number; body: string } = { status: 200, body: '{"ErrorCode":0,"Message":"OK"}' };

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
  ) {}

  static async start(): Promise<TestPostmark> {
    const server = createServer((request, reply) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const token = String(request.headers["x-postmark-server-token"]);
        if (request.method !== "POST" || request.url !== "/email") return void reply.writeHead(404).end();
        started.received.push({ token, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
        const { status, body } = started.answer;
        reply.writeHead(status, { "content-type": "application/json", location: "http://127.0.0.1:1/" }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const started = new TestPostmark(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return started;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
