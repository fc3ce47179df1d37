import { afterEach, describe, expect, test } from "@jest/globals";

import type { MailConfig } from "../../../src/shared/config.js";
import type { DoorWorldSettings } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { TestMailServer } from "../../support/mail-servers.js";
import { TestOperator, journalOf } from "../../support/operator-desk.js";
import { newId } from "../../../src/shared/ids.js";

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function start(settings: DoorWorldSettings = {}): Promise<DoorWorld> {
  const door = await DoorWorld.start({ tenancy: "single", ...settings });
  ending.push(() => door.end());
  return door;
}
async function mailServer(): Promise<TestMailServer> {
  const server = await TestMailServer.start();
  ending.push(() => server.stop());
  return server;
}

const SETTINGS = "{ mailSettings { source transport host port security username hasCredential fromAddress fromName } }";
const SAVE = `mutation ($input: SaveMailSettingsInput!) { saveMailSettings(input: $input) {
  ... on SaveMailSettingsPayload { settings { source transport host hasCredential } } ... on FieldInvalid { code path message } } }`;
const TEST = `mutation ($input: SendTestMailInput!) { sendTestMail(input: $input) {
  ... on SendTestMailPayload { email } ... on MailNotSent { code message fault } ... on FieldInvalid { code path } } }`;
const RETRY = `mutation ($input: RetryMailInput!) { retryMail(input: $input) {
  ... on RetryMailPayload { outbox { mails { id nextAttemptAt } } } ... on MailNotWaiting { code } } }`;
const OUTBOX = "{ outbox { mails { id template status attempts failure content { to subject text } } } }";
const CANARY = "canary-5f1d0c-password";

const smtpOf = ({ port }: TestMailServer) => ({
  transport: "SMTP",
  host: "127.0.0.1",
  port,
  security: "NONE",
  username: "us",
  credential: "right",
  fromAddress: "mail@example.com",
  fromName: "Our house",
});

describe("the owner of an installation of one organization", () => {
  test("sets mail up, tries it, and goes back to what the environment says", async () => {
    const server = await mailServer();
    const environment: MailConfig = { from: { address: "env@example.com", name: "" }, postmarkToken: CANARY };
    const door = await start({ mail: environment });
    const { token } = await (await door.organization()).member("OWNER");
    expect((await door.graph(SETTINGS, { token })).data.mailSettings).toMatchObject({
      source: "ENVIRONMENT",
      transport: "POSTMARK",
      hasCredential: true,
      fromAddress: "env@example.com",
    });
    const saved = await door.graph(SAVE, { token, variables: { input: smtpOf(server) } });
    expect(saved.data.saveMailSettings.settings).toEqual({
      source: "APP",
      transport: "SMTP",
      host: "127.0.0.1",
      hasCredential: true,
    });
    const sent = await door.graph(TEST, { token, variables: { input: { email: " jo@example.com " } } });
    expect(sent.data.sendTestMail).toMatchObject({ email: " jo@example.com " });
    expect(server.received).toMatchObject([{ subject: "A test mail", envelope: { to: ["jo@example.com"] } }]);

    const forgotten = await door.graph(
      "mutation { forgetMailSettings { ... on ForgetMailSettingsPayload { settings { source transport } } } }",
      { token },
    );
    expect(forgotten.data.forgetMailSettings.settings).toEqual({ source: "ENVIRONMENT", transport: "POSTMARK" });
  });

  test("A-CFG-07 is never told a password, nor is the journal", async () => {
    const server = await mailServer();
    const door = await start();
    const organization = await door.organization();
    const { token } = await organization.member("OWNER");
    const variables = { input: { ...smtpOf(server), credential: CANARY } };
    const answers = [
      await door.graph(SAVE, { token, variables }),
      await door.graph(SETTINGS, { token }),
      await door.graph(TEST, { token, variables: { input: { email: "jo@example.com" } } }),
      await door.graph("{ journal(first: 50) { nodes { kind data } } }", { token }),
    ].map(({ data, errors }) => JSON.stringify([data, errors]));
    expect(answers.join("")).not.toContain(CANARY);
    expect(answers[2]).toMatch(/MAIL_NOT_SENT.*535/);
    const rows = await organization.ctx.query<{ bytes: Buffer }>(
      "SELECT bytes FROM journal_entry WHERE kind = 'mail.changed'",
    );
    for (const { bytes } of rows) expect(bytes.toString("utf8")).not.toMatch(/canary|127\.0\.0\.1|mail@example/);
  });

  test("A-CFG-07 never has the password of one mail server told to another", async () => {
    const [own, other] = [await mailServer(), await mailServer()];
    const door = await start();
    const { token } = await (await door.organization()).member("OWNER");
    const saving = async (input: object) =>
      (await door.graph(SAVE, { token, variables: { input } })).data.saveMailSettings;
    const sending = () => door.graph(TEST, { token, variables: { input: { email: "jo@example.com" } } });
    await saving(smtpOf(own));
    const moved = { ...smtpOf(other), credential: "" };
    expect(await saving(moved)).toMatchObject({ code: "CREDENTIAL_NOT_KEPT", path: ["credential"] });
    await sending();
    expect(other.signIns).toEqual([]);
    expect(own.received).toHaveLength(1);

    // Its own password, or none, is what the other one may have.
    expect(await saving({ ...moved, username: null })).toMatchObject({ settings: { hasCredential: false } });
    await sending();
    expect(other.signIns).toEqual([]);
    expect(other.received).toHaveLength(1);
    // The way back is none to a password that is gone.
    expect(await saving({ ...smtpOf(own), credential: "" })).toMatchObject({ settings: { hasCredential: false } });
    await saving({ ...moved, credential: "wrong" });
    await sending();
    expect(other.signIns).toEqual([{ username: "us", password: "wrong" }]);
  });

  test("A-CFG-07 never has a password that was given for an encrypted connection told without one", async () => {
    const door = await start();
    const { token } = await (await door.organization()).member("OWNER");
    const saving = async (input: object) =>
      (await door.graph(SAVE, { token, variables: { input } })).data.saveMailSettings;
    const given = { transport: "SMTP", host: "smtp.example.com", port: 587, security: "STARTTLS", username: "us" };
    const from = { fromAddress: "mail@example.com" };
    await saving({ ...given, ...from, credential: "secret" });
    // Names of servers are the same in capitals, and another way to encrypt is none to listen.
    for (const same of [{ host: "SMTP.Example.COM" }, { security: "TLS" }]) {
      expect(await saving({ ...given, ...from, ...same })).toMatchObject({ settings: { hasCredential: true } });
    }
    expect(await saving({ ...given, ...from, security: "NONE" })).toMatchObject({
      code: "CREDENTIAL_NOT_KEPT",
      path: ["credential"],
    });
    const anew = await saving({ ...given, ...from, security: "NONE", credential: "for the cable" });
    expect(anew).toMatchObject({ settings: { hasCredential: true } });
    expect(await saving({ ...given, ...from, security: "NONE" })).toMatchObject({ settings: { hasCredential: true } });
  });

  test("A-CFG-08 is told which field is missing", async () => {
    const door = await start();
    const { token } = await (await door.organization()).member("OWNER");
    const saving = async (input: object) =>
      (await door.graph(SAVE, { token, variables: { input } })).data.saveMailSettings;
    expect(await saving({ transport: "SMTP", fromAddress: "a@example.com" })).toMatchObject({ path: ["host"] });
    expect(await saving({ transport: "POSTMARK", fromAddress: "a@example.com" })).toMatchObject({
      path: ["credential"],
    });
    expect(await saving({ transport: "SMTP", host: "smtp.example.com" })).toMatchObject({ path: ["fromAddress"] });
    expect(await saving({ transport: "SMTP", host: "x\r\nEHLO", fromAddress: "a@example.com" })).toMatchObject({
      code: "HOST_INVALID",
    });
  });

  test("learns why a test mail was not taken, and that none can be where nothing is set up", async () => {
    const door = await start();
    const { token } = await (await door.organization()).member("OWNER");
    const sending = async (email: string) =>
      (await door.graph(TEST, { token, variables: { input: { email } } })).data.sendTestMail;
    expect(await sending("jo@example.com")).toMatchObject({
      code: "MAIL_NOT_SENT",
      message: expect.stringContaining("No mail server"),
    });
    expect(await sending("jo@example.com\r\nBcc: all@example.com")).toMatchObject({
      code: "EMAIL_INVALID",
      path: ["email"],
    });
    const server = await mailServer();
    await door.graph(SAVE, { token, variables: { input: smtpOf(server) } });
    server.refusal = { code: 550, message: "5.7.1 Relay denied\r\n" };
    expect(await sending("jo@example.com")).toMatchObject({
      code: "MAIL_NOT_SENT",
      message: expect.stringMatching(/^550.*Relay denied/),
      fault: "RECIPIENT",
    });
  });

  test("learns from a test mail which setting has to be looked at", async () => {
    const door = await start();
    const { token } = await (await door.organization()).member("OWNER");
    const server = await mailServer();
    const strict = await TestMailServer.start({
      onMailFrom: (_, __, done) => done(Object.assign(new Error("5.7.1 Not your address"), { responseCode: 550 })),
    });
    ending.push(() => strict.stop());
    const gone = await TestMailServer.start();
    const gonePort = gone.port;
    await gone.stop();
    const faultWith = async (wrong: object) => {
      await door.graph(SAVE, { token, variables: { input: { ...smtpOf(server), ...wrong } } });
      const answer = await door.graph(TEST, { token, variables: { input: { email: "jo@example.com" } } });
      return answer.data.sendTestMail.fault;
    };
    expect(await faultWith({ host: "no-such-host.invalid" })).toBe("HOST");
    expect(await faultWith({ port: gonePort })).toBe("PORT");
    expect(await faultWith({ security: "STARTTLS" })).toBe("SECURITY");
    expect(await faultWith({ security: "TLS" })).toBe("SECURITY");
    expect(await faultWith({ credential: "wrong" })).toBe("CREDENTIAL");
    expect(await faultWith({ port: strict.port })).toBe("FROM_ADDRESS");
  });
});

describe("the outbox", () => {
  test("shows what waits in an installation that sends nothing and stands on one's own machine, and no content elsewhere", async () => {
    const door = await start();
    const organization = await door.organization();
    const { token } = await organization.member("OWNER");
    const url = `${door.url}/sign-in#token=trb_i_x`;
    await organization.ctx.transaction((ctx) =>
      door.container.mail.send(ctx, { to: "jo@example.com", template: "signInLink", data: { url, validMinutes: 15 } }),
    );
    const shown = async () => (await door.graph(OUTBOX, { token })).data.outbox.mails;
    expect(await shown()).toMatchObject([
      { status: "WAITING", template: "signInLink", content: { to: "jo@example.com", subject: "Sign in to Tributary" } },
    ]);
    expect((await shown())[0].content.text).toContain(url);

    // Whoever could turn sending off must not learn everybody's links by it.
    await door.graph(SAVE, { token, variables: { input: { transport: "OUTBOX" } } });
    expect(await shown()).toMatchObject([{ status: "WAITING", content: null }]);
  });
});

describe("what waits for its next attempt", () => {
  test("is tried again on demand, one or all, and as soon as the settings are others", async () => {
    const door = await start();
    const organization = await door.organization();
    const { token } = await organization.member("OWNER");
    const server = await mailServer();
    const save = (wrong = {}, as = token) =>
      door.graph(SAVE, { token: as, variables: { input: { ...smtpOf(server), ...wrong } } });
    const retry = async (mailId: string | null) =>
      (await door.graph(RETRY, { token, variables: { input: { mailId } } })).data?.retryMail;
    const { mail, mailDelivery } = door.container;
    const later = (minutes: number) =>
      door.world.clock.set(new Date(door.world.clock.now().getTime() + minutes * 60_000));
    await save({ credential: "wrong" });
    const url = `${door.url}/sign-in#token=trb_i_x`;
    const write = (): Promise<string> =>
      organization.ctx.transaction((ctx) =>
        mail.send(ctx, { to: "jo@example.com", template: "signInLink", data: { url, validMinutes: 15 } }),
      );
    const ids = [await write(), await write()];
    for (const minutes of [0, 2, 3, 5]) {
      later(minutes);
      await mailDelivery.sendDue();
    }
    expect(await mailDelivery.sendDue()).toBe(0);
    expect((await door.graph(OUTBOX, { token })).data.outbox.mails).toMatchObject([{ attempts: 4 }, { attempts: 4 }]);

    expect((await retry(ids[0] ?? "")).outbox.mails).toHaveLength(2);
    await mailDelivery.sendDue();
    expect(server.signIns).toHaveLength(9);
    // What is tried within two minutes anyway may be under way: it is not begun twice.
    const third = await write();
    await mailDelivery.sendDue();
    await retry(third);
    await mailDelivery.sendDue();
    expect(server.signIns).toHaveLength(10);

    later(2);
    // The proof of the first is too old by now to set where mail goes.
    await save({}, (await organization.member("OWNER")).token);
    expect(await mailDelivery.sendDue()).toBe(3);
    expect(await retry(ids[0] ?? "")).toEqual({ code: "MAIL_NOT_WAITING" });
    expect((await retry(null)).outbox.mails).toHaveLength(3);
    for (const unknown of [newId(), "nonsense"]) {
      const answer = await door.graph(RETRY, { token, variables: { input: { mailId: unknown } } });
      expect(answer.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    }
  });
});

describe("operators", () => {
  test("set mail up for an installation of many organizations, and the platform's journal says so", async () => {
    const door = await start({ tenancy: "multi" });
    const olga = await TestOperator.of(door);
    const server = await mailServer();
    expect((await olga.graph(SETTINGS)).data.mailSettings).toMatchObject({ source: "NONE", transport: "OUTBOX" });
    const saved = (await olga.graph(SAVE, { input: smtpOf(server) })).data.saveMailSettings;
    expect(saved.settings).toEqual({ source: "APP", transport: "SMTP", host: "127.0.0.1", hasCredential: true });
    expect((await olga.graph(SAVE, { input: { transport: "SMTP" } })).data.saveMailSettings).toMatchObject({
      code: "HOST_INVALID",
      path: ["host"],
    });
    expect((await olga.graph(TEST, { input: { email: "jo@example.com" } })).data.sendTestMail).toEqual({
      email: "jo@example.com",
    });
    expect(server.received).toMatchObject([{ subject: "A test mail" }]);

    const organization = await door.organization();
    await organization.ctx.transaction((ctx) =>
      door.container.mail.send(ctx, {
        to: "jo@example.com",
        template: "signInLink",
        data: { url: `${door.url}/sign-in#token=trb_i_x`, validMinutes: 15 },
      }),
    );
    // Sending is set up: what is in the mails is nobody's to read here.
    expect((await olga.graph(OUTBOX)).data.outbox.mails).toMatchObject([{ status: "WAITING", content: null }]);
    expect((await olga.graph(RETRY, { input: {} })).data.retryMail.outbox.mails).toHaveLength(1);
    const forgotten = await olga.graph(
      "mutation { forgetMailSettings { ... on ForgetMailSettingsPayload { settings { source } } } }",
    );
    expect(forgotten.data.forgetMailSettings.settings).toEqual({ source: "NONE" });

    const told = (await journalOf(door)).filter(({ kind }) => kind === "mail.changed");
    const actor = { kind: "operator", id: olga.operatorId };
    expect(told).toMatchObject([
      { actor, data: { transport: "smtp" } },
      { actor, data: { transport: "environment" } },
    ]);
    expect((await journalOf(door, organization.id)).filter(({ kind }) => kind === "mail.changed")).toEqual([]);
  });

  test("nobody else comes in at their path, and a member's token opens nothing there", async () => {
    const door = await start({ tenancy: "multi" });
    const { token } = await (await door.organization()).member("OWNER");
    for (const authorization of [`Bearer ${token}`, undefined]) {
      const { body } = await door.post(
        "/operator/graphql",
        { query: OUTBOX },
        { headers: authorization ? { authorization } : {} },
      );
      expect(body.errors[0].extensions.code).toMatch(/^(FORBIDDEN|UNAUTHENTICATED)$/);
    }
  });
});

describe("elsewhere", () => {
  test("no owner of one organization among many looks into the installation's mail", async () => {
    const door = await start({ tenancy: "multi" });
    const { token } = await (await door.organization()).member("OWNER");
    const asked = await Promise.all([
      door.graph(SETTINGS, { token }),
      door.graph(OUTBOX, { token }),
      door.graph(SAVE, { token, variables: { input: { transport: "OUTBOX" } } }),
      door.graph(TEST, { token, variables: { input: { email: "jo@example.com" } } }),
      door.graph(RETRY, { token, variables: { input: {} } }),
    ]);
    expect(asked.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(Array(5).fill("OPERATORS_ONLY"));
    // So that no page is offered that would only refuse.
    const { data } = await door.graph("{ viewer { permissions } }", { token });
    expect(data.viewer.permissions).toContain("organization:write");
    expect(data.viewer.permissions).not.toContain("mail:configure");
  });

  test("nobody but an owner does, and no key", async () => {
    const door = await start();
    const organization = await door.organization();
    const tokens = [
      (await organization.member("MAINTAINER")).token,
      (await organization.partner()).token,
      await organization.key("admin"),
    ];
    for (const token of tokens) {
      const answer = await door.graph(OUTBOX, { token });
      expect(answer.errors?.[0]?.extensions.code).toMatch(/FORBIDDEN|forbidden_scope/);
    }
  });
});
