import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { FundingMode } from "../../entities/billing/billing-account.entity.js";
import { OrganizationStatus } from "../../entities/organizations/organization.entity.js";
import type { OrganizationStatus as StoredStatus } from "../../entities/organizations/organization.entity.js";
import { SizeBucket } from "../../entities/organizations/organization-profile.entity.js";
import { CurrencyCode } from "../common/currency-code.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { UserError } from "../common/user-error.js";
import { OwnMembership } from "../identity/me.js";
import { HostOrgsGated } from "./change-organization.js";

@InputType({ description: "A new organization. What is left out can be said later." })
export class CreateOrganizationInput {
  @Field(() => String, { description: "Its name for people, 1 to 200 characters." })
  name!: string;

  @Field(() => String, {
    description: "Its name in addresses, for ever: 3 to 30 lower-case letters, digits or hyphens.",
  })
  slug!: string;

  @Field(() => ID, { nullable: true, description: "The organization above it, of which you are an owner." })
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: "IANA name of its time zone; absent: UTC." })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: "What it says of itself, at most 2,000 characters." })
  description?: string | null;

  @Field(() => String, { nullable: true, description: "What it does, at most 200 characters." })
  industry?: string | null;

  @Field(() => String, { nullable: true, description: "An address of the web." })
  website?: string | null;

  @Field(() => SizeBucket, { nullable: true, description: "How many people work for it." })
  sizeBucket?: SizeBucket | null;

  @Field(() => Boolean, { nullable: true, description: "Whether it sponsors; absent: not." })
  canSponsor?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Whether it hosts; absent: not. Refused until that is open." })
  canHost?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Whether it runs a partner program; absent: it does." })
  runsPartnerProgram?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Whether it resells; absent: not." })
  resells?: boolean | null;

  @Field(() => FundingMode, { nullable: true, description: "How it pays; absent: each person for themselves." })
  fundingMode?: FundingMode | null;

  @Field(() => CurrencyCode, { nullable: true, description: "The currency in which it pays; absent: USD." })
  currency?: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "Made, with everything that belongs to it, and you are its owner. Once it is active you are in it.",
})
export class CreateOrganizationPayload {
  @Field(() => OrganizationStatus, {
    description:
      "ACTIVE: you are in it now. PENDING_VERIFICATION: an operator of this installation looks at it first, and its owner is told by mail.",
  })
  status!: StoredStatus;

  @Field(() => OwnMembership, {
    nullable: true,
    description:
      "Your membership as its owner; null while it waits, for nobody is let in until an operator has verified it.",
  })
  membership!: OwnMembership | null;
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "Another organization has this slug." })
export class SlugTaken extends UserError {
  override code = "SLUG_TAKEN";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "You own as many organizations as one person may.",
})
export class OrganizationsLimit extends UserError {
  override code = "ORGANIZATIONS_LIMIT";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "It cannot stand there: the one above is not active, or the tree would be too deep.",
})
export class ParentRefused extends UserError {}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "This platform is one organization's, and has no room for others.",
})
export class SingleOrganization extends UserError {
  override code = "SINGLE_ORGANIZATION";
}

export const CREATE_ORGANIZATION_REFUSALS = {
  name_invalid: FieldInvalid,
  slug_invalid: FieldInvalid,
  slug_lookalike: FieldInvalid,
  slug_reserved: FieldInvalid,
  time_zone_unknown: FieldInvalid,
  description_invalid: FieldInvalid,
  industry_invalid: FieldInvalid,
  website_invalid: FieldInvalid,
  size_invalid: FieldInvalid,
  funding_mode_invalid: FieldInvalid,
  currency_invalid: FieldInvalid,
  slug_taken: SlugTaken,
  organizations_limit: OrganizationsLimit,
  parent_not_active: ParentRefused,
  tree_too_deep: ParentRefused,
  single_organization: SingleOrganization,
  HOST_ORGS_GATED: HostOrgsGated,
} as const;

export const CreateOrganizationResult = createUnionType({
  name: "CreateOrganizationResult",
  description: "The outcome of making an organization.",
  types: () =>
    [
      CreateOrganizationPayload,
      FieldInvalid,
      SlugTaken,
      OrganizationsLimit,
      ParentRefused,
      SingleOrganization,
      HostOrgsGated,
    ] as const,
});
