import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { ContenderOutcome } from "../support/contenders.js";
import { race } from "../support/contenders.js";
import type { DoorOrganization } from "../support/door-world.js";
import { MailedDoor } from "../support/mailed-door.js";

const someone = (): string => `${newId()}@example.com`;
const slugOf = (): string => `org-${newId().slice(-12)}`;

/** What was done, and in which words the others were refused. */
function told<Result>(outcomes: readonly ContenderOutcome<Result>[]): { done: Result[]; refused: string[] } {
  const done = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.result] : []));
  const refused = outcomes.flatMap((outcome) => (outcome.kind === "refused" ? [outcome.code] : []));
  return { done, refused: [...new Set(refused)] };
}

describe("a hundred at once, round after round", () => {
  let mailed: MailedDoor;
  let acme: DoorOrganization;
  let rival: DoorOrganization;
  beforeAll(async () => {
    mailed = await MailedDoor.start();
    [acme, rival] = [await mailed.door.organization(), await mailed.door.organization()];
  });
  afterAll(() => mailed.end());

  test("CC7 of those who come with one mailed link one becomes a member, with one session", async () => {
    const { acceptance, invitations } = mailed.door.container;
    await race(async () => {
      const email = someone();
      await invitations.invite(acme.ctx, { email, role: "MANAGER" });
      const [, token = ""] = (await mailed.linkTo(email)).split("#token=");
      return {
        contend: () => acceptance.accept({ token, user: undefined, origin: {} }),
        settle: async (outcomes) => {
          const { done, refused } = told(outcomes);
          expect({ sessions: done.map(({ sessionToken }) => typeof sessionToken), refused }).toEqual({
            sessions: ["string"],
            refused: ["invitation_accepted"],
          });
          const members = await acme.ctx.query(
            "SELECT FROM membership m JOIN platform_user u ON u.id = m.user_id WHERE m.organization_id = $1 AND u.email = $2",
            [acme.id, email],
          );
          expect(members).toHaveLength(1);
        },
      };
    });
  }, 600_000);

  test("CC19 of those who want one slug one gets it, and the others are told", async () => {
    const { container, world } = mailed.door;
    // Each of them wants it in several windows at once.
    const people = await Promise.all(Array.from({ length: 20 }, () => acme.member("SUPPORT")));
    const founders = people.map(({ userId }) => new UserContext({ database: world.database, userId }));
    await race(async () => {
      const slug = slugOf();
      return {
        contend: (place) =>
          container.organizationCreation.create(world.operator, founders[place % founders.length]!, {
            name: "Tea",
            slug,
          }),
        settle: async (outcomes) => {
          const { done, refused } = told(outcomes);
          expect({ slugs: done.map((made) => made.slug), refused }).toEqual({ slugs: [slug], refused: ["slug_taken"] });
          expect(await world.database.lookup("SELECT FROM lookup.organization($1)", [slug])).toHaveLength(1);
          // So that no founder ever owns too many.
          await container.organizationLifecycle.step(world.operator, done[0]!.id, "deactivate");
        },
      };
    });
  }, 600_000);

  test("of those who bring one address to two organizations one is let into each, and they are one person", async () => {
    const { container, world } = mailed.door;
    await race(async () => {
      const email = someone();
      return {
        contend: (place) =>
          container.organizations.addMember(world.operator, place % 2 === 0 ? acme.id : rival.id, {
            email: place % 3 === 0 ? email.toUpperCase() : email,
            name: "Member",
            role: "SUPPORT",
          }),
        settle: async (outcomes) => {
          const { done, refused } = told(outcomes);
          expect({ members: done.length, people: new Set(done.map(({ userId }) => userId)).size, refused }).toEqual({
            members: 2,
            people: 1,
            refused: ["member_exists"],
          });
        },
      };
    });
  }, 600_000);
});
