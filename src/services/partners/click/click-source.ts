import { createHmac } from "node:crypto";

import ipaddr from "ipaddr.js";

const HASH_BYTES = 16;

/** The purpose under which the key of source hashes is derived from the installation's secret. */
export const CLICK_SOURCE_PURPOSE = "click-source";

/** One machine has many IPv6 addresses: its network, the first 64 bits, is what stays the same. */
function network(address: string): string {
  if (!address.includes(":")) return address;
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return parsed.toByteArray().slice(0, 8).join(".");
}

/**
 * Tells whether two clicks of one organization came from the same place, and nothing else: keyed, so that nobody can
 * try out addresses, and different in every organization, so that visitors cannot be followed across them.
 */
export function hashSource(
  key: Buffer,
  organizationId: string,
  address: string,
  userAgent: string | undefined,
): Buffer {
  const text = `${organizationId}\n${network(address)}\n${userAgent ?? ""}`;
  return createHmac("sha256", key).update(text).digest().subarray(0, HASH_BYTES);
}
