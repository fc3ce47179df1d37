import type { FlagRowFragment, FlagState } from "../generated/graphql.js";

/** Every state; one that the graph gains fails the type check here. */
const ORDERED: Record<FlagState, true> = { OFF: true, TARGETED: true, ROLLOUT: true, ON: true };
export const STATES = Object.keys(ORDERED) as FlagState[];

export const AXES = ["organizationSlugs", "environments", "plans", "resellerSlugs"] as const;
export type Axis = (typeof AXES)[number];

/** What of a flag stands in its form. */
export interface FlagEdit {
  description: string;
  state: FlagState;
  percent: number;
  scope: Record<Axis, string[]>;
}

export const editOf = ({ description, state, percent, scope }: FlagRowFragment): FlagEdit => ({
  description,
  state,
  percent,
  scope: {
    organizationSlugs: scope.organizationSlugs,
    environments: scope.environments,
    plans: scope.plans,
    resellerSlugs: scope.resellerSlugs,
  },
});

/** Whether both would be saved as the same. */
export const isSameEdit = (a: FlagEdit, b: FlagEdit): boolean => JSON.stringify(a) === JSON.stringify(b);
