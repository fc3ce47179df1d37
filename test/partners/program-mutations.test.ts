import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { Asker, REFUSAL } from "../support/told.js";

const PROGRAM = `id slug name attributionModel windowDays holdbackDays destinationUrl startsAt endsAt version
  rules { key percent fixed { amountMinor currency } occurrence eventTypes capMonths }`;
const EFFECTS = "effects { kind message partnersAffected partnersKeeping }";

const CREATE = `mutation ($input: CreateProgramInput!) { createProgram(input: $input) {
  ${REFUSAL} ... on CreateProgramPayload { program { ${PROGRAM} } } } }`;
const EDIT = `mutation ($input: EditProgramInput!) { editProgram(input: $input) {
  ${REFUSAL} ... on EditProgramPayload { program { ${PROGRAM} } ${EFFECTS} } } }`;
const PREVIEW = `query ($input: EditProgramInput!) { previewProgramEdit(input: $input) {
  ${REFUSAL} ... on ProgramEditPreview { ${EFFECTS} } } }`;
const SCHEDULE = `mutation ($input: ScheduleProgramInput!) { scheduleProgram(input: $input) {
  ${REFUSAL} ... on ScheduleProgramPayload { program { ${PROGRAM} } } } }`;
const END = `mutation ($input: EndProgramInput!) { endProgram(input: $input) {
  ${REFUSAL} ... on EndProgramPayload { program { ${PROGRAM} } } } }`;
const VERSIONS = "query ($input: ID!) { program(id: $input) { versions { nodes { version } } } }";

const tenPercent = { key: "ten", percent: "10" };

const creation = (given: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: "Spring",
  slug: `spring-${newId().slice(-12)}`,
  destinationUrl: "https://shop.example.com/",
  attributionModel: "LINEAR",
  windowDays: 30,
  holdbackDays: 14,
  rules: [tenPercent],
  ...given,
});

describe("programs over the graph", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let rival: DoorOrganization;
  let managerToken: string;
  let manager: Asker;
  let looker: Asker;
  let auditor: string;

  beforeAll(async () => {
    door = await DoorWorld.start();
    [acme, rival] = [await door.organization(), await door.organization()];
    managerToken = (await acme.member("MANAGER")).token;
    manager = new Asker(door, managerToken);
    auditor = (await acme.member("SUPPORT")).token;
    looker = new Asker(door, auditor);
  });
  afterAll(() => door.end());

  const told = (text: string, input: Record<string, unknown>): Promise<any> => manager.told(text, input);

  async function made(given: Record<string, unknown> = {}): Promise<any> {
    const { program } = await told(CREATE, creation(given));
    return program;
  }

  /** What the journal says of the program, oldest first, once it says so much. */
  async function journalled(programId: string, expected: readonly string[]): Promise<void> {
    await eventually(async () => {
      const text = "{ journal(first: 100) { nodes { kind subject { id } } } }";
      const { data } = await door.graph(text, { token: auditor });
      const nodes = data.journal.nodes as { kind: string; subject: { id: string } }[];
      const kinds = nodes.filter(({ subject }) => subject.id === programId).map(({ kind }) => kind);
      expect(kinds.reverse()).toEqual(expected);
    });
  }

  describe("createProgram", () => {
    test("makes a program with its first version, as it was asked for", async () => {
      const rules = [
        { key: "sale", percent: "12.5", eventTypes: ["sale"], occurrence: "FIRST", capMonths: 6 },
        { key: "lead", fixed: { amountMinor: 250, currency: "EUR" } },
      ];
      const program = await made({ name: " Spring ", slug: "spring", rules, startsAt: "2027-01-01T00:00:00.000Z" });
      expect(program).toMatchObject({
        name: "Spring",
        slug: "spring",
        attributionModel: "LINEAR",
        startsAt: "2027-01-01T00:00:00.000Z",
        endsAt: null,
        version: 1,
        rules: [
          { key: "sale", percent: "12.5", fixed: null, eventTypes: ["sale"], occurrence: "FIRST", capMonths: 6 },
          { key: "lead", percent: null, fixed: { amountMinor: 250, currency: "EUR" }, occurrence: "EVERY" },
        ],
      });
      await journalled(program.id, ["PROGRAM_CREATED"]);
    });

    test("makes a slug of the name where none is given, and another one where that is taken", async () => {
      const [first, second] = [
        await made({ name: "Été à Paris!", slug: null }),
        await made({ name: "Été à Paris", slug: null }),
      ];
      expect([first.slug, second.slug]).toEqual(["ete-a-paris", "ete-a-paris-2"]);
      expect((await made({ name: "日本", slug: undefined })).slug).toBe("program");
    });

    test("of two that want a slug at once one gets it and the other is told", async () => {
      const answers = await Promise.all(
        ["a", "b", "c"].map((name) => told(CREATE, creation({ name, slug: "wanted" }))),
      );
      expect(answers.filter(({ __typename }) => __typename === "CreateProgramPayload")).toHaveLength(1);
      expect(answers).toContainEqual(
        expect.objectContaining({ __typename: "ProgramSlugTaken", code: "PROGRAM_SLUG_TAKEN", path: ["slug"] }),
      );
    });

    test.each([
      [{ name: " " }, "FieldInvalid", "NAME_INVALID", ["name"]],
      [{ name: "a\nb" }, "FieldInvalid", "NAME_INVALID", ["name"]],
      [{ slug: "Spring!" }, "FieldInvalid", "SLUG_INVALID", ["slug"]],
      [{ windowDays: 0 }, "FieldInvalid", "DAYS_INVALID", ["windowDays"]],
      [{ holdbackDays: 3651 }, "FieldInvalid", "DAYS_INVALID", ["holdbackDays"]],
      [{ deepLinkDomains: ["ok.example", "no/slash"] }, "FieldInvalid", "DOMAIN_INVALID", ["deepLinkDomains", "1"]],
      [{ destinationUrl: "javascript:alert(1)" }, "DestinationRefused", "DESTINATION_REFUSED", ["destinationUrl"]],
      [
        { startsAt: "2027-02-01T00:00:00Z", endsAt: "2027-01-01T00:00:00Z" },
        "FieldInvalid",
        "DATES_REVERSED",
        ["endsAt"],
      ],
      [{ rules: [{ key: "Big Key", percent: "1" }] }, "RulesInvalid", "RULES_INVALID", ["rules", "0", "key"]],
      [{ rules: [{ key: "a" }] }, "RulesInvalid", "RULES_INVALID", ["rules", "0", "percent"]],
      [
        { rules: [{ key: "a", percent: "1", fixed: { amountMinor: 1, currency: "EUR" } }] },
        "RulesInvalid",
        "RULES_INVALID",
        ["rules", "0", "percent"],
      ],
      [{ rules: [{ key: "a", percent: "1.00001" }] }, "RulesInvalid", "RULES_INVALID", ["rules", "0", "percent"]],
      [{ rules: [{ key: "a", percent: "1000.1" }] }, "RulesInvalid", "RULES_INVALID", ["rules", "0", "percent"]],
      [{ rules: [tenPercent, tenPercent] }, "RulesInvalid", "RULES_INVALID", ["rules"]],
      [
        { rules: [{ key: "a", fixed: { amountMinor: -1, currency: "EUR" } }] },
        "RulesInvalid",
        "RULES_INVALID",
        ["rules", "0", "fixed", "amountMinor"],
      ],
      [{ idempotencyKey: "has space" }, "FieldInvalid", "IDEMPOTENCY_KEY_INVALID", ["idempotencyKey"]],
    ])("refuses %j and says where the fault lies", async (given, __typename, code, path) => {
      expect(await told(CREATE, creation(given))).toMatchObject({ __typename, code, path });
    });
  });

  describe("editProgram", () => {
    test("changes everything that is asked, and journals each kind of change once", async () => {
      const program = await made();
      await told(END, { programId: program.id });
      const edit = {
        programId: program.id,
        name: "Summer",
        destinationUrl: "https://other.example.com/",
        deepLinkDomains: ["*.example.com"],
        attributionModel: "POSITION",
        windowDays: 60,
        holdbackDays: 7,
        rules: [{ key: "ten", percent: "20" }],
      };
      const { program: edited, effects } = await told(EDIT, edit);
      expect(edited).toMatchObject({
        name: "Summer",
        destinationUrl: "https://other.example.com/",
        attributionModel: "POSITION",
        windowDays: 60,
        holdbackDays: 7,
        rules: [{ key: "ten", percent: "20" }],
        version: 3,
      });
      expect(effects.map(({ kind }: { kind: string }) => kind)).toEqual([
        "NAME",
        "DESTINATION",
        "DEEP_LINK_DOMAINS",
        "ATTRIBUTION_MODEL",
        "WINDOW",
        "HOLDBACK",
        "RULES",
      ]);
      const steps = ["CREATED", "VERSIONED", "MODEL_CHANGED", "VERSIONED", "CHANGED"].map((step) => `PROGRAM_${step}`);
      await journalled(program.id, steps);
      expect((await told(EDIT, edit)).effects).toEqual([]);
      await told(SCHEDULE, { programId: program.id });
      await journalled(program.id, [...steps, "PROGRAM_VERSIONED"]);
    });

    test("an edit tells beforehand, in plain words, whom it reaches and who keeps what they have", async () => {
      const campaign = await acme.campaign({ deepLinkDomains: ["deep.example"] });
      const { programId } = campaign;
      const [ann, bob] = [await campaign.partner("Ann"), await campaign.partner("Bob")];
      await door.container.terms.clear(acme.ctx, bob.id, programId);
      await door.container.links.create(acme.ctx, {
        partnerId: ann.id,
        programId,
        destinationUrl: "https://deep.example/x",
      });
      const edit = {
        programId,
        name: "Newer",
        destinationUrl: "https://new.example/",
        holdbackDays: 1,
        rules: [{ key: "ten-percent", percent: "30" }],
      };
      const { effects } = await told(PREVIEW, edit);
      expect(effects).toMatchObject([
        { kind: "NAME", partnersAffected: 2, partnersKeeping: 0 },
        { kind: "DESTINATION", message: expect.stringContaining("2 links will lead to https://new.example/.") },
        { kind: "HOLDBACK", message: expect.stringContaining("1 day."), partnersAffected: 1, partnersKeeping: 1 },
        {
          kind: "RULES",
          message: expect.stringContaining("1 partner keeps the rules of their own terms"),
          partnersAffected: 1,
          partnersKeeping: 1,
        },
      ]);
      expect((await door.container.programs.current(acme.ctx, programId)).version).toBe(1);
      expect((await told(EDIT, edit)).effects).toEqual(effects);
      expect((await told(PREVIEW, edit)).effects).toEqual([]);
    });

    test("S20 model and window of an open program are refused, and nothing else of the edit is done", async () => {
      const program = await made();
      const edit = { programId: program.id, name: "Other", windowDays: 10 };
      for (const text of [PREVIEW, EDIT]) {
        expect(await told(text, edit)).toMatchObject({ __typename: "ProgramLive", code: "PROGRAM_LIVE" });
      }
      const { program: untouched } = await told(EDIT, { programId: program.id, windowDays: 30 });
      expect(untouched).toMatchObject({ name: "Spring", windowDays: 30 });
    });

    test("null clears the allowed domains and is refused where a value must be", async () => {
      const program = await made({ deepLinkDomains: ["a.example"] });
      const { effects } = await told(EDIT, { programId: program.id, deepLinkDomains: null });
      expect(effects).toMatchObject([{ kind: "DEEP_LINK_DOMAINS" }]);
      for (const field of ["name", "destinationUrl", "attributionModel", "windowDays", "holdbackDays", "rules"]) {
        const refused = await told(EDIT, { programId: program.id, [field]: null });
        expect(refused).toMatchObject({ __typename: "FieldInvalid", code: "NOT_CLEARABLE", path: [field] });
      }
    });

    test("a link follows its program's new destination without delay", async () => {
      const campaign = await acme.campaign();
      const { linkKey } = await campaign.partner();
      const target = async (): Promise<string> => {
        const answer = await fetch(`${door.url}/t/${acme.slug}/r/${linkKey}`, { redirect: "manual" });
        return new URL(answer.headers.get("location") ?? "").host;
      };
      expect(await target()).toBe("shop.example.com");
      await told(EDIT, { programId: campaign.programId, destinationUrl: "https://moved.example/" });
      await eventually(async () => expect(await target()).toBe("moved.example"));
    });

    test("edits at once come one after the other, each with a version of its own", async () => {
      const program = await made();
      const edits = Array.from({ length: 12 }, (_, days) =>
        told(EDIT, { programId: program.id, holdbackDays: days + 1 }),
      );
      await Promise.all(edits);
      expect((await door.container.programs.current(acme.ctx, program.id)).version).toBe(13);
      const { nodes } = (await door.graph(VERSIONS, { token: managerToken, variables: { input: program.id } })).data
        .program.versions;
      expect(nodes.map(({ version }: any) => version)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    });
  });

  describe("scheduleProgram and endProgram", () => {
    test("absent leaves a date, null clears it, and dates may be absurd but not reversed", async () => {
      const program = await made({ startsAt: "2027-01-01T00:00:00Z" });
      const scheduled = await told(SCHEDULE, { programId: program.id, endsAt: "2028-01-01T00:00:00Z" });
      expect(scheduled.program).toMatchObject({
        startsAt: "2027-01-01T00:00:00.000Z",
        endsAt: "2028-01-01T00:00:00.000Z",
      });
      const opened = await told(SCHEDULE, { programId: program.id, startsAt: null });
      expect(opened.program).toMatchObject({ startsAt: null, endsAt: "2028-01-01T00:00:00.000Z" });
      const reversed = await told(SCHEDULE, { programId: program.id, startsAt: "2029-01-01T00:00:00Z" });
      expect(reversed).toMatchObject({ __typename: "FieldInvalid", code: "DATES_REVERSED" });
      const absurd = { startsAt: "0001-01-01T00:00:00Z", endsAt: "9999-12-31T23:59:59.999Z" };
      expect((await told(SCHEDULE, { programId: program.id, ...absurd })).program).toMatchObject({
        startsAt: "0001-01-01T00:00:00.000Z",
        endsAt: "9999-12-31T23:59:59.999Z",
      });
    });

    test("a program ends now, or later, never in the past, and ending it twice changes nothing", async () => {
      const program = await made();
      const past = await told(END, { programId: program.id, endsAt: "2020-01-01T00:00:00Z" });
      expect(past).toMatchObject({ __typename: "FieldInvalid", code: "END_IN_PAST", path: ["endsAt"] });
      const later = await told(END, { programId: program.id, endsAt: "2099-01-01T00:00:00Z" });
      expect(later.program).toMatchObject({ endsAt: "2099-01-01T00:00:00.000Z", version: 2 });
      const ended = await told(END, { programId: program.id });
      expect(new Date(ended.program.endsAt).getTime()).toBeLessThanOrEqual(Date.now() + 1000);
      expect((await told(END, { programId: program.id })).program).toEqual(ended.program);
    });

    test("a program that has not begun cannot end before it begins", async () => {
      const program = await made({ startsAt: "2099-01-01T00:00:00Z" });
      expect(await told(END, { programId: program.id })).toMatchObject({ code: "DATES_REVERSED" });
    });
  });

  test("to another organization, and to those without the right, a program cannot be changed", async () => {
    const campaign = await rival.campaign();
    const own = await made();
    const inputs: [string, (programId: string) => Record<string, unknown>][] = [
      [EDIT, (programId) => ({ programId, name: "Mine" })],
      [PREVIEW, (programId) => ({ programId, name: "Mine" })],
      [SCHEDULE, (programId) => ({ programId, startsAt: null })],
      [END, (programId) => ({ programId })],
    ];
    for (const [text, input] of inputs) {
      expect(await manager.refusal(text, input(campaign.programId))).toBe("NOT_FOUND");
      expect(await looker.refusal(text, input(own.id))).toBe("FORBIDDEN");
    }
    expect(await looker.refusal(CREATE, creation())).toBe("FORBIDDEN");
    expect((await door.container.programs.current(rival.ctx, campaign.programId)).version).toBe(1);
  });
});
