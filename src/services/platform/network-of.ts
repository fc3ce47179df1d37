import { isIPv6 } from "node:net";

import ipaddr from "ipaddr.js";

/** Bits of an IPv6 address that name a household; the rest is whoever's in it. */
const NETWORK_BITS = 64;
const BITS_PER_PART = 16;

/** An IPv4 address, or the network that an IPv6 address is one of very many of: what limits are counted by. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.parse(address);
  if (!(parsed instanceof ipaddr.IPv6)) return address;
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return parsed.parts.slice(0, NETWORK_BITS / BITS_PER_PART).join(":");
}
