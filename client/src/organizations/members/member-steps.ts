import type { TypedDocumentNode } from "@graphql-typed-document-node/core";

import {
  ReactivateMemberDocument,
  RemoveMemberDocument,
  SuspendMemberDocument,
  TransferOwnershipDocument,
} from "../../graph/generated/graphql.js";
import type { MemberRowFragment } from "../../graph/generated/graphql.js";

export type MemberStep = "suspend" | "reactivate" | "remove" | "transfer";

type StepDocument = TypedDocumentNode<{ done: { outcome: string } }, { input: { membershipId: string } }>;

/** What an owner does to a membership with one click and a second thought. */
export const MEMBER_STEPS: Record<MemberStep, { document: StepDocument; isDangerous: boolean }> = {
  suspend: { document: SuspendMemberDocument, isDangerous: true },
  reactivate: { document: ReactivateMemberDocument, isDangerous: false },
  remove: { document: RemoveMemberDocument, isDangerous: true },
  transfer: { document: TransferOwnershipDocument, isDangerous: true },
};

/** What can be done where the membership stands. */
export function stepsOf({ status, role }: Pick<MemberRowFragment, "status" | "role">): MemberStep[] {
  if (status === "SUSPENDED") return ["reactivate", "remove"];
  if (status === "ACTIVE") return role === "OWNER" ? ["suspend", "remove"] : ["suspend", "remove", "transfer"];
  return [];
}
