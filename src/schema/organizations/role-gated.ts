import { ObjectType } from "type-graphql";

import { UserError } from "../common/user-error.js";

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The role needs something that is not open to the organization yet.",
})
export class RoleGated extends UserError {}

/** The refusals of roles that are not for everybody yet, the same on every way in. */
export const ROLE_GATES = { HOST_ORGS_GATED: RoleGated } as const;
