import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "graphql";

import type { ExecutionMode, GraphExecutor } from "../../src/http/graphql/graph-executor.js";
import { GraphContext } from "../../src/resolvers/graph-context.js";
import { JsonText } from "../../src/schema/read/json-text.js";
import { countedStatements } from "../support/counted-statements.js";
import type { GraphAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { silentLog } from "../support/silent-log.js";

let door: DoorWorld;
let token: string;
let partnerToken: string;

const PARTNERS = 6;
const SALES = 3;

beforeAll(async () => {
  door = await DoorWorld.start();
  const organization = await door.organization();
  ({ token } = await organization.member("OWNER"));
  const campaign = await organization.campaign();
  for (let one = 0; one < PARTNERS; one++) {
    const partner = await campaign.partner(`Partner ${one}`);
    if (one === 0) partnerToken = partner.token;
    for (let each = 0; each < SALES; each++) {
      await campaign.touch(partner, `user-${one}-${each}`);
      await campaign.sale(`user-${one}-${each}`, { metadata: { each } });
    }
  }
});
afterAll(() => door.end());

/** Every answer comes from the comparing executor: it is the same in each mode, or an error. */
const ask = (text: string, variables?: Record<string, unknown>): Promise<GraphAnswer> =>
  door.graph(text, { token, ...(variables && { variables }) });

const DASHBOARD = `{ partners(first: 20) { nodes { id name links { totalCount } commissions(first: 10) { nodes {
  id status createdAt amount { amountMinor currency } event { id type occurredAt amount { amountMinor } } } } } } }`;

const DEEP = `{ commissions(first: 20) { edges { cursor node { netAmount { amountMinor } adjustments { reason }
  partner { name terms { nodes { version source rules { key } } } } program { status version versions { nodes { version rules { percent } } } }
  event { metadata person { userId identities { visitorId click { link { url destinationUrl } flags { reason } } } }
    attributions { version model weightTotal trace credits { weight value { amountMinor } partner { name } click { clickedAt } } }
    commissions { id } } } } } }`;

describe("the read planner", () => {
  test("a dashboard has its rows, each with what belongs to it", async () => {
    const { data, errors } = await ask(DASHBOARD);
    expect(errors).toBeUndefined();
    expect(data.partners.nodes).toHaveLength(PARTNERS);
    for (const { links, commissions } of data.partners.nodes) {
      expect(links.totalCount).toBe(1);
      expect(commissions.nodes).toHaveLength(SALES);
      expect(commissions.nodes[0]).toMatchObject({ status: "HELD", amount: { amountMinor: 1000, currency: "USD" } });
      expect(commissions.nodes[0].event).toMatchObject({ type: "sale", amount: { amountMinor: 10_000 } });
    }
  });

  test("everything around a commission, planned and resolved fields together", async () => {
    const { data, errors } = await ask(DEEP);
    expect(errors).toBeUndefined();
    expect(data.commissions.edges).toHaveLength(PARTNERS * SALES);
    const [{ node }] = data.commissions.edges;
    expect(node.event.person.identities[0].click.link.url).toMatch(/^http.*\/r\//);
    expect(node.event.attributions[0]).toMatchObject({ model: "LAST_CLICK", weightTotal: "1" });
    expect(node.program).toMatchObject({
      status: "OPEN",
      version: 1,
      versions: { nodes: [{ rules: [{ percent: "10" }] }] },
    });
  });

  test("aliases, fragments and one field asked for twice", async () => {
    const { data, errors } =
      await ask(`{ a: partners(first: 1) { ...page } b: partners(first: 1, order: NEWEST_FIRST) { ...page } }
      fragment page on PartnerConnection { __typename total: totalCount list: nodes { __typename label: name
        one: commissions(first: 1) { nodes { id } } two: commissions(first: 2) { nodes { id status } } } }`);
    expect(errors).toBeUndefined();
    expect(data.a).toMatchObject({ __typename: "PartnerConnection", total: PARTNERS });
    expect(data.a.list[0]).toMatchObject({ __typename: "Partner", label: "Partner 0" });
    expect(data.b.list[0].label).toBe(`Partner ${PARTNERS - 1}`);
    expect([data.a.list[0].one.nodes.length, data.a.list[0].two.nodes.length]).toEqual([1, 2]);
  });

  test("every list answers without arguments", async () => {
    const lists = [
      "programs",
      "partners",
      "links",
      "clicks",
      "people",
      "events",
      "commissions",
      "accounts",
      "transfers",
    ];
    const { data, errors } = await ask(
      `{ ${[...lists, "memberships", "apiKeys"]
        .map((list) => `${list} { totalCount isTotalCountExact nodes { __typename id } }`)
        .join(" ")} }`,
    );
    expect(errors).toBeUndefined();
    for (const list of lists) expect([list, data[list].nodes.length > 0]).toEqual([list, true]);
    expect(data.events).toMatchObject({ totalCount: PARTNERS * SALES, isTotalCountExact: true });
  });

  test("variables turn fields on and off, and their values reach the statement", async () => {
    const text = `query ($with: Boolean!, $status: CommissionStatus, $first: Int!) {
      commissions(status: $status, first: $first) { totalCount nodes { id @include(if: $with) status @skip(if: $with) } } }`;
    const held = await ask(text, { with: true, status: "HELD", first: 2 });
    expect(held.data.commissions.nodes).toEqual([{ id: expect.any(String) }, { id: expect.any(String) }]);
    const paid = await ask(text, { with: false, status: "PAID", first: 2 });
    expect(paid.data.commissions).toEqual({ totalCount: 0, nodes: [] });
    const all = await ask(text, { with: false, status: null, first: 100 });
    expect(all.data.commissions.nodes).toHaveLength(PARTNERS * SALES);
  });

  test("a variable that may not be null and is not sent has its default", async () => {
    const { data, errors } = await ask(
      "query ($first: Int! = 2, $order: ListOrder! = NEWEST_FIRST) { partners(first: $first, order: $order) { nodes { name rules: terms(first: $first) { nodes { rules { key } } } } } }",
    );
    expect(errors).toBeUndefined();
    expect(data.partners.nodes.map(({ name }: { name: string }) => name)).toEqual([
      `Partner ${PARTNERS - 1}`,
      `Partner ${PARTNERS - 2}`,
    ]);
  });

  test("pages go on below the root as at it, once through everything", async () => {
    const { data } = await ask("{ partners(first: 1) { nodes { id } } }");
    const [{ id }] = data.partners.nodes;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: GraphAnswer = await ask(
        "query ($id: ID!, $after: String) { partner(id: $id) { commissions(first: 2, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }",
        { id, after },
      );
      const { edges, pageInfo } = page.data.partner.commissions;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...edges.map(({ node }: { node: { id: string } }) => node.id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(SALES);
    expect(seen).toHaveLength(SALES);
  });

  test("where a row stands is told by its cursor alone", async () => {
    const { data } = await ask("{ partners(first: 2) { edges { cursor node { name } } pageInfo { endCursor } } }");
    expect(data.partners.edges.map(({ node }: { node: object }) => node)).toEqual([
      { name: "Partner 0" },
      { name: "Partner 1" },
    ]);
    expect(data.partners.pageInfo.endCursor).toBe(data.partners.edges[1].cursor);
  });

  test("an impossible page below the root is an error of that field, and a forged cursor as well", async () => {
    const { errors } = await ask("{ partners { nodes { name commissions(first: 1000) { nodes { id } } } } }");
    expect(errors?.[0]).toMatchObject({
      path: ["partners", "nodes", 0, "commissions"],
      extensions: { code: "page_out_of_bounds" },
    });
    const forged = await ask('{ partners { nodes { commissions(after: "AAAA") { nodes { id } } } } }');
    expect(forged.errors?.[0]?.extensions.code).toBe("cursor_invalid");
    const absurd = await ask(
      '{ partners(search: "\\u0000") { nodes { id } } links(programId: "1 OR true") { nodes { id } } }',
    );
    expect(absurd).toMatchObject({ errors: undefined, data: { partners: { nodes: [] }, links: { nodes: [] } } });
  });

  test("a partner is found by any word of the name, by several in their order, and by the address", async () => {
    const world = await door.organization();
    const { token: owner } = await world.member("OWNER");
    const campaign = await world.campaign();
    for (const name of ["The Quiet Bench", "Benchmark", "Unquiet"]) await campaign.partner(name);
    const found = async (search: string) => {
      const { data, errors } = await door.graph(
        "query ($search: String) { partners(search: $search) { nodes { name } } }",
        {
          token: owner,
          variables: { search },
        },
      );
      expect(errors).toBeUndefined();
      return data.partners.nodes.map(({ name }: { name: string }) => name);
    };
    expect(await found("bench")).toEqual(["The Quiet Bench", "Benchmark"]);
    expect(await found("QUIET b")).toEqual(["The Quiet Bench"]);
    expect(await found("the q")).toEqual(["The Quiet Bench"]);
    expect(await found("bench quiet")).toEqual([]);
    expect(await found("%")).toEqual([]);
    expect(await found("")).toHaveLength(3);
  });

  test("a partner sees what is their own, at any depth, and what is withheld is withheld alone", async () => {
    const { data, errors } = await door.graph(
      "{ commissions { totalCount nodes { partner { name } program { links { totalCount } } event { metadata person { userId } commissions { id } } } } programs { nodes { commissions { totalCount } } } }",
      { token: partnerToken },
    );
    expect(data.commissions.totalCount).toBe(SALES);
    expect(data.programs.nodes).toEqual([{ commissions: { totalCount: SALES } }]);
    for (const { partner, program, event } of data.commissions.nodes) {
      expect({ partner, program, event }).toMatchObject({
        partner: { name: "Partner 0" },
        program: { links: { totalCount: 1 } },
        event: { metadata: null, person: null },
      });
    }
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(["FORBIDDEN"]));
  });

  test("a partner finds their own by their id in capitals as well", async () => {
    const as = { token: partnerToken };
    const { data: found } = await door.graph("{ viewer { partner { id } } }", as);
    const partnerId = String(found.viewer.partner.id).toUpperCase();
    const { data, errors } = await door.graph(
      `query ($partnerId: ID) { links(partnerId: $partnerId) { totalCount }
        commissions(partnerId: $partnerId) { totalCount } earnings(partnerId: $partnerId) { accounts { currency } } }`,
      { ...as, variables: { partnerId } },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ links: { totalCount: 1 }, commissions: { totalCount: SALES } });
    expect(data.earnings.accounts).toEqual([{ currency: "USD" }]);
  });
});

async function run(mode: ExecutionMode, text: string): Promise<{ statements: string[]; data: unknown }> {
  const executor: GraphExecutor = door.container.graphExecutor(mode);
  const caller = await door.container.callers.resolve(undefined, { authorization: `Bearer ${token}` }, {});
  const context = new GraphContext({
    caller,
    requestId: "r",
    log: silentLog,
    answer: {},
    feeds: door.container.feeds,
  });
  let data: unknown;
  const statements = await countedStatements(async () => {
    const result = await executor.execute({ document: parse(text), documentHash: text }, context);
    expect(result.errors).toBeUndefined();
    ({ data } = result);
  });
  return { statements, data };
}

describe("how many statements an operation is", () => {
  test("one for a dashboard, as rows and as text, whatever it holds", async () => {
    const rows = await run("rows", DASHBOARD);
    const text = await run("text", DASHBOARD);
    expect([rows.statements.length, text.statements.length]).toEqual([1, 1]);
    expect(text.data).toBeInstanceOf(JsonText);
    expect(rows.data).not.toBeInstanceOf(JsonText);
  });

  test("with fields that only resolvers know, one and one more for each of those", async () => {
    const { statements } = await run("rows", DEEP);
    expect(statements).toHaveLength(1);
    const rules = await run("rows", "{ commissions(first: 100) { nodes { program { rules { key } } } } }");
    expect(rules.statements).toHaveLength(2);
  });

  test("one for each type of the objects that a gateway names, however many they are", async () => {
    const { data } = await run("rows", "{ partners { nodes { id } } commissions(first: 3) { nodes { id } } }");
    const found = JSON.parse(JSON.stringify(data)) as Record<"partners" | "commissions", { nodes: { id: string }[] }>;
    const named = [...found.partners.nodes, ...found.commissions.nodes].flatMap(({ id }) => [
      `{ __typename: "Partner", id: "${id}" }`,
      `{ __typename: "Commission", id: "${id}" }`,
    ]);
    const selection = "... on Partner { name links { nodes { key } } } ... on Commission { event { type } }";
    const { statements } = await run("rows", `{ _entities(representations: [${named.join(" ")}]) { ${selection} } }`);
    expect(statements).toHaveLength(2);
  });

  test("level by level one a level, never one a row", async () => {
    const { statements } = await run("levels", DASHBOARD);
    expect(statements).toHaveLength(4);
  });

  test("an answer is kept while the journal stands still, and not a moment longer", async () => {
    const executor = door.container.graphExecutor("kept");
    const organization = await door.organization();
    const { token: owner } = await organization.member("OWNER");
    const ask = async () => {
      const caller = await door.container.callers.resolve(undefined, { authorization: `Bearer ${owner}` }, {});
      const context = new GraphContext({
        caller,
        requestId: "r",
        log: silentLog,
        answer: {},
        feeds: door.container.feeds,
      });
      const text = "{ partners { totalCount } }";
      let answer = "";
      const statements = await countedStatements(async () => {
        const { data } = await executor.execute({ document: parse(text), documentHash: text }, context);
        answer = JSON.stringify(data);
      });
      return { answer, statements: statements.filter((statement) => /"partner"/.test(statement)).length };
    };
    await ask();
    for (let each = 1; each <= 3; each++) {
      await organization.partner();
      // Written a moment ago, sealed or not: the writer sees it at once.
      expect((await ask()).answer).toBe(`{"partners":{"totalCount":${each}}}`);
    }
    const isQuiet = async () => (await ask()).statements === 0;
    for (let attempt = 0; !(await isQuiet()); attempt++) expect(attempt).toBeLessThan(100);
    expect(await ask()).toEqual({ answer: '{"partners":{"totalCount":3}}', statements: 0 });
  });
});
