import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import type { Role as StoredRole } from "../../shared/role.js";
import type { UserContext } from "../../shared/user-context.js";
import { OrganizationName } from "../organizations/organization-name.js";
import { Role } from "../organizations/role.js";

@ObjectType({
  simpleResolvers: true,
  description: "An organization that you may enter, in as few words as a menu needs.",
})
export class OwnOrganization extends OrganizationName {}

@ObjectType({ simpleResolvers: true, description: "Your own membership of an organization; both are active." })
export class OwnMembership {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;

  @Field(() => Role, { description: "What you may do there." })
  role!: StoredRole;

  @Field(() => OwnOrganization, { description: "Where." })
  organization!: OwnOrganization;
}

@ObjectType({
  simpleResolvers: true,
  description: "The person who is signed in, in whatever organization or in none.",
})
export class Me {
  /** The way to their rows: after signing in it is another one than the request's. */
  user!: UserContext;

  @Field(() => ID, { description: "The user's id." })
  id!: string;

  @Field(() => String, { description: "Your name." })
  name!: string;

  @Field(() => String, { description: "Your address, in lower case." })
  email!: string;

  @Field(() => Int, {
    description:
      "Rises with every change of any of your memberships: what was read under another one may be out of date.",
  })
  sessionGeneration!: number;
}

@InputType({ description: "Where to go." })
export class SwitchOrganizationInput {
  @Field(() => ID, { description: "The organization's id." })
  organizationId!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: "From now on, requests of this session whose path names no organization are this organization's.",
})
export class SwitchOrganizationPayload {
  @Field(() => OwnMembership, { description: "Your membership there." })
  membership!: OwnMembership;
}

export const SwitchOrganizationResult = createUnionType({
  name: "SwitchOrganizationResult",
  description: "The outcome of switching to another organization.",
  types: () => [SwitchOrganizationPayload] as const,
});
