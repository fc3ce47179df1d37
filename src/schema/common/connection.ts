import { Field, Int, ObjectType } from "type-graphql";

import { nounOf } from "../../shared/noun-of.js";
import type { Page } from "../../shared/page.js";
import { PageInfo } from "./page-info.js";

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly nodes: Node[];
  readonly pageInfo: PageInfo;
}

export interface ConnectionType<Node> {
  new (page: Page<Node>): Connection<Node>;
}

/**
 * A Relay connection's type for one node type, called once for each:
 *
 *     export const PartnerConnection = connectionOf("Partner", () => Partner);
 *
 * @param node - asked late: an entity and its lists know each other.
 */
export function connectionOf<Node extends object>(name: string, node: () => new () => Node): ConnectionType<Node> {
  const noun = nounOf(name);

  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${noun} of a page.` })
  class NodeEdge implements Edge<Node> {
    @Field(() => node(), { description: `The ${noun}.` })
    readonly node!: Node;

    @Field(() => String, { description: `Where this ${noun} stands: \`after\` takes it.` })
    readonly cursor!: string;
  }

  // Properties, not getters: those would each be a resolver, and keep pages from being walked in place.
  @ObjectType(`${name}Connection`, {
    simpleResolvers: true,
    description: `A page of ${pluralOf(noun)}.`,
  })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge], { description: "The page's items, each with its cursor." })
    readonly edges: Edge<Node>[];

    @Field(() => [node()], { description: "The page's items, for clients that need no cursors between." })
    readonly nodes: Node[];

    @Field(() => PageInfo, { description: "Whether there is more." })
    readonly pageInfo: PageInfo;

    constructor(page: Page<Node>) {
      this.nodes = page.rows;
      // Sealed only when they are asked for: most clients want the page's last one.
      this.edges = page.rows.map((node) => ({
        node,
        get cursor() {
          return page.cursorOf(node);
        },
      }));
      const { edges } = this;
      this.pageInfo = {
        hasNextPage: page.hasNextPage,
        hasPreviousPage: page.hasPreviousPage,
        get startCursor() {
          return edges.at(0)?.cursor ?? null;
        },
        get endCursor() {
          return edges.at(-1)?.cursor ?? null;
        },
      };
    }
  }

  return NodeConnection;
}

/** The connection of a list whose rows can be counted as well, which the read planner or the resolver does. */
export function listConnectionOf<Node extends object>(name: string, node: () => new () => Node): ConnectionType<Node> {
  const connection = connectionOf(name, node);
  Field(() => Int, { description: "How many there are in all, counted no further than 10,000." })(
    connection.prototype,
    "totalCount",
  );
  Field(() => Boolean, { description: "Whether `totalCount` is all of them; false: there are more than 10,000." })(
    connection.prototype,
    "isTotalCountExact",
  );
  return connection;
}

/** As our nouns have it: terms, journal entries, people, clicks. */
function pluralOf(noun: string): string {
  if (noun === "person") return "people";
  if (noun.endsWith("s")) return noun;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
