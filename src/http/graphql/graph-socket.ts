import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import type { ExecutionArgs, ExecutionResult } from "graphql";
import { GraphQLError, createSourceEventStream, parse, specifiedRules, validate } from "graphql";
import type { Context, Server, SubscribePayload } from "graphql-ws";
import { CloseCode, makeServer } from "graphql-ws";
import type { WebSocket } from "ws";

import { AppError } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import { mapAsync } from "../../shared/map-async.js";
import type { Origin } from "../../shared/tenant-context.js";
import type { Caller } from "../../services/identity/caller.js";
import type { CallerResolver, Credentials } from "../middleware/caller-resolver.js";
import type { FailureLog, Feeds } from "../../resolvers/graph-context.js";
import { GraphContext } from "../../resolvers/graph-context.js";
import { maskedError } from "./graph-errors.js";
import type { GraphExecutor, Operation } from "./graph-executor.js";
import { LIMIT_RULES, PARSE_LIMITS } from "./graph-limits.js";
import { refuseIntrospection } from "./introspection.js";
import type { Guarded, SocketGate } from "./socket-gate.js";

/** Operations that one socket may have open. */
const OPERATIONS_MAX = 20;
/** Bytes that wait for a reader; one that lets more pile up is cut off. */
const BUFFERED_BYTES_MAX = 4 * 1_048_576;
const KEEP_ALIVE_MS = 12_000;

/** Asks the client to come again: its rights changed, or the server is about to stop. */
const TRY_AGAIN = 1013;

/** What is known of a socket before its first message. */
export interface SocketRequest {
  slug: string | undefined;
  origin: Origin;
  /** The cookie's session, if the page that opened the socket is ours. */
  cookieToken: string | undefined;
  /** The page that opened it is not ours, and its browser sent a cookie: never to be used. */
  isForeignPage: boolean;
}

type Extra = { session: SocketSession };
type SocketContext = Context<{ authorization?: unknown }, Extra>;

interface SocketParts {
  executor: GraphExecutor;
  callers: CallerResolver;
  gate: SocketGate;
  feeds: Feeds;
  log: FailureLog;
}

type SocketArgs = ExecutionArgs & { contextValue: GraphContext; operation: Operation };

/** graphql-transport-ws on a socket: who asks is asked again with each operation, and whenever rights may have changed. */
export class GraphSocketProtocol {
  private readonly server: Server<Extra>;

  constructor(private readonly parts: SocketParts) {
    this.server = makeServer<{ authorization?: unknown }, Extra>({
      onConnect: ({ extra, connectionParams }) => extra.session.begin(connectionParams?.authorization),
      onSubscribe: (context, _id, payload) => this.prepare(context, payload),
      execute: (args) => this.execute(args as SocketArgs),
      subscribe: (args) => this.subscribe(args as SocketArgs),
    });
  }

  /** Takes a socket over. */
  open(socket: WebSocket, request: SocketRequest): void {
    const session = new SocketSession(socket, request, this.parts);
    const closed = this.server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => {
          socket.on("message", (message: Buffer) => {
            handle(message.toString("utf8")).catch((error: unknown) => {
              this.parts.log.error({ err: error }, "a socket's message failed");
              socket.close(CloseCode.InternalServerError, "Internal server error");
            });
          });
        },
      },
      { session },
    );
    const stopPinging = keepAlive(socket);
    socket.once("close", (code, reason) => {
      stopPinging();
      session.end();
      void closed(code, String(reason));
    });
    // A message that is too large, or not text: ws closes the socket with the right code by itself.
    socket.on("error", () => undefined);
  }

  private async prepare(
    { extra, subscriptions }: SocketContext,
    payload: SubscribePayload,
  ): Promise<SocketArgs | readonly GraphQLError[]> {
    const requestId = newId();
    const { executor, feeds, log } = this.parts;
    const refusing = (message: string, code: string) => [
      new GraphQLError(message, { extensions: { code, requestId } }),
    ];
    if (Object.keys(subscriptions).length > OPERATIONS_MAX) {
      return refusing(`A socket has at most ${OPERATIONS_MAX} operations at a time.`, "TOO_MANY_OPERATIONS");
    }
    const caller = await extra.session.recheck();
    if (!caller) return refusing("This credential is not valid any more.", "UNAUTHENTICATED");

    let document;
    try {
      document = parse(payload.query, PARSE_LIMITS);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [error];
    }
    const faults = validate(executor.schema, document, [...specifiedRules, ...LIMIT_RULES]);
    if (faults.length > 0) return faults;
    const refused = refuseIntrospection(document, caller);
    if (refused) return [refused];

    const operation: Operation = {
      document,
      documentHash: createHash("sha256").update(payload.query).digest("hex"),
      operationName: payload.operationName,
      variables: payload.variables,
    };
    const contextValue = new GraphContext({ caller, requestId, log, answer: {}, feeds });
    return {
      schema: executor.schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue,
      operation,
    };
  }

  private execute({ operation, contextValue }: SocketArgs): Promise<ExecutionResult> {
    return this.parts.executor.execute(operation, contextValue);
  }

  private async subscribe(args: SocketArgs): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const { contextValue, operation } = args;
    const { executor, gate, log } = this.parts;
    const masked = (error: GraphQLError): ExecutionResult => ({
      errors: [maskedError(error, contextValue.requestId, log)],
    });
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source))
      return { errors: source.errors?.flatMap((error) => masked(error).errors ?? []) };

    const { organizationId } = contextValue.tenant;
    const frames = mapAsync(source[Symbol.asyncIterator](), async (event) => {
      await gate.settled(organizationId);
      return executor.execute(operation, contextValue.renewed(), event);
    });
    return endingWithReason(frames, (error) => masked(new GraphQLError("", { originalError: error })));
  }
}

/** One socket: what it came with, and who that is. */
class SocketSession implements Guarded {
  private caller: Caller | undefined;
  private credentials: Credentials = {};
  private organizationId: string | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly request: SocketRequest,
    private readonly parts: SocketParts,
  ) {}

  /** Answers connection_init. Strangers have nothing to do here, so they are refused like an invalid credential. */
  async begin(authorization: unknown): Promise<boolean> {
    if (authorization !== undefined && typeof authorization !== "string") return this.refuse();
    if (authorization === undefined && this.request.isForeignPage) return this.refuse();
    this.credentials = authorization === undefined ? { cookieToken: this.request.cookieToken } : { authorization };
    this.caller = await this.identify();
    const id = this.caller?.authenticated?.organizationId;
    if (id === undefined || this.socket.readyState !== this.socket.OPEN) return false;
    this.organizationId = id;
    this.parts.gate.add(id, this);
    return true;
  }

  async recheck(): Promise<Caller | undefined> {
    const caller = await this.identify();
    if (caller && !isDeepStrictEqual(caller.authenticated, this.caller?.authenticated)) {
      // What is open was allowed to somebody with other rights. The client comes again and gets those it has now.
      this.socket.close(TRY_AGAIN, "Rights changed");
      return undefined;
    }
    return caller;
  }

  end(): void {
    if (this.organizationId !== undefined) this.parts.gate.remove(this.organizationId, this);
  }

  /** Who it is now; closes the socket if that is nobody, or if it cannot be found out. */
  private async identify(): Promise<Caller | undefined> {
    try {
      const caller = await this.parts.callers.resolve(this.request.slug, this.credentials, this.request.origin);
      if (caller.authenticated) return caller;
      this.refuse();
    } catch (error) {
      if (error instanceof AppError) this.refuse();
      else this.socket.close(TRY_AGAIN, "Try again later");
    }
    return undefined;
  }

  private refuse(): false {
    this.socket.close(CloseCode.Unauthorized, "Unauthorized");
    return false;
  }
}

/** Settles once the text is on its way, which holds a fast source back; cuts off a reader who lets too much pile up. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) socket.terminate();
    socket.send(text, () => resolve());
  });
}

function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on("pong", () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, KEEP_ALIVE_MS).unref();
  return () => clearInterval(timer);
}

/** A source that fails tells its reason in a last result instead of tearing down the socket and what else runs on it. */
function endingWithReason(
  frames: AsyncIterableIterator<ExecutionResult, undefined>,
  reason: (error: Error) => ExecutionResult,
): AsyncIterableIterator<ExecutionResult, undefined> {
  let isOver = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return { value: undefined, done: true };
      try {
        return await frames.next();
      } catch (error) {
        isOver = true;
        return { value: reason(error as Error), done: false };
      }
    },
    return: () => frames.return!(),
  };
}
