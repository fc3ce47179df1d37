import { ApolloServer } from "@apollo/server";
import { composeServices } from "@apollo/composition";
import { ApolloGateway, LocalGraphQLDataSource, RemoteGraphQLDataSource } from "@apollo/gateway";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

/** Somebody else's small graph: notes that people have made about partners. */
const NOTES = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  type Query {
    notes(first: Int! = 20): NoteConnection!
  }
  type NoteConnection {
    nodes: [Note!]!
    pageInfo: PageInfo!
  }
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
  type Note {
    text: String!
    about: Partner
  }
  type Partner @key(fields: "id") {
    id: ID!
    noteCount: Int!
  }
`);

export interface Note {
  text: string;
  partnerId: string;
}

interface GatewayContext {
  token?: string;
}

/** A gateway over a Tributary graph and a graph of notes, as Apollo composes them. */
export class NotesGateway {
  private constructor(private readonly server: ApolloServer<GatewayContext>) {}

  /** @param url - of Tributary's graph. */
  static async start(url: string, sdl: string, notes: readonly Note[]): Promise<NotesGateway> {
    const subgraphs = [
      { name: "tributary", url, typeDefs: parse(sdl) },
      { name: "notes", url: "http://notes", typeDefs: NOTES },
    ];
    const { supergraphSdl, errors } = composeServices(subgraphs);
    if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join("; "));
    const gateway = new ApolloGateway({
      supergraphSdl,
      buildService: ({ name, url }) =>
        name === "notes" ? notesGraph(notes) : new TributaryGraph({ url: String(url) }),
    });
    const server = new ApolloServer<GatewayContext>({ gateway });
    await server.start();
    return new NotesGateway(server);
  }

  async ask(query: string, token?: string): Promise<{ data?: any; errors?: readonly { message: string }[] }> {
    const contextValue = token === undefined ? {} : { token };
    const { body } = await this.server.executeOperation({ query }, { contextValue });
    if (body.kind !== "single") throw new Error("The answer came in parts.");
    return JSON.parse(JSON.stringify(body.singleResult));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

class TributaryGraph extends RemoteGraphQLDataSource<GatewayContext> {
  override willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<GatewayContext>["willSendRequest"]>>[0]): void {
    const { token } = context as GatewayContext;
    if (token !== undefined) request.http?.headers.set("authorization", `Bearer ${token}`);
  }
}

function notesGraph(notes: readonly Note[]): LocalGraphQLDataSource {
  const about = ({ partnerId }: Note) => ({ __typename: "Partner", id: partnerId });
  const resolvers = {
    Query: { notes: () => ({ nodes: notes, pageInfo: { hasNextPage: false, hasPreviousPage: false } }) },
    Note: { about },
    Partner: {
      noteCount: ({ id }: { id: string }) => notes.filter(({ partnerId }) => partnerId === id).length,
    },
  };
  return new LocalGraphQLDataSource(buildSubgraphSchema([{ typeDefs: NOTES, resolvers }]));
}
