/** What a key may do. `permissions.ts` says what each scope opens. A key has one or more of them, and nothing else. */
export const KEY_SCOPES = [
  "admin",
  "events:write",
  "partners:read",
  "partners:write",
  "commissions:read",
  "webhooks:write",
] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];
