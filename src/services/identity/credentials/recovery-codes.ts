import { createHash, randomInt } from "node:crypto";

export const RECOVERY_CODE_COUNT = 10;
/** Crockford's base 32: nothing in it looks like something else. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const GROUP_LENGTH = 4;
const GROUP_COUNT = 4;

const group = (): string =>
  Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");

/** Ten codes of 80 random bits, as people write them down: `k3vq-8fzt-0m2x-c7rd`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () => Array.from({ length: GROUP_COUNT }, group).join("-"));
}

/** Eighty random bits leave nothing to guess, so a plain hash is enough. Spaces, hyphens and capitals do not matter. */
export function recoveryCodeHash(code: string): Buffer {
  const bare = code
    .toLowerCase()
    .replace(/[^0-9a-z]/g, "")
    .replaceAll("o", "0")
    .replace(/[il]/g, "1");
  return createHash("sha256").update(bare).digest();
}
