import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { contentOf } from "../support/organization-traces.js";
import { Asker, REFUSAL } from "../support/told.js";

const mutation = (name: string): string => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${REFUSAL} } }`;
};
const FORGET_MAIL = "mutation { forgetMailSettings { __typename } }";
const STEP_UP_MINUTES = 10;

let door: DoorWorld;
let acme: DoorOrganization;

beforeAll(async () => {
  door = await DoorWorld.start();
});
afterAll(() => door.end());

/** Runs the work so many minutes later, and comes back. */
async function later<Result>(minutes: number, work: () => Promise<Result>): Promise<Result> {
  const now = door.world.clock.now();
  door.world.clock.set(new Date(now.getTime() + minutes * 60_000));
  try {
    return await work();
  } finally {
    door.world.clock.set(now);
  }
}

/** Everything dangerous that an owner may do, with what it is done to made anew. */
async function dangers(): Promise<{ owner: Awaited<ReturnType<DoorOrganization["member"]>>; all: [string, object][] }> {
  acme = await door.organization();
  const owner = await acme.member("OWNER");
  const [other, third, manager, suspended, heir] = [
    await acme.member("OWNER"),
    await acme.member("OWNER"),
    await acme.member("MANAGER"),
    await acme.member("OWNER"),
    await acme.member("MAINTAINER"),
  ];
  await door.container.members.suspend(acme.ctx, suspended.membershipId);
  const { id: apiKeyId } = await door.container.apiKeys.create(acme.ctx, { name: "old", scopes: ["admin"] });
  const invited = await door.container.invitations.invite(acme.ctx, { email: `${newId()}@example.com`, role: "OWNER" });
  const email = `${newId()}@example.com`;
  return {
    owner,
    all: [
      ["createApiKey", { name: "new", scopes: ["ADMIN"], idempotencyKey: newId() }],
      ["rotateApiKey", { apiKeyId, overlapHours: 1, idempotencyKey: newId() }],
      ["changeMemberRole", { membershipId: manager.membershipId, role: "OWNER" }],
      ["changeMemberRole", { membershipId: other.membershipId, role: "SUPPORT" }],
      ["reactivateMember", { membershipId: suspended.membershipId }],
      ["suspendMember", { membershipId: third.membershipId }],
      ["removeMember", { membershipId: suspended.membershipId }],
      ["addMember", { email, name: "Ada", role: "OWNER" }],
      ["inviteMember", { email: `a${email}`, role: "OWNER" }],
      ["inviteMembers", { text: `email,role\nb${email},owner`, role: "LEARNER" }],
      ["renewInvitation", { invitationId: invited.invitation.id }],
      ["transferOwnership", { membershipId: heir.membershipId }],
    ],
  };
}

test("within ten minutes of the sign-in nobody is asked, and what is dangerous is done", async () => {
  const { owner, all } = await dangers();
  const asker = new Asker(door, owner.token);
  for (const [name, input] of all) {
    const answer = await later(STEP_UP_MINUTES - 1, () => asker.told(mutation(name), { ...input }));
    expect([name, answer.code ?? answer.__typename]).toEqual([name, expect.stringMatching(/Payload$/)]);
  }
});

test("afterwards each is refused, nothing is written, and a fresh sign-in is proof enough", async () => {
  const { owner, all } = await dangers();
  const asker = new Asker(door, owner.token);
  await later(STEP_UP_MINUTES + 1, async () => {
    await door.container.sealer.seal(acme.id);
    const before = await contentOf(acme);
    const ending = [...all, ["deactivateOrganization", { slug: acme.slug }] as const];
    for (const [name, input] of ending) {
      expect([name, await asker.refusal(mutation(name), { ...input })]).toEqual([name, "STEP_UP_REQUIRED"]);
    }
    expect(await contentOf(acme)).toEqual(before);

    // Nobody here has a password, an app or a passkey: who signs in again has shown that it is them.
    const fresh = new Asker(door, await door.tokenOf(owner.userId, acme.id));
    for (const [name, input] of ending) {
      // Handed over, the organization would be another's to do the rest in.
      if (name === "transferOwnership") continue;
      const answer = await fresh.told(mutation(name), { ...input });
      expect([name, answer.code ?? answer.__typename]).toEqual([name, expect.stringMatching(/Payload$/)]);
    }
  });
});

test("an owner who leaves, and one who steps down, show first that it is them", async () => {
  const organization = await door.organization();
  const [ada] = [await organization.member("OWNER"), await organization.member("OWNER")];
  const asker = new Asker(door, ada.token);
  await later(STEP_UP_MINUTES + 1, async () => {
    const input = { membershipId: ada.membershipId, role: "MANAGER" };
    expect(await asker.refusal(mutation("changeMemberRole"), input)).toBe("STEP_UP_REQUIRED");
    const left = await door.graph("mutation { leaveOrganization { __typename } }", { token: ada.token });
    expect(left.errors?.[0]?.extensions.code).toBe("STEP_UP_REQUIRED");
    const { token } = await organization.member("LEARNER");
    const learner = await later(STEP_UP_MINUTES + 1, () =>
      door.graph("mutation { leaveOrganization { __typename } }", { token }),
    );
    expect(learner.data.leaveOrganization.__typename).toBe("LeaveOrganizationPayload");
  });
});

test("what a rule refuses anyway is refused without asking, and what is harmless is not asked about", async () => {
  const organization = await door.organization();
  const rival = await (await door.organization()).member("MANAGER");
  const [owner, manager] = [await organization.member("OWNER"), await organization.member("MANAGER")];
  const asker = new Asker(door, owner.token);
  await later(STEP_UP_MINUTES + 1, async () => {
    const foreign = { membershipId: rival.membershipId };
    expect(await asker.refusal(mutation("transferOwnership"), foreign)).toBe("NOT_FOUND");
    expect(await asker.refusal(mutation("changeMemberRole"), { ...foreign, role: "OWNER" })).toBe("NOT_FOUND");
    expect(
      await asker.told(mutation("changeMemberRole"), { membershipId: owner.membershipId, role: "SUPPORT" }),
    ).toMatchObject({ code: "LAST_OWNER" });
    expect(await asker.told(mutation("createApiKey"), { name: "", scopes: ["ADMIN"] })).toMatchObject({
      code: "NAME_INVALID",
    });
    for (const name of ["suspendMember", "reactivateMember", "removeMember"]) {
      const answer = await asker.told(mutation(name), { membershipId: manager.membershipId });
      expect(answer.__typename).toMatch(/Payload$/);
    }
  });
});

test("keys and the system have no one to ask", async () => {
  const organization = await door.organization();
  const { membershipId } = await organization.member("MANAGER");
  await later(STEP_UP_MINUTES + 1, async () => {
    const { id } = await door.container.apiKeys.create(organization.ctx, { name: "x", scopes: ["admin"] });
    await door.container.apiKeys.rotate(organization.ctx, { apiKeyId: id, overlapHours: 0 });
    await door.container.members.changeRole(organization.ctx, membershipId, "OWNER");
  });
});

test("who looks after mail shows first that it is them", async () => {
  const single = await DoorWorld.start({ tenancy: "single" });
  try {
    const organization = await single.organization();
    const { token, userId } = await organization.member("OWNER");
    const input = {
      transport: "SMTP",
      host: "mail.example.com",
      port: 25,
      security: "NONE",
      fromAddress: "us@example.com",
      fromName: "Us",
    };
    single.world.clock.set(new Date(single.world.clock.now().getTime() + (STEP_UP_MINUTES + 1) * 60_000));
    const asker = new Asker(single, token);
    expect(await asker.refusal(mutation("saveMailSettings"), input)).toBe("STEP_UP_REQUIRED");
    expect(await asker.refusal(FORGET_MAIL, {})).toBe("STEP_UP_REQUIRED");
    const fresh = new Asker(single, await single.tokenOf(userId, organization.id));
    const source = async () => (await fresh.told("{ mailSettings { source } }", {})).source;
    expect(await source()).toBe("NONE");
    expect((await fresh.told(mutation("saveMailSettings"), input)).__typename).toBe("SaveMailSettingsPayload");
    expect(await source()).toBe("APP");
  } finally {
    await single.end();
  }
});
