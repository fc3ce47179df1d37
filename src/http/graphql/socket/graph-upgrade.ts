import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import { WebSocketServer } from "ws";

import type { IsTrustedProxy } from "../../../shared/trusted-proxies.js";
import { addressOf } from "../../../shared/trusted-proxies.js";
import { originOf } from "../../middleware/caller-resolver.js";
import { isOwnPage } from "../../middleware/own-page.js";
import type { SessionCookie } from "../../middleware/session-cookie.js";
import { SOCKET_MESSAGE_BYTES_MAX } from "../limits/graph-limits.js";
import type { GraphSocketProtocol } from "./graph-socket.js";
import type { SocketRequest } from "./socket-session.js";

const PATH = /^\/(?:t\/([^/?]+)\/)?graphql(?:\?|$)/;
const GOING_AWAY = 1001;
const CLOSE_MS = 2000;

export interface UpgradeParts {
  protocol: GraphSocketProtocol;
  cookie: SessionCookie;
  publicUrl: () => string;
  isTrustedProxy: IsTrustedProxy | undefined;
}

/** Takes `ws /graphql` and `ws /t/<slug>/graphql` from the HTTP server; every other upgrade is refused. */
export class GraphUpgrade {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });

  constructor(private readonly parts: UpgradeParts) {}

  /** Takes over the server's upgrades. */
  attach(server: Server): void {
    server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
  }

  /** How many sockets are open. */
  get size(): number {
    return this.sockets.clients.size;
  }

  /** Tells every client to come again elsewhere; those who do not hear are cut off. */
  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.close(GOING_AWAY, "Going away");
    const cut = setTimeout(() => this.sockets.clients.forEach((socket) => socket.terminate()), CLOSE_MS);
    await Promise.all(
      [...this.sockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve))),
    );
    clearTimeout(cut);
    this.sockets.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Node listens no longer: without this, whoever resets the connection would end the process.
    socket.on("error", () => socket.destroy());
    const match = PATH.exec(request.url ?? "");
    if (!match) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) =>
      this.parts.protocol.open(opened, socket, this.describe(request, match[1])),
    );
  }

  private describe(request: IncomingMessage, slug: string | undefined): SocketRequest {
    const token = this.parts.cookie.read(request.headers.cookie);
    const isOurPage = this.isOurs(request);
    return {
      slug,
      origin: originOf(addressOf(request, this.parts.isTrustedProxy), request.headers["user-agent"]),
      cookieToken: isOurPage ? token : undefined,
      isForeignPage: token !== undefined && !isOurPage,
    };
  }

  /** Browsers always say which page opened a socket, and send our cookie along whichever it is. */
  private isOurs({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    return origin !== undefined && isOwnPage(origin, host, this.parts.publicUrl());
  }
}
