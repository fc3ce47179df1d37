import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { Campaign, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { Asker, REFUSAL } from "../support/told.js";

const PARTNER = `mutation ($input: CreatePartnerInput!) { createPartner(input: $input) {
  ${REFUSAL} ... on CreatePartnerPayload { partner { id name } } } }`;
const PROGRAM = `mutation ($input: CreateProgramInput!) { createProgram(input: $input) {
  ${REFUSAL} ... on CreateProgramPayload { program { id slug } } } }`;
const LINK = `mutation ($input: CreateLinkInput!) { createLink(input: $input) {
  ${REFUSAL} ... on CreateLinkPayload { link { id key } } } }`;

const newPartner = (given: Record<string, unknown> = {}) => ({
  name: "Ann",
  email: `${newId()}@example.com`,
  idempotencyKey: newId(),
  ...given,
});

const newProgram = () => ({
  name: "Program",
  destinationUrl: "https://shop.example.com/",
  attributionModel: "LINEAR",
  windowDays: 30,
  holdbackDays: 14,
  startsAt: "2027-01-01T00:00:00Z",
  rules: [{ key: "lead", fixed: { amountMinor: 100, currency: "EUR" } }],
  idempotencyKey: newId(),
});

describe("idempotency keys", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let campaign: Campaign;
  let manager: Asker;

  beforeAll(async () => {
    door = await DoorWorld.start();
    acme = await door.organization();
    campaign = await acme.campaign();
    manager = new Asker(door, (await acme.member("MANAGER")).token);
  });
  afterAll(() => door.end());

  test("the same request gives the first result, also when both come at once through two servers", async () => {
    const other = await door.another();
    const { token } = await acme.member("MANAGER");
    const elsewhere = new Asker(other, token);
    const link = async () => ({ partnerId: (await acme.partner()).id, programId: campaign.programId });
    for (const [text, input] of [
      [PARTNER, newPartner()],
      [PROGRAM, newProgram()],
      [LINK, { ...(await link()), idempotencyKey: newId() }],
    ] as const) {
      const answers = await Promise.all(
        [manager, elsewhere, manager, elsewhere].map((asker) => asker.told(text, input)),
      );
      expect(answers[0].code).toBeUndefined();
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await elsewhere.told(text, input)).toEqual(answers[0]);
    }
    await other.stop();
  });

  test("without a key the same request is a second one", async () => {
    const input = { ...newProgram(), idempotencyKey: undefined };
    const [first, second] = [await manager.told(PROGRAM, input), await manager.told(PROGRAM, input)];
    expect(first.program.id).not.toBe(second.program.id);
  });

  test("the key of another request, or of another mutation, is refused and makes nothing", async () => {
    const input = newPartner();
    await manager.told(PARTNER, input);
    for (const [text, other] of [
      [PARTNER, { ...input, name: "Bob" }],
      [PROGRAM, { ...newProgram(), idempotencyKey: input.idempotencyKey }],
    ] as const) {
      expect(await manager.told(text, other)).toMatchObject({
        __typename: "IdempotencyMismatch",
        code: "IDEMPOTENCY_MISMATCH",
        path: ["idempotencyKey"],
      });
    }
  });

  test("a refused request leaves its key free for the corrected one", async () => {
    const taken = newPartner();
    await manager.told(PARTNER, taken);
    const idempotencyKey = newId();
    const refused = await manager.told(PARTNER, { ...taken, idempotencyKey });
    expect(refused.__typename).toBe("PartnerEmailTaken");
    const corrected = await manager.told(PARTNER, newPartner({ idempotencyKey }));
    expect(corrected.__typename).toBe("CreatePartnerPayload");
  });

  test("of two other requests with one key at once, one is done", async () => {
    const idempotencyKey = newId();
    const answers = await Promise.all([1, 2, 3].map(() => manager.told(PARTNER, newPartner({ idempotencyKey }))));
    expect(answers.map(({ __typename }): string => __typename).sort()).toEqual([
      "CreatePartnerPayload",
      "IdempotencyMismatch",
      "IdempotencyMismatch",
    ]);
  });

  test("a key belongs to its organization: another one's is free there, and says nothing of it", async () => {
    const rival = await door.organization();
    const theirs = new Asker(door, (await rival.member("MANAGER")).token);
    const input = newPartner();
    const [mine, other] = [await manager.told(PARTNER, input), await theirs.told(PARTNER, input)];
    expect(other.__typename).toBe("CreatePartnerPayload");
    expect(other.partner.id).not.toBe(mine.partner.id);
  });

  test("who may not make something may not learn by its key that it was made", async () => {
    const looker = new Asker(door, (await acme.member("SUPPORT")).token);
    const input = newPartner();
    await manager.told(PARTNER, input);
    expect(await looker.refusal(PARTNER, input)).toBe("FORBIDDEN");
  });

  test.each(["", "with space", "é", "x".repeat(256)])("the key %j is refused", async (idempotencyKey) => {
    expect(await manager.told(PARTNER, newPartner({ idempotencyKey }))).toMatchObject({
      __typename: "FieldInvalid",
      code: "IDEMPOTENCY_KEY_INVALID",
      path: ["idempotencyKey"],
    });
  });
});
