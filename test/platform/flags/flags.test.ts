import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { Flag } from "../../../src/entities/platform/flag.entity.js";
import { FLAG_SEEDS } from "../../../src/services/platform/flags/flag-seeds.js";
import { FLAGS_KEPT_MS, FlagSource } from "../../../src/services/platform/flags/flag-source.js";
import { FlagEvaluationService } from "../../../src/services/platform/flags/flag-evaluation.service.js";
import { newId, PLATFORM_ID } from "../../../src/shared/ids.js";
import { OperatorContext } from "../../../src/shared/operator-context.js";
import type { DoorOrganization } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { eventually } from "../../support/eventually.js";

let door: DoorWorld;
let acme: DoorOrganization;
let someone: OperatorContext;
let flags: DoorWorld["container"]["flags"];
const operatorId = newId();

beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  ({ flags } = door.container);
  someone = new OperatorContext(
    door.world.database,
    { kind: "operator", operatorId, userId: newId() },
    { ip: "192.0.2.7" },
  );
});
afterAll(() => door.end());

const made = async (): Promise<Flag> =>
  flags.create(someone, { key: `f_${newId().slice(-12)}`, description: "A flag of a test" });
const told = (key: string) =>
  door.container.flagEvaluation.evaluate(acme.ctx, key).then((outcome) => outcome?.value ?? null);

/** Kinds of the platform's journal about one flag, oldest first. */
async function journalled(flagId: string): Promise<{ kind: string; actor: unknown; data: Record<string, unknown> }[]> {
  await door.container.sealer.seal(PLATFORM_ID);
  const rows = await door.world
    .as(PLATFORM_ID)
    .query<{ bytes: Buffer }>("SELECT bytes FROM journal_entry ORDER BY position");
  return rows
    .map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as any)
    .filter((entry) => entry.subject.id === flagId);
}

describe("flags", () => {
  test("B-FLAG-09 seeds are set on insert only, so what operators made of them survives a restart", async () => {
    const { world } = door;
    await Promise.all([flags.ensureSeeds(world.operator, FLAG_SEEDS), flags.ensureSeeds(world.operator, FLAG_SEEDS)]);
    expect(FLAG_SEEDS).toHaveLength(10);
    const before = await flags.list(world.operator);
    expect(before.filter(({ state }) => state === "off").map(({ key }) => key)).toEqual(
      expect.arrayContaining(FLAG_SEEDS.map(({ key }) => key)),
    );
    await flags.change(someone, "new_billing_engine", { state: "on", description: "Ours" });
    await flags.ensureSeeds(world.operator, FLAG_SEEDS);
    expect(await flags.get(world.operator, "new_billing_engine")).toMatchObject({ state: "on", description: "Ours" });
    await flags.kill(someone, "new_billing_engine");
  });

  test("B-FLAG-12 a new flag has a key and a description, and says no until it is configured", async () => {
    const { key } = await made();
    expect(await told(key)).toBe(false);
    await flags.change(someone, key, { state: "targeted", scope: { organizationSlugs: [acme.slug] } });
    expect(await told(key)).toBe(true);
    await expect(flags.create(someone, { key, description: "Again" })).rejects.toMatchObject({
      code: "flag_key_taken",
    });
  });

  test("what makes no sense is refused with the field that is wrong", async () => {
    const { key } = await made();
    const bad = (edit: object) => flags.change(someone, key, edit);
    await expect(bad({ percent: 101 })).rejects.toMatchObject({ code: "flag_percent_invalid", inputPath: ["percent"] });
    await expect(bad({ percent: 0.5 })).rejects.toMatchObject({ code: "flag_percent_invalid" });
    await expect(bad({ state: "maybe" })).rejects.toMatchObject({ code: "flag_state_invalid" });
    await expect(bad({ scope: { plans: ["a\u0000b"] } })).rejects.toMatchObject({ code: "flag_scope_invalid" });
    await expect(bad({ scope: { plans: Array.from({ length: 501 }, (_, n) => `p${n}`) } })).rejects.toMatchObject({
      code: "flag_scope_invalid",
      inputPath: ["plans"],
    });
    for (const wrong of ["", "A", "1a", "a-b", "a".repeat(64), "__proto__"]) {
      await expect(flags.create(someone, { key: wrong, description: "x" })).rejects.toMatchObject({
        code: "flag_key_invalid",
      });
    }
    await expect(flags.create(someone, { key: "fine", description: " " })).rejects.toMatchObject({
      code: "flag_description_invalid",
    });
    await expect(flags.get(someone, "nowhere")).rejects.toMatchObject({ kind: "notFound" });
  });

  test("B-FLAG-01 the twenty-first change drops the oldest, and the platform's journal keeps all", async () => {
    const { key, id } = await made();
    for (let percent = 1; percent <= 21; percent++) await flags.change(someone, key, { state: "rollout", percent });
    const history = await flags.history(someone, id);
    expect(history).toHaveLength(20);
    expect(history.map(({ percent }) => percent)).toEqual(Array.from({ length: 20 }, (_, n) => 21 - n));
    expect(await journalled(id)).toHaveLength(22);
  });

  test("B-FLAG-08 B-AUTH-06 a change names who made it, in the history and in the journal alike", async () => {
    const { key, id } = await made();
    await flags.change(someone, key, { state: "on" });
    const [newest] = await flags.history(someone, id);
    expect(newest).toMatchObject({ actorKind: "operator", actorId: operatorId, state: "on", note: null });
    const entries = await journalled(id);
    expect(entries.map(({ kind }) => kind)).toEqual(["flag.created", "flag.updated"]);
    expect(entries[1]).toMatchObject({ actor: { kind: "operator", id: operatorId }, data: { key, state: "on" } });
    expect(JSON.stringify(entries)).not.toContain("192.0.2.7");
  });

  test("B-FLAG-10 the kill switch is one change, and the journal says killed, not updated", async () => {
    const { key, id } = await made();
    await flags.change(someone, key, { state: "rollout", percent: 100 });
    expect(await told(key)).toBe(true);
    expect(await flags.kill(someone, key)).toMatchObject({ state: "off", percent: 0 });
    expect(await told(key)).toBe(false);
    const entries = await journalled(id);
    expect(entries.at(-1)).toMatchObject({ kind: "flag.killed", data: { state: "off", note: "kill-switch" } });
    expect((await flags.history(someone, id))[0]).toMatchObject({ note: "kill-switch", state: "off", percent: 0 });
  });

  test("of two who change what they both have read, the second is told", async () => {
    const { key, revision } = await made();
    const outcomes = await Promise.allSettled(
      ["on", "off"].map((state) => flags.change(someone, key, { state: state as "on", revision })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "flag_changed" } });
  });

  test("a flag that is deleted says no to everybody, and is journalled", async () => {
    const { key, id } = await made();
    await flags.change(someone, key, { state: "on" });
    await flags.delete(someone, key);
    expect(await told(key)).toBeNull();
    expect((await journalled(id)).at(-1)).toMatchObject({ kind: "flag.deleted", data: { key } });
  });

  test("the runtime role may read flags and change none", async () => {
    const { key } = await made();
    const { dataSource } = door.world;
    expect(await dataSource.query("SELECT key FROM flag WHERE key = $1", [key])).toEqual([{ key }]);
    await expect(dataSource.query("UPDATE flag SET state = 'on'")).rejects.toThrow(/permission denied/);
    await expect(dataSource.query("SELECT * FROM flag_change")).rejects.toThrow(/permission denied/);
  });

  test("another process hears of a change within the time that flags are kept", async () => {
    const { key } = await made();
    let nowMs = 0;
    const elsewhere = new FlagEvaluationService(new FlagSource(door.world.database, () => nowMs), "production");
    expect((await elsewhere.evaluate(acme.ctx, key))?.value).toBe(false);
    await flags.change(someone, key, { state: "on" });
    nowMs = FLAGS_KEPT_MS - 1;
    expect((await elsewhere.evaluate(acme.ctx, key))?.value).toBe(false);
    nowMs = FLAGS_KEPT_MS;
    expect((await elsewhere.evaluate(acme.ctx, key))?.value).toBe(true);
  });

  test("B-FLAG-03 an environment is the installation's own", async () => {
    const { key } = await made();
    await flags.change(someone, key, { state: "targeted", scope: { environments: ["staging"] } });
    const { database } = door.world;
    const staging = new FlagEvaluationService(new FlagSource(database), "staging");
    expect((await staging.evaluate(acme.ctx, key))?.value).toBe(true);
    expect(await told(key)).toBe(false);
  });
});

describe("our own gates", () => {
  test("R-REC-15 C-GATE-01 S-SUP-14 the gate decides the refusal, and its flag opens it", async () => {
    await flags.ensureSeeds(door.world.operator, FLAG_SEEDS);
    const { gates } = door.container;
    const ctx = acme.ctx;
    await expect(gates.require(ctx, "host_orgs")).rejects.toMatchObject({
      kind: "badRequest",
      code: "HOST_ORGS_GATED",
    });
    for (const regulated of ["irp_uploader", "tds_admin_view", "hris"] as const) {
      await expect(gates.require(ctx, regulated)).rejects.toMatchObject({ kind: "notFound", code: "NOT_FOUND" });
    }
    await expect(gates.require(ctx, "provider_orgs")).rejects.toMatchObject({
      kind: "notImplemented",
      message: expect.stringContaining("provider_orgs"),
    });
    await flags.change(someone, "host_orgs", { state: "targeted", scope: { organizationSlugs: [acme.slug] } });
    await gates.require(ctx, "host_orgs");
    const rival = await door.organization();
    expect(await gates.isOpen(rival.ctx, "host_orgs")).toBe(false);
    await flags.kill(someone, "host_orgs");
    await eventually(async () => expect(await gates.isOpen(ctx, "host_orgs")).toBe(false));
  });

  test("a gate without its flag is closed", async () => {
    await flags.delete(someone, "hris");
    expect(await door.container.gates.isOpen(acme.ctx, "hris")).toBe(false);
  });
});
