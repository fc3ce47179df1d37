import { createHmac, hash, timingSafeEqual } from "node:crypto";

import { assert } from "../../shared/errors.js";

export const HASH_BYTES = 32;

/** What the chain of every organization begins with, before its entry 0. */
export const CHAIN_START: Buffer = Buffer.alloc(HASH_BYTES);

const LEAF_PREFIX = 0x00;

/** Written anew by each call and read before it returns: hashing a million entries makes no garbage. */
const chainInput = Buffer.alloc(2 * HASH_BYTES);
let leafInput = Buffer.alloc(4096);

/** SHA-256(0x00 || bytes): the leaf of an RFC 6962 tree, whose inner nodes begin with 0x01. */
export function leafHash(bytes: Buffer): Buffer {
  if (bytes.length >= leafInput.length) leafInput = Buffer.alloc(2 * bytes.length);
  leafInput[0] = LEAF_PREFIX;
  bytes.copy(leafInput, 1);
  return hash("sha256", leafInput.subarray(0, bytes.length + 1), "buffer");
}

/** SHA-256(previous || leaf): commits to every entry up to this one, in order. */
export function chainHash(previous: Buffer, leaf: Buffer): Buffer {
  assert(previous.length === HASH_BYTES && leaf.length === HASH_BYTES, "what is chained are hashes");
  previous.copy(chainInput);
  leaf.copy(chainInput, HASH_BYTES);
  return hash("sha256", chainInput, "buffer");
}

/** What of a pending entry the digest covers: its bytes and every column that is sealed beside them. */
export interface PendingContent {
  organizationId: string;
  id: string;
  kind: string;
  partnerId: string | null;
  bytes: Buffer;
}

/**
 * HMAC-SHA-256 over a pending entry, made in the transaction that appends it. Between commit and sealing an entry is
 * not yet in the chain; whoever changes or plants one then would need this key, which the database does not hold.
 */
export function pendingDigest(key: Buffer, entry: PendingContent): Buffer {
  // JSON keeps the columns apart; the line feed cannot occur in it, so it keeps them apart from the bytes.
  const columns = JSON.stringify([entry.organizationId, entry.id, entry.kind, entry.partnerId]);
  return createHmac("sha256", key).update(columns).update("\n").update(entry.bytes).digest();
}

export function isPendingDigest(key: Buffer, entry: PendingContent, digest: Buffer): boolean {
  const expected = pendingDigest(key, entry);
  return digest.length === expected.length && timingSafeEqual(digest, expected);
}

/**
 * The commitment that stands in an entry's bytes for its origin: HMAC-SHA-256 of the canonical value under a random
 * salt of 32 bytes. With salt and value it can be checked; once both are erased it tells nothing.
 */
export const originCommitment = (salt: Buffer, value: Buffer): string =>
  createHmac("sha256", salt).update(value).digest("base64url");
