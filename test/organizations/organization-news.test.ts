import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization, DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { MailedDoor } from "../support/mailed-door.js";
import { TestOperator } from "../support/operator-desk.js";

const STEP = `mutation ($id: ID!, $step: LifecycleStep!) { stepOrganization(input: {organizationId: $id, step: $step, reason: "Unpaid since May"}) {
  __typename } }`;
const INVITE = `mutation ($email: String!) { inviteOperator(input: {email: $email, name: "Otto"}) {
  ... on InviteOperatorPayload { link isLinkOneTime } ... on UserError { code } } }`;
const ROUTING = `mutation ($input: ChangeNotificationRoutingInput!) { changeNotificationRouting(input: $input) { __typename } }`;
const DEACTIVATE = `mutation ($input: DeactivateOrganizationInput!) { deactivateOrganization(input: $input) { __typename } }`;
const ASK_LINK = `mutation ($input: RequestSignInLinkInput!) { requestSignInLink(input: $input) { __typename } }`;

let mailed: MailedDoor;
let door: DoorWorld;
let olga: TestOperator;
let acme: DoorOrganization;

beforeAll(async () => {
  mailed = await MailedDoor.start({ rateLimits: false });
  door = mailed.door;
  olga = await TestOperator.of(door);
});
afterAll(() => mailed.end());
beforeEach(async () => {
  acme = await door.organization();
});

/** Somebody with this role, and where their mail goes. */
async function member(role: "OWNER" | "MANAGER") {
  const made = await acme.member(role);
  const { data } = await door.graph("{ me { email } }", { token: made.token });
  return { ...made, email: data.me.email as string };
}
const step = (taken: string) => olga.graph(STEP, { id: acme.id, step: taken });
const mailsTo = (email: string) => mailed.mailsTo(email);

test("owners are told that their organization is suspended and that it works again, in its name and colours", async () => {
  await acme.ctx.execute(
    "INSERT INTO organization_profile (organization_id, primary_color, updated_at) VALUES ($1, '#aa3300', now()) ON CONFLICT (organization_id) DO UPDATE SET primary_color = '#aa3300'",
    [acme.id],
  );
  const [ada, bea, max] = [await member("OWNER"), await member("OWNER"), await member("MANAGER")];
  await step("SUSPEND");
  // Repeated, it is told once.
  await step("SUSPEND");
  await step("RESUME");
  for (const { email } of [ada, bea]) {
    const mails = await mailsTo(email);
    // Those of one moment are sent side by side.
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ subject }) => subject))).toEqual(
      new Set([`The ${acme.slug} is suspended`, `The ${acme.slug} works again`]),
    );
    const suspended = mails.find(({ subject }) => subject?.endsWith("suspended"));
    expect(suspended?.text).toContain("Its links still lead on.");
    expect(suspended?.html).toContain("#aa3300");
    const resumed = mails.find(({ subject }) => subject?.endsWith("works again"));
    expect(resumed?.text).toContain(`${door.url}/t/${acme.slug}/`);
  }
  expect(await mailsTo(max.email)).toEqual([]);
});

test("C-WS-01 news goes where its reader wants it, and what concerns their sign-in all the same", async () => {
  const told: Record<string, number> = {};
  for (const routing of ["BELL_AND_EMAIL", "BELL_ONLY", "EMAIL_ONLY", "NEITHER"]) {
    acme = await door.organization();
    const ada = await member("OWNER");
    await door.graph(ROUTING, { token: ada.token, variables: { input: { routing } } });
    await step("SUSPEND");
    told[routing] = (await mailsTo(ada.email)).length;
    await step("RESUME");
    const before = (await mailsTo(ada.email)).length;
    await door.graph(ASK_LINK, { variables: { input: { email: ada.email } } });
    // It is written after the answer, which tells nobody who is known.
    await eventually(async () => expect(await mailsTo(ada.email)).toHaveLength(before + 1));
    expect((await mailsTo(ada.email)).at(-1)?.subject).toMatch(/^Sign in/);
  }
  expect(told).toEqual({ BELL_AND_EMAIL: 1, BELL_ONLY: 0, EMAIL_ONLY: 1, NEITHER: 0 });
});

test("a step that is refused is told to nobody, nor is a step to whoever took it or is out", async () => {
  const [ada, bea, gone] = [await member("OWNER"), await member("OWNER"), await member("OWNER")];
  await door.container.members.suspend(acme.ctx, gone.membershipId);
  await step("VERIFY");
  await step("RESUME");
  expect(await mailsTo(ada.email)).toEqual([]);
  await door.graph(DEACTIVATE, { token: ada.token, variables: { input: { slug: acme.slug } } });
  expect(await mailsTo(ada.email)).toEqual([]);
  expect((await mailsTo(bea.email)).map(({ subject }) => subject)).toEqual([`The ${acme.slug} has ended`]);
  expect(await mailsTo(gone.email)).toEqual([]);
});

test("nobody learns by mail of another organization, nor may ask whom one would reach", async () => {
  const [ada] = [await member("OWNER")];
  const rival = await door.organization();
  await rival.member("OWNER");
  const reached = await rival.ctx.query<{ email: string }>("SELECT * FROM lookup.mailed_members('OWNER')");
  expect(reached.map(({ email }) => email)).not.toContain(ada.email);
  expect(reached).toHaveLength(1);
  await expect(acme.ctx.query("SELECT FROM user_preference")).rejects.toThrow("permission denied");
});

test("B-STAFF-02 an invited operator gets the link by mail that the inviting one is shown once, and it serves once", async () => {
  const email = `${newId()}@staff.example`;
  const { data } = await olga.graph(INVITE, { email });
  const { link, isLinkOneTime } = data.inviteOperator;
  expect(isLinkOneTime).toBe(true);
  const [mail, ...more] = await mailsTo(email);
  expect(more).toEqual([]);
  expect(mail?.subject).toBe("You are an operator of Tributary");
  expect(mail?.text).toContain(link);
  expect((await olga.graph(INVITE, { email })).data.inviteOperator.code).toBe("OPERATOR_EXISTS");
  expect(await mailsTo(email)).toHaveLength(1);
});
