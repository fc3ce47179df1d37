import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const ORGANIZATION = "SELECT current_setting('app.organization_id') AS id, pg_backend_pid() AS pid";

test.each(["transaction", "snapshot"] as const)(
  "what is asked of a %s that is over reaches no connection: it may be another organization's by now",
  async (kind) => {
    const ctx = world.as(await world.bareOrganization());
    let kept: TenantContext | undefined;
    await ctx[kind]((open) => {
      kept = open;
      return open.query(ORGANIZATION);
    });
    await expect(kept?.open.query("SELECT 1")).rejects.toThrow(/over/);
  },
);

test("snapshots of several organizations at once each see their own, also where a statement fails", async () => {
  const organizations = await Promise.all(Array.from({ length: 4 }, () => world.bareOrganization()));
  const work = organizations.flatMap((id) =>
    Array.from({ length: 10 }, async (_, round) => {
      const seen = world
        .as(id)
        .snapshot((ctx) =>
          Promise.all([
            ctx.query<{ id: string }>(ORGANIZATION),
            round % 3 === 0 ? ctx.query("SELECT 1 / 0") : ctx.query("SELECT 1"),
            ctx.query<{ id: string }>(ORGANIZATION),
          ]),
        );
      if (round % 3 === 0) return expect(seen).rejects.toMatchObject({ code: "22012" });
      const [[first], , [last]] = await seen;
      return expect([first?.id, last?.id]).toEqual([id, id]);
    }),
  );
  await Promise.all(work);
  const ctx = world.as(organizations[0]!);
  expect(await ctx.read<{ id: string }>(ORGANIZATION, [])).toMatchObject([{ id: ctx.organizationId }]);
  await expect(ctx.read("SELECT 1 / 0", [])).rejects.toMatchObject({ code: "22012" });
});

test("nothing can be written in a snapshot", async () => {
  const ctx = world.as(await world.bareOrganization());
  await expect(ctx.snapshot((open) => open.query("UPDATE partner SET name = name"))).rejects.toMatchObject({
    code: "25006",
  });
});

const headOf = (ctx: TenantContext): Promise<{ revision: bigint }[]> =>
  ctx.query<{ revision: bigint }>("SELECT revision FROM settings_head WHERE organization_id = $1", [
    ctx.organizationId,
  ]);
const RAISE = "UPDATE settings_head SET revision = revision + 1 WHERE organization_id = $1 RETURNING revision";

test("what is asked for ahead is done in the transaction, and takes part in its rollback", async () => {
  const ctx = world.as(await world.bareOrganization());
  const raise = (ahead: TenantContext): Promise<unknown> => ahead.query(RAISE, [ctx.organizationId]);
  const seen = await ctx.transactionAhead(raise, headOf);
  expect(await headOf(ctx)).toEqual(seen);

  const failing = ctx.transactionAhead(raise, () => Promise.reject(new Error("changed my mind")));
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await headOf(ctx)).toEqual(seen);
});

test("what fails ahead fails the transaction with its own error, and its work is not done", async () => {
  const ctx = world.as(await world.bareOrganization());
  let isDone = false;
  const work = async (): Promise<void> => void (isDone = true);
  await expect(ctx.transactionAhead((ahead) => ahead.query("SELECT 1 / 0"), work)).rejects.toMatchObject({
    code: "22012",
  });
  expect(isDone).toBe(false);
  expect(await headOf(ctx)).toHaveLength(1);
});

test("nothing that is asked for ahead can know the transaction's time", async () => {
  const ctx = world.as(await world.bareOrganization());
  const asking = ctx.transactionAhead(
    async (ahead) => ahead.clock.now(),
    () => Promise.resolve(),
  );
  await expect(asking).rejects.toThrow(/begun/);
});

test("a last statement's rows are there after the commit, and its failure undoes everything", async () => {
  const ctx = world.as(await world.bareOrganization());
  const [before] = await headOf(ctx);
  const { rows } = await ctx.transaction(async ({ open }) =>
    open.queryLast<{ revision: bigint }>(RAISE, [ctx.organizationId]),
  );
  expect(await rows).toEqual([{ revision: before!.revision + 1n }]);

  let isCommitted = false;
  const failing = ctx.transaction(async (inside) => {
    inside.afterCommit(() => (isCommitted = true));
    await inside.query(RAISE, [ctx.organizationId]);
    inside.open.queryLast("SELECT 1 / 0", []);
  });
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  expect(isCommitted).toBe(false);
  expect(await headOf(ctx)).toEqual([{ revision: before!.revision + 1n }]);
});

test("of statements that leave together the one that failed is told, not those that were refused after it", async () => {
  const ctx = world.as(await world.bareOrganization());
  const values = [ctx.organizationId];
  const failing = ctx.transaction((inside) => {
    // The failure passes through more hands than the refusal.
    const fail = "UPDATE settings_head SET revision = 1 / 0 WHERE organization_id = $1";
    const nothing = "UPDATE settings_head SET revision = revision WHERE organization_id = $1 AND revision < 0";
    const writing = [inside.write(fail, values, "test-fail"), inside.write(nothing, values, "test-fail-not")];
    return Promise.all([inside.query("SELECT 1"), ...writing, inside.query("SELECT 1")]);
  });
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  expect(await headOf(ctx)).toHaveLength(1);
});

test("what is written in one turn is one statement, and each part is told how many rows it wrote", async () => {
  const ctx = world.as(await world.bareOrganization());
  const values = [ctx.organizationId];
  const nothing = "UPDATE settings_head SET revision = revision + 1 WHERE organization_id = $1 AND revision < 0";
  const raise = "UPDATE settings_head SET revision = revision + 1 WHERE organization_id = $1";
  const [before] = await headOf(ctx);
  const told = await ctx.transaction(async (inside) => {
    const statements: string[] = [];
    const query = inside.open.query.bind(inside.open);
    inside.open.query = ((text: string, ...rest: [unknown[]?, string?]) => {
      statements.push(text);
      return query(text, ...rest);
    }) as typeof query;
    const counts = await Promise.all([
      inside.write(nothing, values, "raise-nothing"),
      inside.write(raise, values, "raise-settings"),
    ]);
    return { counts, statements: statements.length, head: await headOf(inside) };
  });
  expect(told.counts).toEqual([0, 1]);
  expect(told.statements).toBe(1);
  expect(told.head).toEqual([{ revision: before!.revision + 1n }]);
});

test("what is written comes before whatever is asked for next, and its failure is told to each part", async () => {
  const ctx = world.as(await world.bareOrganization());
  const raise = "UPDATE settings_head SET revision = revision + 1 WHERE organization_id = $1";
  const [before] = await headOf(ctx);
  const [count, seen] = await ctx.transaction((inside) =>
    Promise.all([inside.write(raise, [ctx.organizationId], "raise-settings"), headOf(inside)]),
  );
  expect([count, seen]).toEqual([1, [{ revision: before!.revision + 1n }]]);

  const refused = "UPDATE settings_head SET revision = NULL WHERE organization_id = $1";
  const outcomes = await ctx
    .transaction(async (inside) => {
      const parts = [
        inside.write(raise, [ctx.organizationId], "raise-settings"),
        inside.write(refused, [newId()], "raise-elsewhere"),
        inside.write("UPDATE organization SET slug = NULL WHERE id = $1", [ctx.organizationId], "no-slug"),
      ];
      throw new Parts(await Promise.allSettled(parts));
    })
    .catch((error: unknown) => (error as Parts).outcomes);
  expect(outcomes).toMatchObject([{ status: "rejected" }, { status: "rejected" }, { status: "rejected" }]);
  expect(await headOf(ctx)).toEqual(seen);
});

class Parts extends Error {
  constructor(readonly outcomes: PromiseSettledResult<number>[]) {
    super("the parts were told");
  }
}
