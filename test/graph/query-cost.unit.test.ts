import "reflect-metadata";

import { describe, expect, test } from "@jest/globals";
import { getIntrospectionQuery, getOperationAST, parse } from "graphql";

import { objectsIn } from "../../src/http/graphql/limits/objects-in.js";
import { QUERY_COST_MAX, QueryCosts, requireAffordable } from "../../src/http/graphql/limits/query-cost.js";
import { JsonText } from "../../src/schema/read/json-text.js";
import { buildGraphSchema } from "../../src/resolvers/build-graph-schema.js";

const costs = new QueryCosts(buildGraphSchema());

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  return costs.estimate(document, getOperationAST(document)!, query, variables).points;
}

const page = (name: string, partners: number, links: number) =>
  `${name}: partners(first: ${partners}) { nodes { links(first: ${links}) { nodes { id } } } }`;
const dear = (rest: number) =>
  `{ ${page("a", 100, 100)} ${page("b", 100, 100)} ${page("c", 45, 100)} d: partners(first: ${rest}) { nodes { id } } }`;

const named = (count: number) => Array.from({ length: count }, () => ({ __typename: "Partner", id: "1" }));

describe("what an operation may cost", () => {
  test.each<[string, string, number]>([
    ["nothing but a name", "{ __typename }", 1],
    ["one object", "{ organization { id name slug } }", 1],
    ["an object in an object", "{ viewer { organization { id } } }", 2],
    ["a page of twenty, as nobody says otherwise", "{ partners { nodes { id } } }", 1 + 20],
    ["a page of five", "{ partners(first: 5) { nodes { id } } }", 1 + 5],
    [
      "edges, each with its node",
      "{ partners(first: 5) { edges { cursor node { id } } pageInfo { hasNextPage } } }",
      12,
    ],
    ["an empty page", "{ partners(first: 0) { nodes { id } } }", 1],
    ["a page that is out of bounds, as the largest", "{ partners(first: 1000000) { nodes { id } } }", 101],
    ["a page in a page", "{ partners(first: 5) { nodes { links(first: 3) { nodes { id } } } } }", 1 + 5 * (1 + 1 + 3)],
    ["a list that is no page", "{ programs(first: 2) { nodes { rules { key } } } }", 1 + 2 * (1 + 10)],
    ["the same twice", "{ a: organization { id } b: organization { id } }", 2],
    ["a change", `mutation { signOut { signedOut } }`, 11],
    ["a frame", "subscription { commissions { commission { event { id } } } }", 3],
    ["hashing the journal", "{ journalVerification { isWhole } }", 1001],
    ["a fragment", "{ partners(first: 5) { ...Page } } fragment Page on PartnerConnection { nodes { id } }", 6],
    ["a fragment without a name", "{ partners(first: 5) { ... on PartnerConnection { nodes { id } } } }", 6],
  ])("%s", (_, query, points) => {
    expect(costOf(query)).toBe(points);
  });

  test("pages by variables count as they are given, by their default, and not as what others gave", () => {
    const query = "query ($n: Int! = 7) { partners(first: $n) { nodes { id } } }";
    expect([costOf(query), costOf(query, { n: 3 }), costOf(query, { n: 100 }), costOf(query)]).toEqual([8, 4, 101, 8]);
    const named = "query ($constructor: Int) { partners(first: $constructor) { nodes { id } } }";
    expect(costOf(named)).toBe(21);
  });

  test("objects that are named one by one count as many as are named", () => {
    const query =
      "query ($n: [_Any!]!) { _entities(representations: $n) { ... on Partner { links(first: 3) { nodes { id } } } } }";
    expect([costOf(query, { n: named(1) }), costOf(query, { n: named(200) })]).toEqual([1 + 1 + 3, 200 * (1 + 1 + 3)]);
    const spelled = `{ _entities(representations: [{ __typename: "Partner", id: "1" }, { __typename: "Partner", id: "2" }]) { __typename } }`;
    expect(costOf(spelled)).toBe(2);
  });

  test("fragments of fragments are counted, in a moment", () => {
    const fragments = Array.from(
      { length: 200 },
      (_, index) =>
        `fragment F${index} on Partner { a${index}: earnings { partner { ...F${index + 1} ...F${index + 1} } } }`,
    );
    const startedAt = performance.now();
    const points = costOf(
      `{ partners(first: 1) { nodes { ...F0 } } } ${fragments.join(" ")} fragment F200 on Partner { id }`,
    );
    expect(points).toBeGreaterThan(1e50);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test("the standard introspection query can be paid", () => {
    expect(costOf(getIntrospectionQuery())).toBeLessThan(QUERY_COST_MAX);
  });

  test("the dearest operation passes, and one point more does not", () => {
    expect(costOf(dear(6))).toBe(QUERY_COST_MAX);
    expect(() => requireAffordable(costOf(dear(6)))).not.toThrow();
    expect(costOf(dear(7))).toBe(QUERY_COST_MAX + 1);
    expect(() => requireAffordable(costOf(dear(7)))).toThrow("can cost up to 25001 points");
  });

  test("objects that a default names count as many as it names", () => {
    const named = Array.from({ length: 50 }, (_, index) => `{ __typename: "Partner", id: "${index}" }`).join(" ");
    const document = `query ($r: [_Any!]! = [${named}]) { _entities(representations: $r) { ... on Partner { id } } }`;
    expect(costOf(document)).toBe(50);
    expect(costOf(document, { r: [{ __typename: "Partner", id: "1" }] })).toBe(1);
  });

  test("what works hard costs that for each object that has it", () => {
    expect(costOf("{ commissions(first: 20) { nodes { explanation { summary } } } }")).toBe(1 + 20 * (1 + 100 + 1));
    expect(() =>
      requireAffordable(
        costOf(
          "{ a: commissions(first: 100) { nodes { explanation { summary } } } b: commissions(first: 100) { nodes { explanation { summary } } } c: commissions(first: 100) { nodes { explanation { summary } } } }",
        ),
      ),
    ).toThrow("Ask for smaller pages.");
  });

  test("what an answer did cost is the number of its objects", () => {
    expect(objectsIn({ partners: { nodes: [{ id: 1 }, { id: 2, links: { nodes: [] } }], empty: null } })).toBe(5);
    expect(objectsIn(null)).toBe(0);
    expect(objectsIn(new JsonText('{"partners":{"nodes":[{"id":"{1}"},{"id":2,"links":{"nodes":[]}}]}}'))).toBe(5);
  });
});
