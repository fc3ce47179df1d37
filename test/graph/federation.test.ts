import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { isUnionType, parse } from "graphql";

import { FEDERATED_TYPES } from "../../src/schema/platform/federation.js";
import type { DoorOrganization, GraphAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { NotesGateway } from "../support/notes-gateway.js";

const ENTITIES = `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on Organization { id slug }
      ... on User { id email }
      ... on Partner { id name links(first: 1) { nodes { key program { name } } } earnings { accounts { currency } } }
      ... on Program { id slug rules { key } }
      ... on Commission { id netAmount { amountMinor currency } explanation { reconciles } }
    }
  }`;
const NEVER = "018f0000-0000-7000-8000-000000000000";

interface Side {
  organization: DoorOrganization;
  owner: string;
  partner: { id: string; token: string };
  userId: string;
  programId: string;
  commissionId: string;
}

let door: DoorWorld;
let acme: Side;
let rival: Side;

async function makeSide(): Promise<Side> {
  const organization = await door.organization();
  const campaign = await organization.campaign({ name: "Summer Sale" });
  const partner = await campaign.partner("Nora");
  await campaign.touch(partner, "user-1");
  await campaign.sale("user-1");
  const { token: owner, membershipId } = await organization.member("OWNER");
  const [commission] = await organization.ctx.query<{ id: string }>("SELECT id FROM commission");
  const [member] = await organization.ctx.query<{ id: string }>("SELECT user_id AS id FROM membership WHERE id = $1", [
    membershipId,
  ]);
  const { programId } = campaign;
  return { organization, owner, partner, userId: member!.id, programId, commissionId: commission!.id };
}

const allOf = ({ organization, userId, partner, programId, commissionId }: Side) => [
  { __typename: "Commission", id: commissionId },
  { __typename: "Partner", id: partner.id },
  { __typename: "Organization", id: organization.id },
  { __typename: "Program", id: programId },
  { __typename: "User", id: userId },
];

const entities = (representations: unknown[], token?: string): Promise<GraphAnswer> =>
  door.graph(ENTITIES, { token, variables: { representations } });

const codes = ({ errors }: GraphAnswer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

const service = async (token?: string): Promise<GraphAnswer> => door.graph("{ _service { sdl } }", { token });

beforeAll(async () => {
  door = await DoorWorld.start();
  [acme, rival] = [await makeSide(), await makeSide()];
});
afterAll(() => door.end());

describe("objects by their ids, for gateways", () => {
  test("each comes at its place with what is asked of its type, also twice", async () => {
    const asked = allOf(acme);
    const { data, errors } = await entities([...asked, asked[1]], acme.owner);
    expect(errors).toBeUndefined();
    const found: { __typename: string; id: string }[] = data["_entities"];
    expect(found.map(({ __typename, id }) => ({ __typename, id }))).toEqual([...asked, asked[1]]);
    expect(found[0]).toMatchObject({
      netAmount: { amountMinor: 1000, currency: "USD" },
      explanation: { reconciles: true },
    });
    expect(found[1]).toMatchObject({
      name: "Nora",
      links: { nodes: [{ program: { name: "Summer Sale" } }] },
      earnings: { accounts: [{ currency: "USD" }] },
    });
    expect(found[3]).toMatchObject({ rules: [{ key: expect.any(String) }] });
  });

  test("what is another organization's, or nobody's, or no id at all, is null and nothing else is missing", async () => {
    const foreign = allOf(rival);
    const strange = [NEVER, "x", "' OR 1=1", "\u0000", ""].map((id) => ({ __typename: "Partner", id }));
    const { data, errors } = await entities([...foreign, ...strange, ...allOf(acme)], acme.owner);
    expect(errors).toBeUndefined();
    const expected = [...foreign, ...strange].map(() => null);
    expect(data["_entities"].slice(0, expected.length)).toEqual(expected);
    expect(data["_entities"].slice(expected.length)).not.toContain(null);
  });

  test("a partner finds what is their own and no other's", async () => {
    const { organization } = acme;
    const other = await organization.partner("Other");
    const asked = allOf(acme).filter(({ __typename }) => __typename !== "User");
    const own = await entities([...asked, { __typename: "Partner", id: other.id }], acme.partner.token);
    expect(own.errors).toBeUndefined();
    expect(own.data["_entities"].map((found: object | null) => found !== null)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    const others = await entities(asked, other.token);
    expect(others.data["_entities"].map((found: object | null) => found !== null)).toEqual([false, false, true, false]);
  });

  test("whoever may not read one of a type may not read it by this way either", async () => {
    expect(codes(await entities([{ __typename: "User", id: acme.userId }], acme.partner.token))).toEqual(["FORBIDDEN"]);
    const { token } = await acme.organization.member("LEARNER");
    for (const representation of allOf(acme)) {
      const isOpen = representation.__typename === "Organization";
      expect(codes(await entities([representation], token))).toEqual(isOpen ? [] : ["FORBIDDEN"]);
    }
    expect(codes(await entities(allOf(acme)))).toEqual(["tenant_slug_missing"]);
  });

  test("a guarded field below is refused by itself", async () => {
    const { data, errors } = await door.graph(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Partner { name revokeReason } } }`,
      {
        token: acme.partner.token,
        variables: { representations: [{ __typename: "Partner", id: acme.partner.id }] },
      },
    );
    expect(data["_entities"]).toEqual([{ name: "Nora", revokeReason: null }]);
    expect(errors).toMatchObject([{ path: ["_entities", 0, "revokeReason"], extensions: { code: "FORBIDDEN" } }]);
  });

  test.each<[string, unknown[]]>([
    ["a type without a key", [{ __typename: "Link", id: NEVER }]],
    ["a type that is none", [{ __typename: "constructor", id: NEVER }]],
    ["no type", [{ id: NEVER }]],
    ["no id", [{ __typename: "Partner" }]],
    ["an id that is no text", [{ __typename: "Partner", id: { toString: 1 } }]],
    ["no object", ["Partner"]],
    ["1,001 of them", Array.from({ length: 1001 }, () => ({ __typename: "Partner", id: NEVER }))],
  ])("%s is a typed refusal", async (_, representations) => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }`;
    const answer = await door.graph(query, { token: acme.owner, variables: { representations } });
    expect(codes(answer)).toEqual([expect.stringMatching(/^BAD_(USER_INPUT|REQUEST)$/)]);
  });
});

describe("a graph of graphs", () => {
  test("strangers and events keys are not told what the graph looks like", async () => {
    for (const token of [undefined, await acme.organization.key("events:write")]) {
      const answer = await service(token);
      expect(answer).toMatchObject({ status: 403, errors: [{ extensions: { code: "INTROSPECTION_REFUSED" } }] });
      expect(JSON.stringify(answer.data ?? null)).not.toContain("Partner");
    }
  });

  test("Apollo's own library takes the description, and it says nothing of the gateway's ways", async () => {
    const { data } = await service(acme.owner);
    const { sdl } = data["_service"];
    expect(sdl).not.toMatch(/_entities|_service|_Any/);
    const keyed = buildSubgraphSchema(parse(sdl)).getType("_Entity");
    const names = isUnionType(keyed) ? keyed.getTypes().map(({ name }) => name) : [];
    expect(names.sort()).toEqual(Object.keys(FEDERATED_TYPES).sort());
  });

  test("a gateway answers from this graph and another one together, by the rights of who asks", async () => {
    const { data } = await service(acme.owner);
    const note = { text: "Call her on Monday.", partnerId: acme.partner.id };
    const gateway = await NotesGateway.start(`${door.url}/graphql`, data["_service"].sdl, [
      note,
      { text: "Not ours.", partnerId: rival.partner.id },
    ]);
    try {
      const nested =
        "name commissions(first: 5) { nodes { status netAmount { amountMinor currency } event { type } } }";
      const direct = await door.graph(`query ($id: ID!) { partner(id: $id) { ${nested} } }`, {
        token: acme.owner,
        variables: { id: acme.partner.id },
      });
      const there = await gateway.ask(`{ notes { nodes { text about { id ${nested} } } } }`, acme.owner);
      expect(there.data.notes.nodes).toEqual([
        { text: "Call her on Monday.", about: { id: acme.partner.id, ...direct.data.partner } },
        { text: "Not ours.", about: null },
      ]);
      expect(direct.data.partner.commissions.nodes).toHaveLength(1);

      const back = await gateway.ask(
        `{ partners(search: "Nora") { nodes { name noteCount } pageInfo { hasNextPage } } }`,
        acme.owner,
      );
      expect(back.data.partners).toEqual({ nodes: [{ name: "Nora", noteCount: 1 }], pageInfo: { hasNextPage: false } });

      const foreign = await gateway.ask("{ notes { nodes { text about { name } } } }", rival.owner);
      expect(foreign.data.notes.nodes.map(({ about }: { about: unknown }) => about)).toEqual([null, { name: "Nora" }]);
      const stranger = await gateway.ask("{ partners { nodes { name } } }");
      expect(stranger.errors?.length).toBeGreaterThan(0);
      expect(JSON.stringify(stranger)).not.toContain("Nora");
    } finally {
      await gateway.stop();
    }
  });
});
