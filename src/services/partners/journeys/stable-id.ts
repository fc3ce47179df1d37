import { createHash } from "node:crypto";

const VERSION_7 = 0x70;
const VARIANT = 0x80;

/**
 * An id in the form of a UUIDv7 that is always the same for the same instant and seed: what would be random comes from a
 * hash. So that whoever imports the same facts twice writes the same rows.
 */
export function stableId(instantMs: number, seed: string): string {
  const bytes = createHash("sha256").update(seed).digest().subarray(0, 16);
  bytes.writeUIntBE(instantMs, 0, 6);
  bytes[6] = VERSION_7 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = VARIANT | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
