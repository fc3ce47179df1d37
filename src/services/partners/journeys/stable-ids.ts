import { createHash } from "node:crypto";

/** How many ids one seed gives: what stands where a UUIDv7 has its first twelve random bits. */
const PLACES_MAX = 4096;
const VARIANT = 0x80;

/**
 * Ids in the form of a UUIDv7 that are always the same for the same seed: what would be random is a place, such as the
 * number of a click, and a hash of the seed. So whoever imports the same facts twice writes the same rows. One hash
 * serves all ids of a seed; two of them differ in their place.
 */
export function stableIds(seed: string): (instantMs: number, place: number) => string {
  const hash = createHash("sha256").update(seed).digest();
  hash[0] = VARIANT | ((hash[0] ?? 0) & 0x3f);
  const hex = hash.toString("hex", 0, 8);
  const tail = `-${hex.slice(0, 4)}-${hex.slice(4)}`;
  return (instantMs, place) => {
    if (place >= PLACES_MAX) throw new Error(`Broken assumption: a seed has at most ${PLACES_MAX} places`);
    const instant = instantMs.toString(16).padStart(12, "0");
    return `${instant.slice(0, 8)}-${instant.slice(8)}-7${place.toString(16).padStart(3, "0")}${tail}`;
  };
}
