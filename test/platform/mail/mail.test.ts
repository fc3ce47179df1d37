import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { sendMail } from "../../../src/jobs/platform/send-mail.job.js";
import { JobWorker } from "../../../src/jobs/job-worker.js";
import { JobQueue } from "../../../src/services/platform/job-queue.js";
import { MailDeliveryService } from "../../../src/services/platform/mail/mail-delivery.service.js";
import type { MailSettingsGiven } from "../../../src/services/platform/mail/mail-settings.service.js";
import { MailSettingsService } from "../../../src/services/platform/mail/mail-settings.service.js";
import { MAIL_BOX, MailService, SEND_MAIL } from "../../../src/services/platform/mail/mail.service.js";
import type { MailConfig } from "../../../src/shared/config.js";
import { readConfig } from "../../../src/shared/config.js";
import { sqlState } from "../../../src/shared/database/database.js";
import { createLog } from "../../../src/shared/log.js";
import { SealedBox } from "../../../src/shared/sealed-box.js";
import { eventually } from "../../support/eventually.js";
import { TestMailServer, TestPostmark } from "../../support/mail-servers.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";

const log = createLog("silent");
const URL = "https://t.example.com/invitation#token=trb_i_secretsecret";
const FROM = { address: "no-reply@example.com", name: "Our house" };

let world: World;
let server: TestMailServer;
let acme: string;
const ending: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await startWorld();
  acme = await world.bareOrganization();
});
afterAll(() => world.end());
beforeEach(async () => {
  server = await TestMailServer.start();
  await world.database.transaction({ role: "tributary_mailer" }, (transaction) =>
    transaction.query("DELETE FROM mail; DELETE FROM mail_setting"),
  );
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await server.stop();
});

const secretKey = Buffer.alloc(32, 7);

interface House {
  mail: MailService;
  settings: MailSettingsService;
  delivery: MailDeliveryService;
  asked: () => number;
}

function houseWith(environment?: MailConfig, postmarkUrl?: string, key = secretKey): House {
  const box = new SealedBox(key, MAIL_BOX);
  const settings = new MailSettingsService(world.database, key, environment, postmarkUrl);
  let asked = 0;
  return {
    mail: new MailService(box, () => void asked++),
    settings,
    delivery: new MailDeliveryService(world.database, settings, box, log),
    asked: () => asked,
  };
}

const smtp = (given: Partial<NonNullable<MailConfig["smtp"]>> = {}): MailConfig => ({
  from: FROM,
  smtp: { host: "127.0.0.1", port: server.port, security: "none", username: null, password: null, ...given },
});

const write = ({ mail }: House, to = "jo@example.com", organizationName = "Acme"): Promise<string> =>
  world.as(acme).transaction((ctx) =>
    mail.send(ctx, {
      to,
      template: "invitation",
      data: { url: URL, organizationName, inviterName: "Ann", role: "Manager", validMinutes: 10_080 },
      brand: { name: organizationName, color: "#112233" },
    }),
  );

interface Row {
  id: string;
  organization_id: string | null;
  status: string;
  attempts: number;
  content: Buffer | null;
  failure: string | null;
  next_attempt_at: Date;
}
const outbox = (): Promise<Row[]> =>
  world.database.transaction({ role: "tributary_mailer" }, (transaction) =>
    transaction.query<Row>("SELECT * FROM mail ORDER BY id"),
  );
const save = ({ settings }: House, given: MailSettingsGiven): Promise<void> =>
  world.database.transaction({ role: "tributary_mailer" }, (transaction) => settings.save(transaction, given));
const later = (minutes: number): void => world.clock.set(new Date(world.clock.now().getTime() + minutes * 60_000));

describe("a mail", () => {
  test("arrives with a plain part, in the organization's name, and nothing of it is kept", async () => {
    const house = houseWith(smtp());
    const id = await write(house);
    const [waiting] = await outbox();
    expect(waiting).toMatchObject({ id, organization_id: acme, status: "waiting" });
    expect(waiting?.content?.toString("latin1")).not.toMatch(/jo@example|trb_i_/);

    expect(await house.delivery.sendDue()).toBe(1);
    const [got] = server.received;
    expect(got).toMatchObject({
      subject: "Ann invites you to Acme",
      from: { address: FROM.address, name: "Acme (Our house)" },
      envelope: { from: FROM.address, to: ["jo@example.com"] },
      messageId: `<${id}@example.com>`,
    });
    expect(got?.text).toContain(URL);
    expect(got?.html).toContain(`href="${URL}"`);
    expect(got?.html).toContain("#112233");
    expect(await outbox()).toMatchObject([{ status: "sent", content: null, failure: null }]);
    expect(await house.delivery.sendDue()).toBe(0);
    expect(server.received).toHaveLength(1);
  });

  test("of a change that is rolled back is never sent, and nobody is asked to", async () => {
    const house = houseWith(smtp());
    const change = world.as(acme).transaction(async (ctx) => {
      await house.mail.send(ctx, { to: "jo@example.com", template: "testMail", data: { publicUrl: URL } });
      throw new Error("changed my mind");
    });
    await expect(change).rejects.toThrow("changed my mind");
    expect(await outbox()).toEqual([]);
    expect(house.asked()).toBe(0);
  });

  test("many of one commit are asked for once, after it", async () => {
    const house = houseWith(smtp());
    await world.as(acme).transaction(async (ctx) => {
      for (const n of [1, 2, 3]) {
        const data = { publicUrl: "https://t.example.com" };
        await house.mail.send(ctx, { to: `jo${n}@example.com`, template: "testMail", data });
      }
      expect(house.asked()).toBe(0);
    });
    await eventually(() => expect(house.asked()).toBe(1));
  });

  test("about a person and no organization is written by any role that changes something", async () => {
    const house = houseWith(smtp());
    await world.database.transaction({}, (transaction) =>
      house.mail.send(transaction, {
        to: "jo@example.com",
        template: "signInLink",
        data: { url: URL, validMinutes: 15 },
      }),
    );
    await world.operator.asRegistrar(acme, (ctx) =>
      house.mail.send(ctx, { to: "jo@example.com", template: "signInLink", data: { url: URL, validMinutes: 15 } }),
    );
    expect(await house.delivery.sendDue()).toBe(2);
    expect(server.received.map(({ subject }) => subject)).toEqual(["Sign in to Tributary", "Sign in to Tributary"]);
  });

  test("IN13 a name with line ends adds no header and no recipient, by SMTP", async () => {
    const house = houseWith(smtp());
    await write(house, "jo@example.com", "Acme\r\nBcc: all@example.com\r\n\r\nHello");
    await house.delivery.sendDue();
    const [got] = server.received;
    expect(got?.envelope.to).toEqual(["jo@example.com"]);
    expect(got?.headers.map(({ key }) => key)).not.toContain("bcc");
    expect(got?.subject).toBe("Ann invites you to Acme Bcc: all@example.com Hello");
  });

  test("IN13 an address with line ends goes nowhere, and the change stands", async () => {
    const house = houseWith(smtp());
    await write(house, "jo@example.com\r\nRCPT TO:<all@example.com>");
    expect(await house.delivery.sendDue()).toBe(0);
    expect(await outbox()).toMatchObject([{ status: "failed", content: null }]);
    expect(server.received).toEqual([]);
  });
});

describe("when sending fails", () => {
  test("CR26 the mail waits twice as long each time, and arrives once the server is back", async () => {
    const house = houseWith(smtp());
    server.refusal = { code: 451, message: "4.3.0 Try again later" };
    await write(house);
    const pauses: number[] = [];
    for (let n = 1; n <= 4; n++) {
      expect(await house.delivery.sendDue()).toBe(0);
      const [row] = await outbox();
      expect(row).toMatchObject({ status: "waiting", attempts: n, failure: "451 4.3.0 Try again later <…>" });
      const pause = (row!.next_attempt_at.getTime() - world.clock.now().getTime()) / 60_000;
      pauses.push(Math.round(pause));
      expect(await house.delivery.sendDue()).toBe(0);
      expect((await outbox())[0]?.attempts).toBe(n);
      later(pause + 0.01);
    }
    expect(pauses).toEqual([1, 2, 4, 8]);
    server.refusal = undefined;
    expect(await house.delivery.sendDue()).toBe(1);
    expect(await outbox()).toMatchObject([{ status: "sent", content: null, failure: null, attempts: 5 }]);
  });

  test("a recipient whom the server does not know is not tried again, and the address is not kept", async () => {
    const house = houseWith(smtp());
    server.refusal = { code: 550, message: "5.1.1 No such user" };
    await write(house);
    await house.delivery.sendDue();
    expect(await outbox()).toMatchObject([{ status: "failed", content: null, failure: "550 5.1.1 No such user <…>" }]);
  });

  test("one poisoned mail stops none of the others", async () => {
    const house = houseWith(smtp());
    const other = houseWith(smtp(), undefined, Buffer.alloc(32, 9));
    const lost = await write(other);
    await write(house);
    expect(await house.delivery.sendDue()).toBe(1);
    const rows = await outbox();
    expect(rows.find(({ id }) => id === lost)).toMatchObject({
      status: "failed",
      failure: "It was sealed under another secret key.",
    });
  });

  test("a wrong password is the operator's to mend, and the mail waits for it", async () => {
    const house = houseWith(smtp({ username: "us", password: "wrong" }));
    await write(house);
    await house.delivery.sendDue();
    expect(await outbox()).toMatchObject([{ status: "waiting", attempts: 1 }]);
    later(2);
    await houseWith(smtp({ username: "us", password: "right" })).delivery.sendDue();
    expect(await outbox()).toMatchObject([{ status: "sent" }]);
  });

  test("a server that takes the connection and says nothing costs a bounded time", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", () => resolve()));
    ending.push(() => new Promise((resolve) => void silent.close(() => resolve())));
    const house = houseWith(smtp({ port: (silent.address() as AddressInfo).port }));
    await write(house);
    const start = Date.now();
    await house.delivery.sendDue();
    expect(Date.now() - start).toBeLessThan(20_000);
    expect(await outbox()).toMatchObject([{ status: "waiting", attempts: 1 }]);
  }, 30_000);

  test("where encryption is required, a server without it or with a stranger's certificate gets nothing", async () => {
    const house = houseWith(smtp({ security: "starttls" }));
    await write(house);
    await house.delivery.sendDue();
    const encrypted = await TestMailServer.start({ disabledCommands: [] });
    ending.push(() => encrypted.stop());
    later(2);
    await houseWith(smtp({ security: "starttls", port: encrypted.port })).delivery.sendDue();
    expect([server.received, encrypted.received]).toEqual([[], []]);
    expect(await outbox()).toMatchObject([{ status: "waiting", attempts: 2 }]);
  });

  test("what is past its time is not sent and not kept; after a month no row is left", async () => {
    const house = houseWith(smtp());
    await write(house);
    later(60 * 24 + 1);
    expect(await house.delivery.sendDue()).toBe(0);
    expect(await outbox()).toMatchObject([{ status: "expired", content: null }]);
    later(60 * 24 * 31);
    await house.delivery.sendDue();
    expect(await outbox()).toEqual([]);
  });
});

describe("several processes", () => {
  test("twenty at once send each mail once", async () => {
    const house = houseWith(smtp());
    for (let n = 0; n < 30; n++) await write(house, `jo${n}@example.com`);
    const sent = await Promise.all(Array.from({ length: 20 }, () => houseWith(smtp()).delivery.sendDue()));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(new Set(server.received.map(({ envelope }) => envelope.to[0])).size).toBe(30);
    expect(server.received).toHaveLength(30);
  }, 60_000);

  test("a mail whose sender was killed is sent by another, under the same Message-ID", async () => {
    const house = houseWith(smtp());
    const id = await write(house);
    // Claimed, and then nothing more.
    await world.database.transaction({ role: "tributary_mailer" }, (transaction) =>
      transaction.query("UPDATE mail SET attempts = 1, next_attempt_at = $1", [
        new Date(world.clock.now().getTime() + 120_000),
      ]),
    );
    expect(await house.delivery.sendDue()).toBe(0);
    later(3);
    expect(await house.delivery.sendDue()).toBe(1);
    expect(server.received).toMatchObject([{ messageId: `<${id}@example.com>` }]);
  });

  test("the queue sends after the commit", async () => {
    const queue = new JobQueue(world.database);
    const { delivery, settings } = houseWith(smtp());
    const mail = new MailService(new SealedBox(secretKey, MAIL_BOX), () => void queue.enqueueForPlatform(SEND_MAIL));
    const jobs = [sendMail(delivery)];
    const worker = new JobWorker({ appUrl: world.storage.appUrl, jobs, operator: world.operator, queue, log });
    await worker.start();
    ending.push(() => worker.stop());
    await write({ mail, settings, delivery, asked: () => 0 });
    await eventually(() => expect(server.received).toHaveLength(1));
  });
});

describe("Postmark", () => {
  let postmark: TestPostmark;
  const house = (): House => houseWith({ from: FROM, postmarkToken: "the-token" }, postmark.url);
  beforeEach(async () => {
    postmark = await TestPostmark.start();
    ending.push(() => postmark.stop());
  });

  test("is given one recipient, both parts, and follows no links", async () => {
    const id = await write(house(), "jo@example.com", 'Acme"\r\nBcc: x');
    expect(await house().delivery.sendDue()).toBe(1);
    const [{ token, body }] = postmark.received as [TestPostmark["received"][number]];
    expect(token).toBe("the-token");
    expect(body).toMatchObject({
      From: '"Acme Bcc: x (Our house)" <no-reply@example.com>',
      To: "jo@example.com",
      Subject: 'Ann invites you to Acme" Bcc: x',
      TrackOpens: false,
      TrackLinks: "None",
      MessageStream: "outbound",
    });
    expect(body["TextBody"]).toContain(URL);
    expect(body["HtmlBody"]).toContain(URL);
    expect(body["Headers"]).toContainEqual({ Name: "Message-ID", Value: `<${id}@example.com>` });
  });

  test.each([
    ["an inactive recipient", 422, '{"ErrorCode":406,"Message":"Inactive recipient jo@example.com"}', "failed"],
    ["a token that was replaced", 401, '{"ErrorCode":10,"Message":"Bad token"}', "waiting"],
    ["a sender that is not confirmed", 422, '{"ErrorCode":400,"Message":"Sender not found"}', "waiting"],
    ["too many requests", 429, "{}", "waiting"],
    ["a fault of its own", 500, "<html>", "waiting"],
    ["a redirect", 302, "", "waiting"],
    ["an answer without end", 500, "x".repeat(2_000_000), "waiting"],
  ])("%s: %i", async (_, status, answer, expected) => {
    postmark.answer = { status, body: answer };
    await write(house());
    expect(await house().delivery.sendDue()).toBe(0);
    const [row] = await outbox();
    expect(row).toMatchObject({ status: expected, attempts: 1 });
    expect(row?.failure).not.toMatch(/jo@example/);
  });
});

const given = (): MailSettingsGiven => ({
  transport: "smtp",
  host: "127.0.0.1",
  port: server.port,
  security: "none",
  username: "us",
  credential: "right",
  fromAddress: "app@example.com",
});

/** The secret as it lies in the database. */
const stored = async (): Promise<string> => {
  const client = new pg.Client(world.storage.superuserUrl);
  await client.connect();
  const { rows } = await client.query<{ secret: string }>("SELECT secret FROM mail_setting");
  await client.end();
  return rows[0]?.secret ?? "";
};

describe("settings", () => {
  test("S-SUP-03 A-CFG-03 the app's win over the environment, SMTP over Postmark, and without any the mail waits", async () => {
    const environment = readConfig({
      MAIL_FROM: "Env <env@example.com>",
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(server.port),
      SMTP_SECURITY: "none",
      POSTMARK_SERVER_TOKEN: "t",
    }).mail;
    const nothing = houseWith();
    await write(nothing);
    expect(await nothing.delivery.sendDue()).toBe(0);
    expect(await outbox()).toMatchObject([{ status: "waiting", attempts: 0 }]);
    expect(await nothing.settings.describe()).toMatchObject({ source: "none", transport: "outbox" });

    await houseWith(environment).delivery.sendDue();
    expect(server.received.at(-1)?.from).toEqual({ address: "env@example.com", name: "Acme (Env)" });

    const house = houseWith(environment);
    await save(house, given());
    await write(house);
    await house.delivery.sendDue();
    expect(server.received.at(-1)?.from).toEqual({ address: "app@example.com", name: "Acme" });

    await save(house, { transport: "outbox" });
    await write(house);
    expect(await house.delivery.sendDue()).toBe(0);
    expect(await house.settings.describe()).toMatchObject({ source: "app", transport: "outbox", host: null });
    await world.database.transaction({ role: "tributary_mailer" }, (transaction) => house.settings.forget(transaction));
    expect(await house.settings.describe()).toMatchObject({
      source: "environment",
      transport: "smtp",
      hasCredential: false,
    });
    expect(readConfig({ MAIL_FROM: "a@example.com", POSTMARK_SERVER_TOKEN: "t" }).mail).toEqual({
      from: { name: "", address: "a@example.com" },
      postmarkToken: "t",
    });
  });

  test("A-CFG-04 a changed password applies to the next mail", async () => {
    const house = houseWith();
    await save(house, { ...given(), credential: "wrong" });
    await write(house);
    await house.delivery.sendDue();
    expect(server.received).toEqual([]);
    await save(house, given());
    later(2);
    expect(await house.delivery.sendDue()).toBe(1);
    expect(server.signIns.map(({ password }) => password)).toEqual(["wrong", "right"]);
  });

  test("A-CFG-07 R-REC-17 a secret is never read back, is sealed where it lies, and a blank one keeps it", async () => {
    const house = houseWith();
    await save(house, { ...given(), credential: "a very secret one" });
    expect(JSON.stringify(await house.settings.describe())).not.toContain("a very secret one");
    const first = await stored();
    expect(Buffer.from(first, "base64").length).toBe(12 + 16 + 17);
    await save(house, { ...given(), credential: "a very secret one" });
    const second = await stored();
    expect(second).not.toBe(first);
    await save(house, { ...given(), credential: "", fromName: "Another" });
    expect(await stored()).toBe(second);
    expect(await house.settings.describe()).toMatchObject({ hasCredential: true, fromName: "Another" });
    // Another server's operator would learn it otherwise.
    await save(house, { ...given(), transport: "outbox", credential: null });
    expect(await stored()).toBe("");
  });

  test.each([
    ["another server", { host: "smtp.example.net" }],
    ["another port of it", { port: 465 }],
    ["a connection that hides nothing any more", { security: "none" }],
  ] as const)("A-CFG-07 a blank one keeps none for %s: that is refused, and all stays", async (_, changes) => {
    const house = houseWith();
    const before = { ...given(), host: "smtp.example.com", port: 587, security: "starttls" } as const;
    await save(house, before);
    const kept = await stored();
    const blank = { ...before, host: "SMTP.Example.com", credential: "", username: "somebody" };
    await save(house, blank);
    expect(await stored()).toBe(kept);
    await expect(save(house, { ...blank, ...changes })).rejects.toMatchObject({
      kind: "unprocessable",
      code: "credential_not_kept",
      inputPath: ["credential"],
    });
    expect(await stored()).toBe(kept);
    expect(await house.settings.describe()).toMatchObject({ port: 587, security: "starttls" });
    // Where nobody signs in nothing is kept, and a server whose password is given gets that one.
    await save(house, { ...blank, ...changes, username: "" });
    expect(await house.settings.describe()).toMatchObject({ ...changes, hasCredential: false });
    await save(house, { ...before, ...changes, credential: "its own" });
    expect(await house.settings.describe()).toMatchObject({ ...changes, hasCredential: true });
  });

  test.each([
    ["smtp without a host", { host: "" }, "host_invalid", "host"],
    ["a host that is a URL", { host: "http://x/" }, "host_invalid", "host"],
    ["a host with a line end", { host: "x\r\ny" }, "host_invalid", "host"],
    ["port 0", { port: 0 }, "port_invalid", "port"],
    ["port 65536", { port: 65_536 }, "port_invalid", "port"],
    ["no sender", { fromAddress: "" }, "email_invalid", "fromAddress"],
    ["two senders", { fromAddress: "a@b.example, c@d.example" }, "email_invalid", "fromAddress"],
    ["a name with a line end", { username: "us\r\nQUIT" }, "username_invalid", "username"],
    ["a password with NUL", { credential: "\u0000" }, "credential_invalid", "credential"],
    ["Postmark without a token", { transport: "postmark", credential: "" }, "credential_invalid", "credential"],
  ] as const)("A-CFG-08 %s is refused, with the way to the field", async (_, wrong, code, field) => {
    const saved = save(houseWith(), { ...given(), ...wrong });
    await expect(saved).rejects.toMatchObject({ kind: "unprocessable", code, inputPath: [field] });
    expect(await houseWith().settings.describe()).toMatchObject({ source: "none" });
  });

  test("A-INST-06 a transport of the environment without a sender ends the start with a sentence", () => {
    expect(() => readConfig({ SMTP_HOST: "smtp.example.com" })).toThrow("MAIL_FROM: is required");
    expect(() => readConfig({ MAIL_FROM: "Bad\r\n <x>" })).toThrow("MAIL_FROM: must be");
  });
});

describe("the boundary", () => {
  test("the runtime role puts mails in, in its own organization's name or nobody's, and reads none", async () => {
    const rival = await world.bareOrganization();
    const insert = `INSERT INTO mail (id, organization_id, template, content, created_at, next_attempt_at, send_until)
      VALUES (gen_random_uuid(), $1, 'testMail', '', now(), now(), now())`;
    const states = await Promise.all(
      [
        world.as(acme).execute(insert, [rival]),
        world.as(acme).query("SELECT * FROM mail"),
        world.as(acme).query("SELECT * FROM mail_setting"),
        world.as(acme).execute("UPDATE mail SET status = 'sent', content = NULL"),
        world.as(acme).execute("DELETE FROM mail"),
      ].map((asked) => asked.then(() => "done", sqlState)),
    );
    expect(states).toEqual(["42501", "42501", "42501", "42501", "42501"]);
    await world.as(acme).execute(insert, [null]);
  });

  test("the mailer reads no organization's rows", async () => {
    const asked = world.database.transaction({ role: "tributary_mailer", organizationId: acme }, (transaction) =>
      transaction.query("SELECT * FROM organization"),
    );
    await expect(asked.catch(sqlState)).resolves.toBe("42501");
  });
});
