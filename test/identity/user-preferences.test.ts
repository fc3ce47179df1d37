import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import { placeToBegin } from "../../src/services/identity/sign-in-place.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { Asker, REFUSAL as REFUSED } from "../support/told.js";

const FIELDS = "landing { id } notificationRouting locale displayCurrency";
const REFUSAL = (name: string): string => (name === "changeDisplay" ? REFUSED : "__typename");
const change = (name: string): string => `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) {
  ${name}(input: $input) { ${REFUSAL(name)} ... on ${name[0]?.toUpperCase()}${name.slice(1)}Payload { preferences { ${FIELDS} } } } }`;
const [LANDING, ROUTING, DISPLAY] = ["changeLandingOrganization", "changeNotificationRouting", "changeDisplay"].map(
  change,
) as [string, string, string];

let door: DoorWorld;
let acme: DoorOrganization;

beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
});
afterAll(() => door.end());

test("C-WS-01 each part is saved by itself, and nobody else's changes", async () => {
  const [mine, theirs] = [await acme.member("MANAGER"), await acme.member("MANAGER")];
  const asker = new Asker(door, mine.token);
  const read = async (token: string) =>
    (await door.graph(`{ me { preferences { ${FIELDS} } } }`, { token })).data.me.preferences;
  const defaults = {
    landing: null,
    notificationRouting: "BELL_AND_EMAIL",
    locale: null,
    displayCurrency: null,
  };
  expect(await read(mine.token)).toEqual(defaults);

  await asker.told(LANDING, { organizationId: acme.id });
  await asker.told(ROUTING, { routing: "NEITHER" });
  expect(await asker.told(DISPLAY, { locale: "EN-gb", displayCurrency: "INR" })).toMatchObject({
    preferences: {
      landing: { id: acme.id },
      notificationRouting: "NEITHER",
      locale: "en-GB",
      displayCurrency: "INR",
    },
  });
  expect(await asker.told(DISPLAY, { displayCurrency: null })).toMatchObject({
    preferences: { locale: "en-GB", displayCurrency: null },
  });
  expect(await asker.told(LANDING, { organizationId: null })).toMatchObject({
    preferences: { landing: null },
  });
  expect(await read(theirs.token)).toEqual(defaults);

  const other = new UserContext({ database: door.world.database, userId: theirs.userId });
  expect(await other.query("SELECT FROM user_preference")).toEqual([]);
  const reach = other.execute("UPDATE user_preference SET locale = 'de' WHERE user_id = $1", [mine.userId]);
  await expect(reach).resolves.toBe(0);
});

test("what cannot be is refused by name, and an organization without a seat in it is not there", async () => {
  const asker = new Asker(door, (await acme.member("OWNER")).token);
  for (const locale of ["english!", "x".repeat(36), "en_GB", "\u0000"]) {
    expect(await asker.told(DISPLAY, { locale })).toMatchObject({ code: "LOCALE_INVALID", path: ["locale"] });
  }
  expect(await asker.told(DISPLAY, { displayCurrency: "XAU" })).toMatchObject({
    code: "CURRENCY_INVALID",
    path: ["displayCurrency"],
  });
  const rival = await door.organization();
  for (const organizationId of [rival.id, newId(), "nonsense"]) {
    expect(await asker.refusal(LANDING, { organizationId })).toBe("NOT_FOUND");
  }
  expect(await new Asker(door, (await acme.partner()).token).refusal(ROUTING, { routing: "NEITHER" })).toBe(
    "FORBIDDEN",
  );
});

/** Somebody who is a member of acme, joined first, and of two more. */
async function traveller() {
  const { userId, token } = await acme.member("MANAGER");
  const [second, third] = [await door.organization(), await door.organization()];
  const seats = [];
  for (const { ctx } of [second, third]) {
    seats.push((await door.container.memberships.add(ctx, { userId, role: "SUPPORT" })).membershipId);
  }
  const user = new UserContext({ database: door.world.database, userId });
  return { user, asker: new Asker(door, token), second, third, seats };
}

test("C-WS-01 whoever signs in nowhere in particular lands where they want, else where they were, else where they began", async () => {
  const { user, asker, second, third, seats } = await traveller();
  await user.execute("UPDATE session SET active_organization_id = NULL");
  expect(await placeToBegin(user, undefined)).toBe(acme.id);
  await door.tokenOf(user.userId, third.id);
  expect(await placeToBegin(user, undefined)).toBe(third.id);
  await asker.told(LANDING, { organizationId: second.id });
  expect(await placeToBegin(user, undefined)).toBe(second.id);
  // What the link or the path says comes first, where they have a seat.
  expect(await placeToBegin(user, third.id)).toBe(third.id);
  expect(await placeToBegin(user, (await door.organization()).id)).toBeUndefined();
  // A seat that is gone is landed in no more.
  await door.container.members.remove(second.ctx, seats[0]!);
  expect(await placeToBegin(user, undefined)).toBe(third.id);
});

test("C-WS-01 the viewer brings the reader's own language and currency, and an operator's or partner's page none", async () => {
  const DISPLAYED = "{ viewer { display { locale currency } } }";
  const mine = await acme.member("MANAGER");
  const shown = async (token: string) => (await door.graph(DISPLAYED, { token })).data.viewer.display;
  expect(await shown(mine.token)).toEqual({ locale: null, currency: null });
  await new Asker(door, mine.token).told(DISPLAY, { locale: "de-at", displayCurrency: "EUR" });
  expect(await shown(mine.token)).toEqual({ locale: "de-AT", currency: "EUR" });
  expect(await shown((await acme.member("MANAGER")).token)).toEqual({ locale: null, currency: null });
  expect(await shown((await acme.partner()).token)).toBeNull();
});
