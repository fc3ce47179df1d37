import type { MembershipStatus } from "../../entities/organizations/membership.entity.js";
import type { Role } from "../../shared/role.js";

/** What a membership is worth: its role and where it stands. */
export interface Standing {
  role: Role;
  status: MembershipStatus;
}

/** What is done to a membership. `leave` is what its holder does; everything else is done by an owner or by the system. */
export type MembershipStep = { kind: "changeRole"; to: Role } | { kind: "suspend" | "reactivate" | "remove" | "leave" };

export type MembershipRefusal =
  | "illegal_role_change"
  | "self_promotion"
  | "own_membership"
  | "last_owner"
  | "membership_ended";

export type MembershipVerdict =
  | { kind: "changes"; to: Standing }
  | { kind: "unchanged" }
  | { kind: "refused"; code: MembershipRefusal };

export interface MembershipCircumstances {
  /** Whether the holder does it to themselves. */
  isOwn: boolean;
  /** Owners of the organization who are active now, this one among them if it is one. */
  activeOwners: number;
}

/** A seat is held exactly by an active learner (C-SEAT-01). */
export const holdsSeat = ({ role, status }: Standing): boolean => role === "LEARNER" && status === "ACTIVE";

/** Whether a step makes an owner, or does something to one: what a stolen session would do first. */
export const concernsOwner = (before: Standing, to: Standing): boolean =>
  before.role === "OWNER" || to.role === "OWNER";

const isActiveOwner = ({ role, status }: Standing): boolean => role === "OWNER" && status === "ACTIVE";

/**
 * What a step makes of a membership, or why it is refused: the whole of the rules. What a step would leave as it is, is
 * `unchanged`: every step is safe to repeat.
 */
export function stepOf(
  before: Standing,
  step: MembershipStep,
  circumstances: MembershipCircumstances,
): MembershipVerdict {
  const { isOwn, activeOwners } = circumstances;
  const to = standingAfter(before, step);
  if (to === undefined) return refused("membership_ended");
  if (to.role === before.role && to.status === before.status) return { kind: "unchanged" };
  // Stepping down is an owner's right; nobody else has a say in their own role, and leaving has a step of its own.
  if (isOwn && step.kind === "changeRole" && before.role !== "OWNER") return refused("self_promotion");
  if (isOwn && step.kind !== "changeRole" && step.kind !== "leave") return refused("own_membership");
  if (step.kind === "changeRole" && !isLegal(before.role, to.role)) return refused("illegal_role_change");
  if (isActiveOwner(before) && !isActiveOwner(to) && activeOwners <= 1) return refused("last_owner");
  return { kind: "changes", to };
}

/** Learners and experts are disjoint: nobody becomes the one from the other (C-MEM-11). Every other change is legal. */
export function isLegal(from: Role, to: Role): boolean {
  return !((from === "LEARNER" && to === "EXPERT") || (from === "EXPERT" && to === "LEARNER"));
}

/** Undefined for what has ended: it comes back by being added anew, and what was erased never does. */
function standingAfter({ role, status }: Standing, step: MembershipStep): Standing | undefined {
  const hasEnded = status === "REMOVED" || status === "ERASED";
  switch (step.kind) {
    case "remove":
    case "leave":
      return { role, status: hasEnded ? status : "REMOVED" };
    case "changeRole":
      return hasEnded ? undefined : { role: step.to, status };
    case "suspend":
      return hasEnded ? undefined : { role, status: "SUSPENDED" };
    case "reactivate":
      return hasEnded ? undefined : { role, status: "ACTIVE" };
  }
}

const refused = (code: MembershipRefusal): MembershipVerdict => ({ kind: "refused", code });
