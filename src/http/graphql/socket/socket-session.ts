import { isDeepStrictEqual } from "node:util";

import { CloseCode } from "graphql-ws";
import type { WebSocket } from "ws";

import type { Caller } from "../../../services/identity/caller.js";
import { AppError } from "../../../shared/errors.js";
import type { Origin } from "../../../shared/tenant-context.js";
import type { CallerResolver, Credentials } from "../../middleware/caller-resolver.js";
import type { Guarded, SocketGate } from "./socket-gate.js";
import { TRY_AGAIN } from "./socket-writer.js";

/** What is known of a socket before its first message. */
export interface SocketRequest {
  slug: string | undefined;
  origin: Origin;
  /** The cookie's session, if the page that opened the socket is ours. */
  cookieToken: string | undefined;
  /** The page that opened it is not ours, and its browser sent a cookie: never to be used. */
  isForeignPage: boolean;
}

export interface SessionParts {
  callers: CallerResolver;
  gate: SocketGate;
}

/** One socket: what it came with, and who that is. */
export class SocketSession implements Guarded {
  private caller: Caller | undefined;
  private credentials: Credentials = {};
  private organizationId: string | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly request: SocketRequest,
    private readonly parts: SessionParts,
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

  /** Who it is now; undefined once it is closed, since that is nobody any more or somebody with other rights. */
  async recheck(): Promise<Caller | undefined> {
    const caller = await this.identify();
    if (caller && !isDeepStrictEqual(caller.authenticated, this.caller?.authenticated)) {
      // What is open was allowed to somebody with other rights. The client comes again and gets those it has now.
      this.socket.close(TRY_AGAIN, "Rights changed");
      return undefined;
    }
    return caller;
  }

  /** Whether it may still be told something: nobody has closed it. */
  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** The socket is closed. Safe to repeat. */
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
