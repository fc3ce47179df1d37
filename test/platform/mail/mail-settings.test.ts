import { afterEach, describe, expect, test } from "@jest/globals";

import type { MailConfig } from "../../../src/shared/config.js";
import type { DoorWorldSettings } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { TestMailServer } from "../../support/mail-servers.js";

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
  ... on SendTestMailPayload { email } ... on MailNotSent { code message } ... on FieldInvalid { code path } } }`;
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
    });
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

describe("elsewhere", () => {
  test("no owner of one organization among many looks into the installation's mail", async () => {
    const door = await start({ tenancy: "multi" });
    const { token } = await (await door.organization()).member("OWNER");
    const asked = await Promise.all([
      door.graph(SETTINGS, { token }),
      door.graph(OUTBOX, { token }),
      door.graph(SAVE, { token, variables: { input: { transport: "OUTBOX" } } }),
      door.graph(TEST, { token, variables: { input: { email: "jo@example.com" } } }),
    ]);
    expect(asked.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(Array(4).fill("OPERATORS_ONLY"));
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
