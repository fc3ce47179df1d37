import type { IncomingMessage } from "node:http";

import proxyAddr from "@fastify/proxy-addr";

/** Whether the peer at an address is a proxy whose X-Forwarded-For is believed; `hop` counts from ours, the nearest being 0. */
export type IsTrustedProxy = (address: string, hop: number) => boolean;

const HOPS = /^\d{1,2}$/;

/**
 * Reads the setting: how many proxies stand before us, or their addresses and ranges, separated by commas. A number is the
 * safer choice where addresses change: what a client writes into the header itself stands further away than our own proxies.
 * Throws for what is neither.
 */
export function trustedProxies(setting: string): IsTrustedProxy {
  if (HOPS.test(setting.trim())) {
    const hops = Number(setting);
    return (_, hop) => hop < hops;
  }
  return proxyAddr.compile(setting.split(",").map((address) => address.trim()));
}

/** Whose request it is: the first address, seen from us, that is no trusted proxy. Without any: whoever connects. */
export const addressOf = (request: IncomingMessage, isTrusted: IsTrustedProxy | undefined): string =>
  isTrusted ? proxyAddr(request, isTrusted) : (request.socket.remoteAddress ?? "");
