import { v7, validate } from "uuid";

/** A new UUIDv7, lower case: the id of every row that the app makes. */
export const newId = (): string => v7();

/** Whether the text is a UUID of any version. Ids are compared in lower case. */
export const isUuid = (text: unknown): text is string => typeof text === "string" && validate(text);

/** The organization id under which the platform's own journal is kept. No organization row has it. */
export const PLATFORM_ID = "00000000-0000-7000-8000-000000000000";

/** The one organization of single mode (A-TEN-01), baked in so that a self-hosted install never has to ask for it. */
export const DEFAULT_ORGANIZATION_ID = "00000000-0000-7000-8000-000000000001";
