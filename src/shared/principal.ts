import type { Role } from "./role.js";

/** Who acts. Every kind but `system` came through a credential. */
export type Principal =
  | { kind: "member"; membershipId: string; userId: string; role: Role; sessionId: string }
  | { kind: "partner"; partnerId: string; sessionId: string }
  | { kind: "key"; keyId: string; keyKind: "admin" | "events" }
  | { kind: "system"; name: string };
