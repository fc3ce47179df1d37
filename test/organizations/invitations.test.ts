import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { expireInvitations } from "../../src/jobs/organizations/expire-invitations.job.js";
import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization, GraphAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { MailedDoor } from "../support/mailed-door.js";

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  ... on InviteMemberPayload { url invitation { id email role status expiresAt inviterName } }
  ... on UserError { __typename code path message } } }`;
const INVITE_MANY = `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) {
  ... on InviteMembersPayload { rows { line text outcome url invitation { email role } } }
  ... on UserError { __typename code path } } }`;
const RENEW = `mutation ($input: RenewInvitationInput!) { renewInvitation(input: $input) {
  ... on RenewInvitationPayload { url invitation { id status } } ... on UserError { __typename code } } }`;
const REVOKE = `mutation ($input: RevokeInvitationInput!) { revokeInvitation(input: $input) {
  ... on RevokeInvitationPayload { invitation { id status } } ... on UserError { __typename code } } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
  ... on AcceptInvitationPayload { organization { slug name } role isAlreadyMember } ... on UserError { __typename code message } } }`;
const SET_SEAT_LIMIT = `mutation ($input: SetSeatLimitInput!) { setSeatLimit(input: $input) {
  ... on SetSeatLimitPayload { seatBudget { seatsTotal } } ... on UserError { __typename code } } }`;
const PREVIEW = `query ($token: String!) { invitationPreview(token: $token) {
  organizationName inviterName role maskedEmail standing isMailed } }`;
const LIST = `query ($status: InvitationStatus, $role: Role) { invitations(status: $status, role: $role) {
  nodes { id email role status acceptedAt inviterName } totalCount } }`;

let mailed: MailedDoor;
let door: DoorWorld;
let acme: DoorOrganization;
let owner: { token: string; membershipId: string; userId: string };

beforeAll(async () => {
  mailed = await MailedDoor.start();
  door = mailed.door;
});
afterAll(() => mailed.end());
beforeEach(async () => {
  acme = await door.organization();
  owner = await acme.member("OWNER");
});

const someone = (): string => `${newId()}@example.com`;
const ask = async (query: string, input: object, token?: string): Promise<any> => {
  const { data, errors } = await door.graph(query, { token: token ?? owner.token, variables: { input } });
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0];
};
const invite = (email = someone(), role = "MANAGER"): Promise<any> => ask(INVITE, { email, role });
const tokenIn = (text: string): string => /#token=(trb_v_[\w-]+)/.exec(text)?.[1] ?? "";

/** The token of the newest mail to an address. */
const mailedTo = async (email: string): Promise<string> => tokenIn((await mailed.mailsTo(email)).at(-1)?.text ?? "");
/** Somebody without a session. */
const accept = (token: string, more: object = {}, as?: { token?: string }): Promise<GraphAnswer> =>
  door.graph(ACCEPT, { ...as, variables: { input: { token, ...more } } });
const outcome = ({ data, errors }: GraphAnswer): string => {
  if (errors) throw new Error(JSON.stringify(errors));
  const { code, isAlreadyMember } = data.acceptInvitation;
  return code ?? (isAlreadyMember ? "wasMember" : "joined");
};
const preview = async (token: string): Promise<any> =>
  (await door.graph(PREVIEW, { variables: { token } })).data.invitationPreview;
const statuses = async (): Promise<Record<string, string>> => {
  const { data } = await door.graph(LIST, { token: owner.token });
  return Object.fromEntries(data.invitations.nodes.map(({ email, status }: any) => [email, status]));
};
const membersOf = async (email: string): Promise<number> => {
  const rows = await acme.ctx.query(
    "SELECT 1 FROM membership m JOIN platform_user u ON u.id = m.user_id WHERE m.organization_id = $1 AND u.email = $2",
    [acme.id, email],
  );
  return rows.length;
};
/** A user of another organization, who is signed in. */
async function elsewhere(): Promise<{ email: string; token: string }> {
  const other = await door.organization();
  const { token } = await other.member("MANAGER");
  const { data } = await door.graph("{ me { email } }", { token });
  return { email: data.me.email, token };
}
const listedBy = async (variables: Record<string, unknown>): Promise<any> =>
  (await door.graph(LIST, { token: owner.token, variables })).data.invitations.nodes;
const passDays = (days: number): void =>
  door.world.clock.set(new Date(door.world.clock.now().getTime() + days * 86_400_000));

describe("inviting", () => {
  test("C-INV-01 makes an invitation, a mail in the organization's name and a link that is shown once", async () => {
    const email = someone();
    const { invitation, url } = await invite(email.toUpperCase());
    expect(invitation).toMatchObject({ email, role: "MANAGER", status: "PENDING", inviterName: "OWNER" });
    expect(url).toBe(`${door.url}/invitation#token=${tokenIn(url)}`);
    expect(await mailedTo(email)).not.toBe(tokenIn(url));
    expect((await mailed.mailsTo(email)).at(-1)?.subject).toBe(`OWNER invites you to The ${acme.slug}`);
    const listed = await door.graph(LIST, { token: owner.token });
    expect(listed.data.invitations.nodes).toMatchObject([{ email, status: "PENDING" }]);
    expect(JSON.stringify(listed.data)).not.toMatch(/trb_v_/);
  });

  test("keeps neither token nor, in the journal, the address", async () => {
    const email = someone();
    const { url } = await invite(email);
    const client = new pg.Client(door.world.storage.superuserUrl);
    await client.connect();
    const { rows } = await client.query("SELECT i::text FROM invitation i WHERE email = $1", [email]);
    await client.end();
    expect(JSON.stringify(rows)).not.toContain(tokenIn(url));
    const { data } = await door.graph("{ journal(first: 50) { nodes { kind data } } }", { token: owner.token });
    expect(JSON.stringify(data)).not.toContain(email);
  });

  test("A-ADM-06 of somebody who is invited or a member already is a conflict, also of twenty at once", async () => {
    const email = someone();
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite(email)));
    expect(answers.filter(({ url }) => url)).toHaveLength(1);
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([undefined, "INVITATION_EXISTS"]));
    await accept(await mailedTo(email));
    expect(await invite(email)).toMatchObject({ __typename: "InvitationConflict", code: "MEMBER_EXISTS" });
  });

  test.each([
    "",
    "nobody",
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com, b@example.com",
    `${"a".repeat(300)}@x.example`,
  ])("of %j is refused with the way to the field", async (email) => {
    expect(await invite(email)).toMatchObject({ __typename: "FieldInvalid", code: "EMAIL_INVALID", path: ["email"] });
  });

  test("C-INV-09 for a role that is gated is refused, alone and in a list", async () => {
    expect(await invite(someone(), "EXPERT")).toMatchObject({ __typename: "RoleGated", code: "HOST_ORGS_GATED" });
    const many = await ask(INVITE_MANY, { text: `email,role\n${someone()},expert`, role: "LEARNER" });
    expect(many).toMatchObject({ __typename: "RoleGated" });
    expect(await statuses()).toEqual({});
  });

  test("C-MEM-07 is the owner's alone; a maintainer sees, and nobody else does", async () => {
    for (const role of ["MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "LEARNER"] as const) {
      const { token } = await acme.member(role);
      const answer = await door.graph(INVITE, { token, variables: { input: { email: someone(), role: "OWNER" } } });
      expect(answer.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
      const listed = await door.graph(LIST, { token });
      expect(listed.errors?.[0]?.extensions.code).toBe(role === "MAINTAINER" ? undefined : "FORBIDDEN");
    }
  });

  test("C-INV-07 a list answers row by row, sends each address one mail, and can be sent again", async () => {
    const [one, two, member] = [someone(), someone(), someone()];
    await invite(member);
    await accept(await mailedTo(member));
    const text = `email,role\n${one},owner\n${two},\n${one.toUpperCase()},\nnobody,\n${member},\n${someone()},king`;
    const first = await ask(INVITE_MANY, { text, role: "SUPPORT" });
    expect(first.rows.map(({ line, outcome, invitation }: any) => [line, outcome, invitation?.role])).toEqual([
      [2, "INVITED", "OWNER"],
      [3, "INVITED", "SUPPORT"],
      [4, "DUPLICATE", undefined],
      [5, "EMAIL_INVALID", undefined],
      [6, "ALREADY_MEMBER", undefined],
      [7, "ROLE_INVALID", undefined],
    ]);
    expect(await mailed.mailsTo(one)).toHaveLength(1);
    const again = await ask(INVITE_MANY, { text, role: "SUPPORT" });
    expect(again.rows.slice(0, 2).map(({ outcome }: any) => outcome)).toEqual(["ALREADY_INVITED", "ALREADY_INVITED"]);
  });

  test("two lists with the same people at once invite each of them once", async () => {
    const people = Array.from({ length: 60 }, someone);
    const lists = await Promise.all([
      ask(INVITE_MANY, { text: people.join(","), role: "LEARNER" }),
      ask(INVITE_MANY, { text: people.toReversed().join("\n"), role: "LEARNER" }),
    ]);
    const invited = lists.flatMap(({ rows }) => rows.filter(({ outcome }: any) => outcome === "INVITED"));
    expect(new Set(invited.map(({ text }: any) => text)).size).toBe(60);
    expect(invited).toHaveLength(60);
  });

  test("the list is filtered by status and role", async () => {
    const [kept, gone] = [await invite(someone(), "SUPPORT"), await invite(someone(), "MANAGER")];
    await ask(REVOKE, { invitationId: gone.invitation.id });
    expect(await listedBy({ status: "REVOKED" })).toMatchObject([{ id: gone.invitation.id }]);
    expect(await listedBy({ status: "PENDING" })).toMatchObject([{ id: kept.invitation.id }]);
    expect(await listedBy({ role: "SUPPORT" })).toMatchObject([{ id: kept.invitation.id }]);
  });
});

describe("sending again and taking back", () => {
  test("sending again kills both links that were given out, and opens one that has expired", async () => {
    const email = someone();
    const { invitation, url } = await invite(email);
    const old = [tokenIn(url), await mailedTo(email)];
    const renewed = await ask(RENEW, { invitationId: invitation.id });
    for (const token of old) {
      expect(await preview(token)).toBeNull();
      expect(outcome(await accept(token))).toBe("INVITATION_INVALID");
    }
    expect(await preview(tokenIn(renewed.url))).toMatchObject({ standing: "OPEN" });
    passDays(8);
    await door.container.invitations.expire(acme.ctx);
    expect(await statuses()).toEqual({ [email]: "EXPIRED" });
    expect(await ask(RENEW, { invitationId: invitation.id })).toMatchObject({ invitation: { status: "PENDING" } });
    expect(outcome(await accept(await mailedTo(email)))).toBe("joined");
  });

  test("A-ADM-05 what was taken back or accepted is not sent again, and what was accepted is not taken back", async () => {
    const [email, revoked] = [someone(), await invite()];
    await ask(REVOKE, { invitationId: revoked.invitation.id });
    expect(await ask(REVOKE, { invitationId: revoked.invitation.id })).toMatchObject({
      invitation: { status: "REVOKED" },
    });
    expect(await ask(RENEW, { invitationId: revoked.invitation.id })).toMatchObject({ code: "INVITATION_CLOSED" });
    const accepted = await invite(email);
    await accept(await mailedTo(email));
    expect(await ask(RENEW, { invitationId: accepted.invitation.id })).toMatchObject({ code: "INVITATION_CLOSED" });
    expect(await ask(REVOKE, { invitationId: accepted.invitation.id })).toMatchObject({ code: "INVITATION_CLOSED" });
  });

  test("a newer one that is over is in no former one's way; one that is made at the same moment is", async () => {
    const email = someone();
    const first = await invite(email);
    passDays(8);
    await invite(email);
    passDays(8);
    const { invitation } = await ask(RENEW, { invitationId: first.invitation.id.toUpperCase() });
    expect(invitation).toEqual({ id: first.invitation.id, status: "PENDING" });
    for (let round = 0; round < 10; round++) {
      const other = someone();
      const { invitation: former } = await invite(other);
      await acme.ctx.execute("UPDATE invitation SET status = 'expired' WHERE id = $1", [former.id]);
      const again = () => ask(RENEW, { invitationId: former.id });
      const outcomes = await Promise.all([again(), invite(other), again(), invite(other)]);
      const codes = outcomes.flatMap(({ code }) => code ?? []);
      expect(new Set(codes)).toEqual(new Set(["INVITATION_EXISTS"]));
      expect((await listedBy({ status: "PENDING" })).filter((one: any) => one.email === other)).toHaveLength(1);
    }
  });

  test("to another organization an invitation does not exist", async () => {
    const rival = await (await door.organization()).member("OWNER");
    const { invitation } = await invite();
    for (const query of [RENEW, REVOKE]) {
      for (const invitationId of [invitation.id, newId(), "nothing"]) {
        const answer = await door.graph(query, { token: rival.token, variables: { input: { invitationId } } });
        expect(answer.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
      }
    }
    const listed = await door.graph(LIST, { token: rival.token });
    expect(listed.data.invitations.nodes).toEqual([]);
  });
});

describe("accepting", () => {
  test("R-REC-13 A-AUTH-02 C-INV-05 a new person becomes a user and a member by the mailed link, and is signed in, once", async () => {
    const email = someone();
    await invite(email, "SUPPORT");
    const token = await mailedTo(email);
    expect(await preview(token)).toEqual({
      organizationName: `The ${acme.slug}`,
      inviterName: "OWNER",
      role: "SUPPORT",
      maskedEmail: `${email[0]}•••@example.com`,
      standing: "OPEN",
      isMailed: true,
    });
    const answer = await accept(token, { name: "Jo Doe" });
    expect(answer.data.acceptInvitation).toMatchObject({
      organization: { slug: acme.slug },
      role: "SUPPORT",
      isAlreadyMember: false,
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const who = await door.graph("{ me { email name } viewer { role organization { slug } } }", { cookie });
    expect(who.data).toEqual({
      me: { email, name: "Jo Doe" },
      viewer: { role: "SUPPORT", organization: { slug: acme.slug } },
    });
    const again = await accept(token);
    expect(outcome(again)).toBe("INVITATION_ACCEPTED");
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await preview(token)).toMatchObject({ standing: "ACCEPTED" });
    const { data } = await door.graph(LIST, { token: owner.token });
    expect(data.invitations.nodes).toMatchObject([{ status: "ACCEPTED", acceptedAt: expect.any(String) }]);
  });

  test("C-INV-02 somebody who is signed in needs the invited address, whichever link they have", async () => {
    const [right, wrong] = [await elsewhere(), await elsewhere()];
    const { url } = await invite(right.email);
    for (const token of [tokenIn(url), await mailedTo(right.email)]) {
      expect(outcome(await accept(token, {}, wrong))).toBe("INVITATION_FOR_ANOTHER");
    }
    expect(outcome(await accept(tokenIn(url), {}, right))).toBe("joined");
    const { data } = await door.graph("{ viewer { role } }", { token: right.token, slug: acme.slug });
    expect(data.viewer).toEqual({ role: "MANAGER" });
  });

  test("C-INV-03 it is idempotent for a member", async () => {
    const person = await elsewhere();
    const { url } = await invite(person.email);
    expect(outcome(await accept(tokenIn(url), {}, person))).toBe("joined");
    expect(outcome(await accept(tokenIn(url), {}, person))).toBe("wasMember");
  });

  test("an address that has a user signs in first, so that a link is no way around how they sign in", async () => {
    const person = await elsewhere();
    await invite(person.email);
    const answer = await accept(await mailedTo(person.email));
    expect(outcome(answer)).toBe("SIGN_IN_FIRST");
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("an inviter who copies the link becomes nobody by it: it has the mail sent, and not time and again", async () => {
    const email = someone();
    const { url } = await invite(email);
    const first = await mailedTo(email);
    const answer = await accept(tokenIn(url));
    expect(outcome(answer)).toBe("INVITATION_MAILED");
    expect(answer.headers.getSetCookie()).toEqual([]);
    const known = await elsewhere();
    expect(outcome(await accept(tokenIn((await invite(known.email)).url)))).toBe("INVITATION_MAILED");
    expect(await mailedTo(email)).toBe(first);
    door.world.clock.set(new Date(door.world.clock.now().getTime() + 61_000));
    await accept(tokenIn(url));
    const second = await mailedTo(email);
    expect(second).not.toBe(first);
    expect(outcome(await accept(second))).toBe("joined");
  });

  test("C-INV-04 what is over, taken back, replaced or never was is refused in a friendly way", async () => {
    const email = someone();
    const { invitation } = await invite(email);
    const token = await mailedTo(email);
    passDays(8);
    expect(outcome(await accept(token))).toBe("INVITATION_EXPIRED");
    expect(await preview(token)).toMatchObject({ standing: "EXPIRED" });
    await ask(REVOKE, { invitationId: invitation.id });
    expect(outcome(await accept(token))).toBe("INVITATION_INVALID");
    for (const absurd of [
      "",
      "trb_v_",
      `trb_v_${"a".repeat(43)}`,
      `trb_s_${"a".repeat(43)}`,
      "\u0000",
      "x".repeat(100_000),
    ]) {
      expect(outcome(await accept(absurd))).toBe("INVITATION_INVALID");
      expect(await preview(absurd)).toBeNull();
    }
  });

  test("C-INV-06 C-SEAT-04 of two who come for the last seat one gets it; the other is told so, and comes in once there is one more", async () => {
    const people = [await elsewhere(), await elsewhere()];
    const tokens: string[] = [];
    for (const { email } of people) tokens.push(tokenIn((await invite(email, "LEARNER")).url));
    await ask(SET_SEAT_LIMIT, { seatsTotal: 1 });
    const answers = await Promise.all(people.map((person, place) => accept(tokens[place] ?? "", {}, person)));
    expect(answers.map(outcome).toSorted()).toEqual(["SEAT_LIMIT_REACHED", "joined"]);
    const late = answers.findIndex((answer) => outcome(answer) !== "joined");
    const { data } = await accept(tokens[late] ?? "", {}, people[late]);
    expect(data.acceptInvitation).toMatchObject({
      __typename: "InvitationRefused",
      message: expect.stringMatching(/waits/),
    });
    expect(await preview(tokens[late] ?? "")).toMatchObject({ standing: "OPEN" });
    expect(await membersOf(people[late]?.email ?? "")).toBe(0);
    await ask(SET_SEAT_LIMIT, { seatsTotal: 2 });
    expect(outcome(await accept(tokens[late] ?? "", {}, people[late]))).toBe("joined");
  });

  test("C-INV-06 a full organization refuses a new person, who does not even become a user", async () => {
    const email = someone();
    await invite(email, "LEARNER");
    const token = await mailedTo(email);
    await ask(SET_SEAT_LIMIT, { seatsTotal: 0 });
    const answer = await accept(token, { name: "Jo" });
    expect(outcome(answer)).toBe("SEAT_LIMIT_REACHED");
    expect(answer.headers.getSetCookie()).toEqual([]);
    const users = await door.world.database.transaction({ role: "tributary_registrar" }, (transaction) =>
      transaction.query("SELECT FROM platform_user WHERE email = $1", [email]),
    );
    expect(users).toEqual([]);
  });

  test("C-MEM-19 C-BUG-13 a fault of the database is an error: no member, no session, and the invitation waits", async () => {
    const email = someone();
    await invite(email);
    const token = await mailedTo(email);
    const superuser = new pg.Client(door.world.storage.superuserUrl);
    await superuser.connect();
    await superuser.query(`
      CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'fault'; END $$;
      CREATE TRIGGER fault BEFORE INSERT ON membership FOR EACH ROW
        WHEN (new.organization_id = '${acme.id}') EXECUTE FUNCTION fault()`);
    const broken = await accept(token);
    await superuser.query("DROP TRIGGER fault ON membership; DROP FUNCTION fault");
    await superuser.end();
    expect(broken.errors?.[0]?.extensions.code).toBe("INTERNAL");
    expect(broken.headers.getSetCookie()).toEqual([]);
    expect(await membersOf(email)).toBe(0);
    expect(outcome(await accept(token))).toBe("joined");
  });

  test("who was suspended since they were invited stays out, and is told whom to ask", async () => {
    const person = await elsewhere();
    const { url } = await invite(person.email);
    const { container, world } = door;
    const joined = { email: person.email, name: "Jo", role: "MANAGER" as const };
    const { membershipId } = await container.organizations.addMember(world.operator, acme.id, joined);
    await container.memberships.step(acme.ctx, membershipId, { kind: "suspend" });
    expect(outcome(await accept(tokenIn(url), {}, person))).toBe("MEMBER_SUSPENDED");
  });

  test("a name that no column would keep is refused, and nothing is used up", async () => {
    const email = someone();
    await invite(email);
    const token = await mailedTo(email);
    for (const name of ["a\nb", "\u0000", "x".repeat(201)]) {
      expect(outcome(await accept(token, { name }))).toBe("NAME_INVALID");
    }
    expect(outcome(await accept(token, { name: "  " }))).toBe("joined");
  });
});

describe("CC7 races", () => {
  test("a hundred who come with one link at once are one new member with one session", async () => {
    const email = someone();
    await invite(email);
    const token = await mailedTo(email);
    const answers = await Promise.all(Array.from({ length: 100 }, () => accept(token)));
    const outcomes = answers.map(outcome);
    expect(outcomes.filter((one) => one === "joined")).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(["joined", "INVITATION_ACCEPTED"]));
    expect(answers.filter(({ headers }) => headers.getSetCookie().length > 0)).toHaveLength(1);
    expect(await membersOf(email)).toBe(1);
  }, 60_000);

  test("a hundred times by the same signed-in person: joined once, and a member ever after", async () => {
    const person = await elsewhere();
    const { url } = await invite(person.email);
    const outcomes = (await Promise.all(Array.from({ length: 100 }, () => accept(tokenIn(url), {}, person)))).map(
      outcome,
    );
    expect(outcomes.filter((one) => one === "joined")).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(["joined", "wasMember"]));
    expect(await membersOf(person.email)).toBe(1);
  }, 60_000);

  test("taken back meanwhile: either a member or revoked, never both", async () => {
    for (let round = 0; round < 10; round++) {
      const email = someone();
      const { invitation } = await invite(email);
      const token = await mailedTo(email);
      const [accepted, revoked] = await Promise.all([accept(token), ask(REVOKE, { invitationId: invitation.id })]);
      const isIn = outcome(accepted) === "joined";
      expect({ isIn, members: await membersOf(email), code: revoked.code }).toEqual({
        isIn,
        members: isIn ? 1 : 0,
        code: isIn ? "INVITATION_CLOSED" : undefined,
      });
      expect((await statuses())[email]).toBe(isIn ? "ACCEPTED" : "REVOKED");
    }
  }, 60_000);

  test("C-INV-08 C-BUG-21 ended meanwhile: the counter counts what was ended, and nothing that somebody accepted", async () => {
    const people = await Promise.all(Array.from({ length: 12 }, elsewhere));
    const tokens = await Promise.all(people.map(async ({ email }) => tokenIn((await invite(email)).url)));
    // In the last instant: some come just before it, the job just after.
    await acme.ctx.execute("UPDATE invitation SET expires_at = $2 WHERE organization_id = $1", [
      acme.id,
      new Date(door.world.clock.now().getTime() + 25),
    ]);
    const [outcomes, ...runs] = await Promise.all([
      Promise.all(people.map(async (person, n) => outcome(await accept(tokens[n] ?? "", {}, person)))),
      ...Array.from({ length: 8 }, () => door.container.invitations.expire(acme.ctx)),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    runs.push(await door.container.invitations.expire(acme.ctx));
    const joined = outcomes.filter((one) => one === "joined").length;
    const ended = Object.values(await statuses()).filter((status) => status === "EXPIRED").length;
    expect(runs.reduce((sum, { expired }) => sum + expired, 0)).toBe(ended);
    expect(joined + ended).toBe(people.length);
    const entries = await acme.ctx.query<{ count: bigint }>(
      "SELECT count(*) AS count FROM journal_entry WHERE organization_id = $1 AND kind = 'invitation.expired'",
      [acme.id],
    );
    expect(Number(entries[0]?.count)).toBeLessThanOrEqual(ended);
  }, 60_000);
});

describe("the job that ends invitations", () => {
  test("C-CRON-04 one that cannot be ended stops no other, and is told", async () => {
    const [one, two, poisoned] = [await invite(), await invite(), await invite()];
    const owned = new pg.Client(door.world.storage.superuserUrl);
    await owned.connect();
    await owned.query(`
      CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'poison'; END $$;
      CREATE TRIGGER poison BEFORE UPDATE ON invitation FOR EACH ROW
        WHEN (old.id = '${poisoned.invitation.id}') EXECUTE FUNCTION poison()`);
    try {
      passDays(8);
      expect(await door.container.invitations.expire(acme.ctx)).toEqual({ expired: 2, failed: 1 });
      expect(await door.container.invitations.expire(acme.ctx)).toEqual({ expired: 0, failed: 1 });
    } finally {
      await owned.query("DROP TRIGGER poison ON invitation; DROP FUNCTION poison");
      await owned.end();
    }
    expect(await statuses()).toEqual({
      [one.invitation.email]: "EXPIRED",
      [two.invitation.email]: "EXPIRED",
      [poisoned.invitation.email]: "PENDING",
    });
  });

  test("finds the organizations that have some, and no others", async () => {
    await invite();
    passDays(8);
    const idle = await door.organization();
    const job = expireInvitations(door.container.invitations);
    const due = await job.dueIn(door.world.operator);
    expect(due).toContain(acme.id);
    expect(due).not.toContain(idle.id);
    for (const id of due) await job.run(door.world.operator.in(id));
    expect(await job.dueIn(door.world.operator)).toEqual([]);
  });

  test("an invitation that is over and not ended yet is in nobody's way", async () => {
    const email = someone();
    await invite(email);
    passDays(8);
    expect(await invite(email)).toMatchObject({ invitation: { status: "PENDING" } });
  });
});

describe("without any mail", () => {
  test("C-INV-01 the copied link works, for a new person and for one who signs in", async () => {
    const quiet = await DoorWorld.start();
    try {
      const organization = await quiet.organization();
      const { token } = await organization.member("OWNER");
      const email = someone();
      const { data } = await quiet.graph(INVITE, { token, variables: { input: { email, role: "LEARNER" } } });
      const accepted = await quiet.graph(ACCEPT, {
        variables: { input: { token: tokenIn(data.inviteMember.url) } },
      });
      expect(outcome(accepted)).toBe("joined");
      expect(accepted.headers.getSetCookie()).toHaveLength(1);
    } finally {
      await quiet.end();
    }
  });
});
