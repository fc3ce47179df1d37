import { Field, ObjectType } from "type-graphql";

import type { Page } from "../../shared/database/pager.js";
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
 * A Relay connection's type for one node type. Called once for each, in `schema/<domain>/<node>-connection.ts`:
 *
 *     export const PartnerConnection = connectionOf(Partner);
 */
export function connectionOf<Node extends object>(node: new () => Node): ConnectionType<Node> {
  const { name } = node;
  const noun = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${noun} of a page.` })
  class NodeEdge implements Edge<Node> {
    constructor(
      private readonly page: Page<Node>,
      row: Node,
    ) {
      this.node = row;
    }

    @Field(() => node, { description: `The ${noun}.` })
    readonly node: Node;

    /** Sealed only when it is asked for: most clients want the page's last one. */
    @Field(() => String, { description: `Where this ${noun} stands: \`after\` takes it.` })
    get cursor(): string {
      return this.page.cursorOf(this.node);
    }
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${noun}s.` })
  class NodeConnection implements Connection<Node> {
    constructor(private readonly page: Page<Node>) {}

    @Field(() => [NodeEdge], { description: "The page's items, each with its cursor." })
    get edges(): Edge<Node>[] {
      return this.page.rows.map((row) => new NodeEdge(this.page, row));
    }

    @Field(() => [node], { description: "The page's items, for clients that need no cursors between." })
    get nodes(): Node[] {
      return this.page.rows;
    }

    @Field(() => PageInfo, { description: "Whether there is more." })
    get pageInfo(): PageInfo {
      return new PageInfo(this.page);
    }
  }

  return NodeConnection;
}
