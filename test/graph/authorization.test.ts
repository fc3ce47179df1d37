import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { ROLES } from "../../src/shared/role.js";
import type { GraphAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

type Who = (typeof ROLES)[number] | "PARTNER" | "admin" | "events" | "stranger";

const EVERYBODY: readonly Who[] = [...ROLES, "PARTNER", "admin", "events", "stranger"];
const RUNNING: readonly Who[] = ["OWNER", "MAINTAINER", "MANAGER"];
const LOOKING: readonly Who[] = ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"];
const AUDITING: readonly Who[] = ["OWNER", "MAINTAINER", "SUPPORT", "admin"];

/** Who may know whose events these are. */
const KNOWING: readonly Who[] = LOOKING.filter((who) => who !== "BILLING_ADMIN");

interface Operation {
  text: string;
  /** Who may; everybody else is refused. */
  allowed: readonly Who[];
  /** What it names: in the own organization it is there, in another one it is not found. */
  names?: "partnerId" | "idlePartnerId" | "programId" | "commissionId";
}

/** Every entry point of the graph. A new one without its line here fails the first test. */
const OPERATIONS: Record<string, Operation> = {
  "Query.viewer": {
    text: "{ viewer { kind } }",
    allowed: EVERYBODY.filter((who) => who !== "events"),
  },
  "Query.organization": {
    text: "{ organization { slug } }",
    allowed: EVERYBODY.filter((who) => who !== "events" && who !== "stranger"),
  },
  "Query._service": {
    text: "{ _service { sdl } }",
    allowed: EVERYBODY.filter((who) => who !== "events" && who !== "stranger"),
  },
  "Query._entities": {
    text: `{ _entities(representations: []) { __typename } }`,
    allowed: EVERYBODY.filter((who) => who !== "events" && who !== "stranger"),
  },
  "Query.programs": { text: "{ programs { nodes { id } } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.program": {
    text: "query ($id: ID!) { program(id: $id) { id } }",
    allowed: [...LOOKING, "PARTNER"],
    names: "programId",
  },
  "Query.partners": { text: "{ partners { nodes { id } } }", allowed: LOOKING },
  "Query.partner": {
    text: "query ($id: ID!) { partner(id: $id) { id } }",
    allowed: [...LOOKING, "PARTNER"],
    names: "partnerId",
  },
  "Query.links": { text: "{ links { nodes { id } } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.link": {
    text: `{ link(id: "018f0000-0000-7000-8000-000000000000") { id } }`,
    allowed: [...LOOKING, "PARTNER"],
  },
  "Query.clicks": { text: "{ clicks { nodes { id } } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.people": { text: "{ people { nodes { id } } }", allowed: KNOWING },
  "Query.person": { text: `{ person(id: "018f0000-0000-7000-8000-000000000000") { id } }`, allowed: KNOWING },
  "Query.events": { text: "{ events { nodes { id } } }", allowed: LOOKING },
  "Query.event": { text: `{ event(id: "018f0000-0000-7000-8000-000000000000") { id } }`, allowed: LOOKING },
  "Query.eventByExternalId": { text: `{ eventByExternalId(externalId: "e") { id } }`, allowed: LOOKING },
  "Query.programBySlug": { text: `{ programBySlug(slug: "none") { id } }`, allowed: [...LOOKING, "PARTNER"] },
  "Query.accounts": { text: "{ accounts { nodes { id } } }", allowed: LOOKING },
  "Query.transfers": { text: "{ transfers { nodes { id } } }", allowed: LOOKING },
  "Query.memberships": { text: "{ memberships { nodes { id } } }", allowed: LOOKING },
  "Query.apiKeys": { text: "{ apiKeys { nodes { id } } }", allowed: ["OWNER", "MAINTAINER"] },
  "Query.commissions": { text: "{ commissions { nodes { id } } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.commission": {
    text: "query ($id: ID!) { commission(id: $id) { id } }",
    allowed: [...LOOKING, "PARTNER"],
    names: "commissionId",
  },
  "Query.earnings": {
    text: "query ($id: ID!) { earnings(partnerId: $id) { cursor } }",
    allowed: [...LOOKING, "PARTNER"],
    names: "partnerId",
  },
  "Query.commissionStats": { text: "{ commissionStats { nodes { id } } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.clickStats": { text: "{ clickStats { nodes { id } } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.report": { text: "{ report(metrics: [CONVERSIONS, CLICKS]) { rows } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.reportCatalog": { text: "{ reportCatalog { name } }", allowed: [...LOOKING, "PARTNER"] },
  "Query.journal": { text: "{ journal { nodes { id } } }", allowed: AUDITING },
  "Query.journalVerification": { text: "{ journalVerification { isWhole } }", allowed: AUDITING },
  "Query.rateLimit": { text: "{ rateLimit { isEnforced } }", allowed: EVERYBODY },
  "Mutation.recordEvents": {
    text: `mutation { recordEvents(input: { events: [{ id: "e", type: "sale", userId: "u" }] }) { __typename } }`,
    allowed: [...RUNNING, "admin", "events"],
  },
  "Mutation.approveCommission": {
    text: "mutation ($id: ID!) { approveCommission(input: { commissionId: $id }) { __typename } }",
    allowed: RUNNING,
    names: "commissionId",
  },
  "Mutation.rejectCommission": {
    text: "mutation ($id: ID!) { rejectCommission(input: { commissionId: $id }) { __typename } }",
    allowed: RUNNING,
    names: "commissionId",
  },
  "Query.previewProgramEdit": {
    text: "query ($id: ID!) { previewProgramEdit(input: { programId: $id }) { __typename } }",
    allowed: [...RUNNING, "admin"],
    names: "programId",
  },
  "Query.simulateProgram": {
    text: "query ($id: ID!) { simulateProgram(input: { programId: $id }) { __typename } }",
    allowed: [...RUNNING, "admin"],
    names: "programId",
  },
  "Mutation.createProgram": {
    text: `mutation { createProgram(input: { name: "P", destinationUrl: "https://a.example/", attributionModel: LINEAR,
      windowDays: 1, holdbackDays: 1, rules: [] }) { __typename } }`,
    allowed: [...RUNNING, "admin"],
  },
  "Mutation.editProgram": {
    text: "mutation ($id: ID!) { editProgram(input: { programId: $id }) { __typename } }",
    allowed: [...RUNNING, "admin"],
    names: "programId",
  },
  "Mutation.scheduleProgram": {
    text: "mutation ($id: ID!) { scheduleProgram(input: { programId: $id }) { __typename } }",
    allowed: [...RUNNING, "admin"],
    names: "programId",
  },
  "Mutation.endProgram": {
    text: "mutation ($id: ID!) { endProgram(input: { programId: $id }) { __typename } }",
    allowed: [...RUNNING, "admin"],
    names: "programId",
  },
  "Mutation.createPartner": {
    text: `mutation { createPartner(input: { name: "A", email: "a@example.com" }) { __typename } }`,
    allowed: [...RUNNING, "admin"],
  },
  "Mutation.revokePartner": {
    text: "mutation ($id: ID!) { revokePartner(input: { partnerId: $id }) { __typename } }",
    allowed: [...RUNNING, "admin"],
    names: "idlePartnerId",
  },
  "Mutation.reinstatePartner": {
    text: "mutation ($id: ID!) { reinstatePartner(input: { partnerId: $id }) { __typename } }",
    allowed: RUNNING,
    names: "idlePartnerId",
  },
  "Mutation.createLink": {
    text: `mutation ($id: ID!) { createLink(input: { partnerId: $id, programId: $id }) { __typename } }`,
    allowed: [...RUNNING, "admin"],
    names: "idlePartnerId",
  },
  "Mutation.amendTerms": {
    text: "mutation ($id: ID!) { amendTerms(input: { partnerId: $id, programId: $id }) { __typename } }",
    allowed: RUNNING,
    names: "idlePartnerId",
  },
  "Mutation.clearTerms": {
    text: "mutation ($id: ID!) { clearTerms(input: { partnerId: $id, programId: $id }) { __typename } }",
    allowed: RUNNING,
    names: "idlePartnerId",
  },
  "Mutation.createApiKey": {
    text: `mutation { createApiKey(input: { name: "K", kind: EVENTS }) { __typename } }`,
    allowed: ["OWNER", "MAINTAINER"],
  },
  "Mutation.revokeApiKey": {
    text: "mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }",
    allowed: ["OWNER", "MAINTAINER"],
    names: "idlePartnerId",
  },
  "Mutation.signIn": {
    text: `mutation { signIn(input: { token: "x" }) { __typename } }`,
    allowed: EVERYBODY,
  },
};
/** Tested apart: it would end the session of whoever asks. */
const APART = ["Mutation.signOut"];

const REFUSALS = new Set([
  "FORBIDDEN",
  "forbidden_scope",
  "INTROSPECTION_REFUSED",
  "scoped_key_not_for_portal",
  "UNAUTHENTICATED",
  "tenant_slug_missing",
]);

interface Side {
  tokens: Record<Exclude<Who, "stranger">, string>;
  ids: Record<NonNullable<Operation["names"]>, string>;
}

let door: DoorWorld;
let acme: Side;
let rival: Side;

async function makeSide(): Promise<Side> {
  const organization = await door.organization();
  const campaign = await organization.campaign();
  const partner = await campaign.partner();
  await campaign.touch(partner, "user-1");
  await campaign.sale("user-1");
  const [commission] = await organization.ctx.query<{ id: string }>("SELECT id FROM commission");
  const tokens: Record<string, string> = { PARTNER: partner.token };
  for (const role of ROLES) tokens[role] = (await organization.member(role)).token;
  for (const kind of ["admin", "events"] as const) tokens[kind] = await organization.key(kind);
  return {
    tokens: tokens as Side["tokens"],
    ids: {
      partnerId: partner.id,
      idlePartnerId: (await organization.partner()).id,
      programId: campaign.programId,
      commissionId: commission!.id,
    },
  };
}

beforeAll(async () => {
  door = await DoorWorld.start();
  [acme, rival] = [await makeSide(), await makeSide()];
});
afterAll(() => door.end());

function ask({ text, names }: Operation, who: Who, named: Side): Promise<GraphAnswer> {
  const token = who === "stranger" ? undefined : acme.tokens[who];
  return door.graph(text, { token, ...(names && { variables: { id: named.ids[names] } }) });
}

const codes = ({ errors }: GraphAnswer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

describe("who may do what in the graph", () => {
  test("every entry point is in the table", () => {
    const { getQueryType, getMutationType } = schemaTypes();
    const entryPoints = [getQueryType, getMutationType].flatMap(({ name, fields }) =>
      fields.map((field) => `${name}.${field}`),
    );
    expect(entryPoints.sort()).toEqual([...Object.keys(OPERATIONS), ...APART].sort());
  });

  test.each(Object.entries(OPERATIONS))("%s: exactly those who may, may", async (_, operation) => {
    for (const who of EVERYBODY) {
      const refused = codes(await ask(operation, who, acme)).filter((code) => REFUSALS.has(code));
      expect({ who, isRefused: refused.length > 0 }).toEqual({ who, isRefused: !operation.allowed.includes(who) });
    }
  });

  test.each(Object.entries(OPERATIONS).filter(([, { names }]) => names))(
    "%s: what belongs to another organization does not exist, and looks like what never was",
    async (_, operation) => {
      const never: Side = {
        ...rival,
        ids: {
          partnerId: "018f0000-0000-7000-8000-000000000000",
          idlePartnerId: "018f0000-0000-7000-8000-000000000000",
          programId: "018f0000-0000-7000-8000-000000000000",
          commissionId: "018f0000-0000-7000-8000-000000000000",
        },
      };
      const malformed: Side = {
        ...rival,
        ids: { partnerId: "x", idlePartnerId: "x", programId: "' OR 1=1", commissionId: "\u0000" },
      };
      for (const who of operation.allowed.filter((who) => who !== "stranger")) {
        const [foreign, absent, broken] = await Promise.all([
          ask(operation, who, rival),
          ask(operation, who, never),
          ask(operation, who, malformed),
        ]);
        for (const answer of [foreign, absent, broken]) {
          expect({ who, codes: codes(answer) }).toEqual({ who, codes: ["NOT_FOUND"] });
        }
        expect(withoutRequest(foreign)).toEqual(withoutRequest(absent));
      }
    },
  );

  test("lists show the own organization's rows and no other's", async () => {
    const lists = `{ programs { nodes { id } } partners { nodes { id } } links { nodes { id } } commissions { nodes { id } } }`;
    const [own, other] = await Promise.all([
      door.graph(lists, { token: acme.tokens.OWNER }),
      door.graph(lists, { token: rival.tokens.OWNER }),
    ]);
    for (const list of ["programs", "partners", "links", "commissions"]) {
      const ids = (answer: GraphAnswer): string[] => answer.data[list].nodes.map(({ id }: { id: string }) => id);
      expect(ids(own).length).toBeGreaterThan(0);
      expect(ids(own).filter((id) => ids(other).includes(id))).toEqual([]);
    }
  });

  test("a path of another organization is not found, whatever is asked", async () => {
    const { data } = await door.graph("{ organization { slug } }", { token: rival.tokens.OWNER });
    const answer = await door.graph("{ __typename }", { token: acme.tokens.OWNER, slug: data.organization.slug });
    expect(answer).toMatchObject({ status: 404, errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  test("a stranger without an organization is asked for one, on the field and not on the request", async () => {
    const answer = await door.graph("{ __typename organization { slug } }");
    expect(answer).toMatchObject({
      status: 200,
      errors: [{ path: ["organization"], extensions: { code: "tenant_slug_missing" } }],
    });
  });
});

function schemaTypes() {
  const schema = door.container.graphExecutor().schema;
  const fieldsOf = (name: "Query" | "Mutation") => {
    const type = name === "Query" ? schema.getQueryType() : schema.getMutationType();
    return { name, fields: Object.keys(type?.getFields() ?? {}) };
  };
  return { getQueryType: fieldsOf("Query"), getMutationType: fieldsOf("Mutation") };
}

const withoutRequest = ({ data, errors }: GraphAnswer): unknown => ({
  data,
  errors: errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code })),
});
