import { hkdfSync } from "node:crypto";

const KEY_BYTES = 32;

/**
 * A 32-byte key for one purpose, derived from the installation's secret key by HKDF-SHA-256 (RFC 5869).
 * Each purpose has its own key, so what one part of the house makes can never pass as another's.
 * Purposes are constants such as `journal-pending`; to replace all keys of a purpose, rename it.
 */
export function derivedKey(secretKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "", `tributary/${purpose}/v1`, KEY_BYTES));
}
