import { randomFillSync } from "node:crypto";

import { v7, validate } from "uuid";

const RANDOM_BYTES = 16;
/** Asking the system for randomness costs more than all the rest of an id, so it is asked for many at once. */
const pool = new Uint8Array(RANDOM_BYTES * 1024);
let used = pool.length;

function random(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

/** A new UUIDv7, lower case: the id of every row that the app makes. */
export const newId = (): string => v7({ rng: random });

/** Whether the text is a UUID of any version. Ids are compared in lower case. */
export const isUuid = (text: unknown): text is string => typeof text === "string" && validate(text);

/** The one organization of single mode (A-TEN-01), baked in so that a self-hosted install never has to ask for it. */
export const DEFAULT_ORGANIZATION_ID = "00000000-0000-7000-8000-000000000001";

/** Whose journal the platform's own is: no organization's id, and none is ever made with it. */
export const PLATFORM_ID = "00000000-0000-7000-8000-000000000000";
