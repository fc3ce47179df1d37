import { isUtf8 } from "node:buffer";
import type { Duplex } from "node:stream";

import type { ExecutionArgs, ExecutionResult } from "graphql";
import { GraphQLError, createSourceEventStream, getOperationAST } from "graphql";
import type { Context, Server, SubscribePayload } from "graphql-ws";
import { CloseCode, makeServer } from "graphql-ws";
import type { WebSocket } from "ws";

import type { FailureLog, Feeds } from "../../../resolvers/graph-context.js";
import { GraphContext } from "../../../resolvers/graph-context.js";
import { assert } from "../../../shared/errors.js";
import { newId } from "../../../shared/ids.js";
import { LiveSource } from "../../../shared/live-source.js";
import type { CallerResolver } from "../../middleware/caller-resolver.js";
import type { RateLimits } from "../../rate-limits.js";
import { maskedError, unresolvedOperation } from "../graph-errors.js";
import type { GraphExecutor } from "../graph-executor.js";
import type { Operation } from "../operation.js";
import { refuseIntrospection } from "../limits/introspection.js";
import type { LiveFigures } from "./live-figures.js";
import type { PreparedDocument } from "./prepared-documents.js";
import { PreparedDocuments } from "./prepared-documents.js";
import { hasPrototypeKey } from "./prototype-keys.js";
import type { QueryCosts } from "../limits/query-cost.js";
import { SharedFrames } from "./shared-frames.js";
import type { SocketGate } from "./socket-gate.js";
import type { SocketRequest } from "./socket-session.js";
import { SocketSession } from "./socket-session.js";
import { SocketWriter } from "./socket-writer.js";
import { OperationSpending } from "../limits/operation-spending.js";
import { SubscriptionRun } from "./subscription-run.js";

const NOT_UTF8 = 1007;
/** Operations that one socket may have open. */
const OPERATIONS_MAX = 20;

type Extra = { session: SocketSession; writer: SocketWriter };
type SocketContext = Context<{ authorization?: unknown }, Extra>;

interface SocketParts {
  executor: GraphExecutor;
  callers: CallerResolver;
  limits: RateLimits;
  costs: QueryCosts;
  gate: SocketGate;
  feeds: Feeds;
  figures: LiveFigures;
  log: FailureLog;
}

type SocketArgs = ExecutionArgs & {
  contextValue: GraphContext;
  spending: OperationSpending;
  operation: Operation;
  prepared: PreparedDocument;
  /** The client's name for it. */
  id: string;
  extra: Extra;
};

/** graphql-transport-ws on a socket: who asks is asked again with each operation, and whenever rights may have changed. */
export class GraphSocketProtocol {
  private readonly server: Server<Extra>;
  private readonly documents: PreparedDocuments;
  private readonly frames: SharedFrames;

  constructor(private readonly parts: SocketParts) {
    const { executor, feeds, log } = parts;
    this.documents = new PreparedDocuments(executor.schema);
    this.frames = new SharedFrames((operation, caller, event) => {
      const context = new GraphContext({ caller, requestId: newId(), log, answer: {}, feeds });
      return executor.execute(operation, context, event);
    }, parts.figures);
    this.server = makeServer<{ authorization?: unknown }, Extra>({
      onConnect: ({ extra, connectionParams }) => extra.session.begin(connectionParams?.authorization),
      onSubscribe: (context, id, payload) => this.prepare(context, id, payload),
      execute: (args) => this.execute(args as SocketArgs),
      subscribe: (args) => this.subscribe(args as SocketArgs),
    });
  }

  /** Takes a socket over, and the line that it writes to. */
  open(socket: WebSocket, line: Duplex, request: SocketRequest): void {
    const session = new SocketSession(socket, request, this.parts);
    const writer = new SocketWriter(socket, line, this.parts.figures);
    const closed = this.server.opened(
      {
        protocol: socket.protocol,
        send: (text) => writer.send(text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => {
          socket.on("message", (message: Buffer, isBinary: boolean) => {
            // Text has been looked at by ws. Nothing may be changed by reading it.
            if (isBinary && !isUtf8(message)) return socket.close(NOT_UTF8, "Invalid UTF-8");
            handle(message.toString("utf8")).catch((error: unknown) => {
              this.parts.log.error({ err: error }, "a socket's message failed");
              socket.close(CloseCode.InternalServerError, "Internal server error");
            });
          });
        },
      },
      { session, writer },
    );
    socket.once("close", (code, reason) => {
      session.end();
      void closed(code, String(reason));
    });
    // A message that is too large, or not text: ws closes the socket with the right code by itself.
    socket.on("error", () => undefined);
  }

  private async prepare(
    { extra, subscriptions }: SocketContext,
    id: string,
    payload: SubscribePayload,
  ): Promise<SocketArgs | readonly GraphQLError[]> {
    const requestId = newId();
    const { executor, limits, costs, feeds, log } = this.parts;
    const named = ({ message, nodes, extensions: { http: _http, ...told } }: GraphQLError) =>
      new GraphQLError(message, { nodes, extensions: { ...told, requestId } });
    const refusing = (message: string, code: string) => [named(new GraphQLError(message, { extensions: { code } }))];
    if (Object.keys(subscriptions).length > OPERATIONS_MAX) {
      return refusing(`A socket has at most ${OPERATIONS_MAX} operations at a time.`, "TOO_MANY_OPERATIONS");
    }
    if (hasPrototypeKey(payload.variables)) return refusing("A key is named __proto__.", "body_key_refused");
    const caller = await extra.session.recheck();
    if (!caller) return refusing("This credential is not valid any more.", "UNAUTHENTICATED");

    const spending = new OperationSpending(limits.budgetOf(caller, "graph"), costs);
    const prepared = this.documents.of(payload.query);
    const { operationName, variables } = payload;
    const refused =
      "length" in prepared
        ? prepared
        : (refuseIntrospection(prepared.document, caller) ?? chargeFor(prepared, spending, payload));
    if ("length" in prepared || refused) {
      spending.chargeRefused();
      return [refused ?? []].flat().map(named);
    }
    const { document, documentHash } = prepared;
    return {
      schema: executor.schema,
      document,
      operationName: operationName ?? null,
      variableValues: variables ?? null,
      contextValue: new GraphContext({ caller, requestId, log, answer: {}, feeds, spending }),
      operation: { document, documentHash, operationName, variables },
      spending,
      prepared,
      id,
      extra,
    };
  }

  private async execute({ operation, contextValue, spending }: SocketArgs): Promise<ExecutionResult> {
    const result = await this.parts.executor.execute(operation, contextValue);
    return { ...result, extensions: { ...result.extensions, cost: spending.settle(result.data) } };
  }

  private async subscribe(args: SocketArgs): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const { contextValue, operation, prepared, id, extra } = args;
    const { gate, log } = this.parts;
    const masked = (error: GraphQLError) => maskedError(error, contextValue.requestId, log);
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return { errors: source.errors?.map(masked) ?? [] };
    assert(source instanceof LiveSource, "every subscription of the graph is a live source");

    const { caller } = contextValue;
    const { organizationId } = contextValue.tenant;
    const group = this.frames.join(prepared, operation, caller);
    return new SubscriptionRun({
      id,
      caller,
      source,
      writer: extra.writer,
      ask: (event, reader) => group.ask(event, reader),
      settling: () => gate.settling(organizationId),
      isOpen: () => extra.session.isOpen,
      reasonOf: (error) => ({ errors: [masked(new GraphQLError("", { originalError: error as Error }))] }),
      onEnd: () => group.leave(),
    });
  }
}

/** Takes what the operation may cost; the refusal if that is too much, or if none has that name. */
function chargeFor(
  { document, documentHash }: PreparedDocument,
  spending: OperationSpending,
  { operationName, variables }: SubscribePayload,
): GraphQLError | undefined {
  const definition = getOperationAST(document, operationName);
  if (!definition) return unresolvedOperation(operationName);
  try {
    spending.charge(document, definition, documentHash, variables ?? {});
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
