import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { MembershipStep } from "../../src/services/organizations/membership-rules.js";
import type { MembershipWriter } from "../../src/services/organizations/membership-writer.js";
import type { OrganizationService } from "../../src/services/organizations/organization.service.js";
import { limitSeats, readSeats } from "../../src/services/organizations/seats.js";
import { newId } from "../../src/shared/ids.js";
import type { Role } from "../../src/shared/role.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import { UserContext } from "../../src/shared/user-context.js";
import { CONTENDERS, race } from "../support/contenders.js";
import { DoorWorld } from "../support/door-world.js";
import type { World } from "../support/world.js";

/** What the table says of the seats, whatever is counted elsewhere. */
async function occupied(ctx: TenantContext): Promise<number> {
  const [row] = await ctx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM membership WHERE role = 'LEARNER' AND status = 'ACTIVE'",
  );
  return row?.count ?? 0;
}

describe("many at once", () => {
  let door: DoorWorld;
  let world: World;
  let writer: MembershipWriter;
  let organizations: OrganizationService;
  beforeAll(async () => {
    door = await DoorWorld.start();
    ({ world } = door);
    ({ memberships: writer, organizations } = door.container);
  });
  afterAll(() => door.end());

  const join = (
    organizationId: string,
    role: Role,
    email = `${newId()}@example.com`,
  ): Promise<{ membershipId: string; userId: string }> =>
    organizations.addMember(world.operator, organizationId, { email, name: "Member", role });
  const as = (
    organizationId: string,
    { membershipId, userId, sessionId = newId() }: { membershipId: string; userId: string; sessionId?: string },
  ) => world.as(organizationId, { kind: "member", membershipId, userId, role: "OWNER", sessionId });
  /** With a session of somebody who has just shown that it is them. */
  const signedIn = async <Who extends { userId: string }>(who: Who): Promise<Who & { sessionId: string }> => {
    const user = new UserContext({ database: world.database, userId: who.userId });
    return { ...who, sessionId: (await door.container.sessions.start(user, null)).sessionId };
  };

  test("CC1 of a hundred who take the last seat, each in their way, one gets it", async () => {
    const { id } = await door.organization();
    const { id: elsewhere } = await door.organization();
    const ctx = world.as(id);
    const { invitations, acceptance } = door.container;
    const emails = Array.from({ length: CONTENDERS }, () => `${newId()}@example.com`);
    const tokens = new Map<number, string>();
    // Whoever comes by an invitation is somebody elsewhere, and signed in.
    const members = await Promise.all(
      emails.map((email, place) =>
        join(place % 4 === 3 ? elsewhere : id, place % 4 === 0 ? "SUPPORT" : "LEARNER", email),
      ),
    );
    const out: MembershipStep[] = [{ kind: "changeRole", to: "SUPPORT" }, { kind: "suspend" }, { kind: "remove" }];
    const putBack = async (place: number): Promise<void> => {
      const step = out[place % 4];
      if (step) return void (await writer.step(ctx, members[place]!.membershipId, step));
      const [mine] = await ctx.query<{ id: string }>("SELECT id FROM membership WHERE user_id = $1", [
        members[place]!.userId,
      ]);
      if (mine) await writer.step(ctx, mine.id, { kind: "remove" });
      const { url } = await invitations.invite(ctx, { email: emails[place]!, role: "LEARNER" });
      tokens.set(place, url.slice(url.indexOf("=") + 1));
    };
    for (const place of members.keys()) await putBack(place);
    await ctx.transaction((ctx) => limitSeats(ctx, 1));

    const contend = async (place: number): Promise<number> => {
      const { membershipId, userId } = members[place]!;
      if (place % 4 === 0) await writer.step(ctx, membershipId, { kind: "changeRole", to: "LEARNER" });
      else if (place % 4 === 1) await writer.step(ctx, membershipId, { kind: "reactivate" });
      else if (place % 4 === 2) await writer.add(ctx, { userId, role: "LEARNER" });
      else {
        const user = new UserContext({ database: world.database, userId });
        await acceptance.accept({ token: tokens.get(place)!, user, origin: {} });
      }
      return place;
    };
    const rounds = await race(async () => ({
      contend,
      settle: async (outcomes) => {
        const winners = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.result] : []));
        const told = new Set(outcomes.flatMap((outcome) => (outcome.kind === "refused" ? [outcome.code] : [])));
        expect({ winners: winners.length, told: [...told] }).toEqual({ winners: 1, told: ["seat_limit_reached"] });
        expect(await readSeats(ctx)).toEqual({ seatsTotal: 1, seatsUsed: 1 });
        expect(await occupied(ctx)).toBe(1);
        await putBack(winners[0]!);
        expect(await readSeats(ctx)).toEqual({ seatsTotal: 1, seatsUsed: 0 });
      },
    }));
    expect(rounds).toBeGreaterThanOrEqual(10);
  }, 600_000);

  test("CC2 however often a learner is removed, suspended and gone at once, one seat is freed", async () => {
    const id = await world.bareOrganization();
    const ctx = world.as(id);
    await join(id, "LEARNER");
    const { membershipId, userId } = await join(id, "LEARNER");
    await race(async () => {
      if ((await readSeats(ctx)).seatsUsed === 1) await writer.add(ctx, { userId, role: "LEARNER" });
      expect((await readSeats(ctx)).seatsUsed).toBe(2);
      return {
        contend: () => writer.step(ctx, membershipId, { kind: "remove" }),
        settle: async (outcomes) => {
          const changed = outcomes.filter((outcome) => outcome.kind === "done" && outcome.result.hasChanged);
          expect(changed).toHaveLength(1);
          expect((await readSeats(ctx)).seatsUsed).toBe(1);
          expect(await occupied(ctx)).toBe(1);
        },
      };
    });
  }, 600_000);

  test("CC5 owners who remove, demote, suspend and leave each other at once leave one of them", async () => {
    const id = await world.bareOrganization();
    const ctx = world.as(id);
    const owners = [await signedIn(await join(id, "OWNER")), await signedIn(await join(id, "OWNER"))] as const;
    const against: MembershipStep[] = [{ kind: "remove" }, { kind: "changeRole", to: "SUPPORT" }, { kind: "suspend" }];
    const activeOwners = async (): Promise<number> =>
      (await ctx.query("SELECT FROM membership WHERE role = 'OWNER' AND status = 'ACTIVE'")).length;
    await race(async () => ({
      contend: (place) => {
        const [self, other] = place % 2 === 0 ? owners : [owners[1], owners[0]];
        const step = against[place % 4];
        if (step) return writer.step(as(id, self), other.membershipId, step);
        return writer.step(as(id, self), self.membershipId, { kind: "leave" });
      },
      settle: async (outcomes) => {
        const changed = outcomes.filter((outcome) => outcome.kind === "done" && outcome.result.hasChanged);
        expect(changed.length).toBeGreaterThanOrEqual(1);
        expect(await activeOwners()).toBe(1);
        for (const { membershipId, userId } of owners) {
          await writer.add(ctx, { userId, role: "OWNER" }).catch(() => undefined);
          await writer.step(ctx, membershipId, { kind: "reactivate" });
          await writer.step(ctx, membershipId, { kind: "changeRole", to: "OWNER" });
        }
        expect(await activeOwners()).toBe(2);
      },
    }));
  }, 600_000);
});
