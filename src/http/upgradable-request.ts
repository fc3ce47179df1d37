import { IncomingMessage } from "node:http";

/**
 * A request that leaves HTTP for nothing but a WebSocket. Once a server listens to upgrades, Node takes every offer of one
 * for an upgrade, and clients that offer HTTP/2 with each request, as Java's do, would never be answered. An offer that is
 * not taken is passed over (RFC 9110, 7.8).
 */
export class UpgradableRequest extends IncomingMessage {
  /** Whether the parser found an offer: it says so before it has the headers. */
  private isOffered?: boolean;

  get upgrade(): boolean {
    const isTunnel = this.method === "CONNECT";
    return this.isOffered === true && (isTunnel || this.headers.upgrade?.toLowerCase() === "websocket");
  }

  set upgrade(isOffered: boolean) {
    this.isOffered = isOffered;
  }
}
