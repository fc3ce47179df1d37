import type { KeyScope } from "./key-scope.js";
import type { Role } from "./role.js";

/** The operator behind somebody's session. */
export interface ImpersonatedBy {
  id: string;
  operatorId: string;
  isReadOnly: boolean;
  endsAt: Date;
}

/** Who acts. Every kind but `system` came through a credential. */
export type Principal =
  | {
      kind: "member";
      membershipId: string;
      userId: string;
      role: Role;
      sessionId: string;
      impersonation?: ImpersonatedBy;
    }
  | { kind: "partner"; partnerId: string; sessionId: string }
  | { kind: "key"; keyId: string; scopes: readonly KeyScope[] }
  /** Staff of whoever runs the platform; `operatorId` is how journals name them. */
  | { kind: "operator"; operatorId: string; userId: string }
  | { kind: "system"; name: string };

/** Whom a cursor is for: the membership, the partner or the key, and so the same through all of their sessions. */
export function principalId(principal: Principal): string {
  switch (principal.kind) {
    case "member":
      return principal.membershipId;
    case "partner":
      return principal.partnerId;
    case "key":
      return principal.keyId;
    case "operator":
      return principal.operatorId;
    case "system":
      return principal.name;
  }
}
