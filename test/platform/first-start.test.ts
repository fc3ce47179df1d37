import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { TotpService } from "../../src/services/identity/credentials/totp.service.js";
import { SecondStepService } from "../../src/services/identity/second-step.service.js";
import { SessionService } from "../../src/services/identity/session.service.js";
import { SignInLinkService } from "../../src/services/identity/sign-in-link.service.js";
import { AttemptLimiter } from "../../src/services/platform/attempt-limiter.js";
import { FirstStartService } from "../../src/services/platform/first-start.service.js";
import { DEFAULT_ORGANIZATION_ID } from "../../src/shared/ids.js";
import { ProgramWorld } from "../support/program-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let world: World;
let signInLinks: SignInLinkService;
let firstStart: FirstStartService;

beforeAll(async () => {
  world = await startWorld();
  const { journal, organizations } = new ProgramWorld(world);
  const { database } = world;
  const secretKey = Buffer.from(world.storage.secretKey, "hex");
  const sessions = new SessionService(journal);
  const attempts = new AttemptLimiter(database, secretKey, true);
  const secondSteps = new SecondStepService(database, new TotpService(secretKey), sessions, attempts);
  signInLinks = new SignInLinkService(database, secondSteps, sessions, journal);
  firstStart = new FirstStartService(organizations, signInLinks);
});
afterAll(() => world.end());

test("A-TEN-01 servers that start at once make one organization with its constant id, and one owner", async () => {
  await Promise.all(Array.from({ length: 4 }, () => firstStart.ensureOrganization(world.operator, "Ada@Example.com")));
  await firstStart.ensureOrganization(world.operator, "later@example.com");
  expect(await world.operator.organizationIds()).toEqual([DEFAULT_ORGANIZATION_ID]);
  const owners = await world
    .as(DEFAULT_ORGANIZATION_ID)
    .query("SELECT u.email FROM membership m JOIN platform_user u ON u.id = m.user_id WHERE m.role = 'OWNER'");
  expect(owners).toEqual([{ email: "ada@example.com" }]);
});

test("A-AUTH-04 the owner's sign-in serves once", async () => {
  await firstStart.ensureOrganization(world.operator, "ada@example.com");
  const signIn = await firstStart.ownerSignIn(world.operator);
  const token = signIn?.token ?? "";
  expect(await signInLinks.consume(token, { origin: {} })).toMatchObject({ kind: "session" });
  expect(await signInLinks.consume(token, { origin: {} })).toBeUndefined();
});
