import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization, DoorWorld } from "../support/door-world.js";
import { MailedDoor } from "../support/mailed-door.js";
import { TestOperator } from "../support/operator-desk.js";
import { Asker, REFUSAL } from "../support/told.js";

const CREATE = `mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) {
  ${REFUSAL} ... on CreateOrganizationPayload { status membership { role organization { id slug } } } } }`;
const SWITCH = `mutation ($input: SwitchOrganizationInput!) { switchOrganization(input: $input) { __typename } }`;
const WAITING = "{ operatedOrganizations(first: 50, status: PENDING_VERIFICATION) { nodes { id slug memberCount } } }";
const STEP = `mutation ($input: StepOrganizationInput!) { stepOrganization(input: $input) {
  ... on StepOrganizationPayload { organization { status } } ... on FieldInvalid { code } } }`;

const slugOf = (): string => `org-${newId().slice(-12)}`;

describe("where operators verify new organizations", () => {
  let door: DoorWorld;
  let mailed: MailedDoor;
  let base: DoorOrganization;
  let olga: TestOperator;

  beforeAll(async () => {
    mailed = await MailedDoor.start({ verifiesOrganizations: true });
    ({ door } = mailed);
    base = await door.organization();
    olga = await TestOperator.of(door);
  });
  afterAll(() => mailed.end());

  const founder = async () => {
    const { token } = await base.member("LEARNER");
    return { token, asker: new Asker(door, token) };
  };
  const waiting = async (slug: string): Promise<{ id: string } | undefined> =>
    (await olga.graph(WAITING)).data.operatedOrganizations.nodes.find((one: { slug: string }) => one.slug === slug);

  test("C-ORG-03 somebody's new organization lets nobody in until an operator has looked at it, and its owner is told by mail", async () => {
    const { token, asker } = await founder();
    const slug = slugOf();
    expect(await asker.told(CREATE, { name: "Tea", slug })).toMatchObject({
      status: "PENDING_VERIFICATION",
      membership: null,
    });
    // They stay where they were, and are told why there is no way in; a stranger is told nothing.
    const { data } = await door.graph(
      "{ viewer { organization { slug } } me { memberships { organization { slug } } } }",
      {
        token,
      },
    );
    expect(data.viewer.organization.slug).toBe(base.slug);
    expect(data.me.memberships).toEqual([{ organization: { slug: base.slug } }]);
    expect(await door.graph("{ viewer { name } }", { token, slug })).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: "organization_pending_verification" } }],
    });
    expect((await door.graph("{ viewer { name } }", { token: (await founder()).token, slug })).status).toBe(404);

    const found = await waiting(slug);
    expect(found).toMatchObject({ memberCount: 1 });
    const variables = { input: { organizationId: found?.id, step: "VERIFY" } };
    expect((await olga.graph(STEP, variables)).data.stepOrganization).toEqual({ organization: { status: "ACTIVE" } });
    expect((await olga.graph(STEP, variables)).data.stepOrganization).toEqual({ organization: { status: "ACTIVE" } });
    expect(await waiting(slug)).toBeUndefined();
    const { data: own } = await door.graph("{ me { email } }", { token });
    expect((await mailed.mailsTo(own.me.email)).map(({ subject }) => subject)).toEqual(["Tea is verified"]);
    const switched = await door.graph(SWITCH, { token, variables: { input: { organizationId: found?.id } } });
    expect(switched.data.switchOrganization.__typename).toBe("SwitchOrganizationPayload");
  });

  test("what stands below one that was verified begins at once, and nothing stands below one that waits", async () => {
    const { asker } = await founder();
    const slug = slugOf();
    await asker.told(CREATE, { name: "Above", slug });
    const parentId = (await waiting(slug))?.id;
    const below = { name: "Below", parentId };
    expect(await asker.told(CREATE, { ...below, slug: slugOf() })).toMatchObject({ code: "PARENT_NOT_ACTIVE" });
    await olga.graph(STEP, { input: { organizationId: parentId, step: "VERIFY" } });
    const own = slugOf();
    expect(await asker.told(CREATE, { ...below, slug: own })).toMatchObject({
      status: "ACTIVE",
      membership: { role: "OWNER", organization: { slug: own } },
    });
  });

  test("whose tree was suspended at its root makes nothing further down either, until it is resumed", async () => {
    const { asker } = await founder();
    const slug = slugOf();
    await asker.told(CREATE, { name: "Root", slug });
    const rootId = (await waiting(slug))?.id;
    const step = (taken: string) =>
      olga.graph(STEP, { input: { organizationId: rootId, step: taken, reason: "Ticket 4711" } });
    await step("VERIFY");
    const { membership } = await asker.told(CREATE, { name: "Branch", slug: slugOf(), parentId: rootId });
    const below = { name: "Leaf", parentId: membership.organization.id };
    await step("SUSPEND");
    expect(await asker.told(CREATE, { ...below, slug: slugOf() })).toMatchObject({ code: "PARENT_NOT_ACTIVE" });
    await step("RESUME");
    expect(await asker.told(CREATE, { ...below, slug: slugOf() })).toMatchObject({ status: "ACTIVE" });
  });

  test("C-ORG-05 those that wait count among the five", async () => {
    const { asker } = await founder();
    for (let made = 0; made < 5; made++) await asker.told(CREATE, { name: "Tea", slug: slugOf() });
    expect(await asker.told(CREATE, { name: "Tea", slug: slugOf() })).toMatchObject({ code: "ORGANIZATIONS_LIMIT" });
  });
});
