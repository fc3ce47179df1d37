import { Field, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { FundingMode } from "../../entities/billing/billing-account.entity.js";
import { Organization } from "../../entities/organizations/organization.entity.js";
import { SizeBucket } from "../../entities/organizations/organization-profile.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { UserError } from "../common/user-error.js";
import { BillingIdentity, OrganizationSettings } from "./organization-settings.js";

@InputType({ description: "Another name." })
export class RenameOrganizationInput {
  @Field(() => String, { description: "Its name for people, 1 to 200 characters." })
  name!: string;
}

@InputType({ description: "What an organization says of itself. What is absent stays; null takes it away." })
export class ChangeOrganizationProfileInput {
  @Field(() => String, { nullable: true, description: "What it says of itself, at most 2,000 characters." })
  description?: string | null;

  @Field(() => String, { nullable: true, description: "What it does, at most 200 characters." })
  industry?: string | null;

  @Field(() => String, { nullable: true, description: "An address of the web." })
  website?: string | null;

  @Field(() => SizeBucket, { nullable: true, description: "How many people work for it." })
  sizeBucket?: SizeBucket | null;

  @Field(() => Int, {
    nullable: true,
    description: "Days that recordings are kept, 1 to 3650; null: as above it, else 90.",
  })
  recordingRetentionDays?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Whether anybody who signs in finds it; null changes nothing." })
  isListed?: boolean | null;

  @Field(() => String, { nullable: true, description: "IANA name of its time zone; null changes nothing." })
  timeZone?: string | null;
}

@InputType({ description: "Colours. What is absent stays; null takes it away: then it comes from above." })
export class ChangeOrganizationBrandingInput {
  @Field(() => String, { nullable: true, description: "Its first colour, written like #1f6feb." })
  primaryColor?: string | null;

  @Field(() => String, { nullable: true, description: "Its second colour, written like #1f6feb." })
  accentColor?: string | null;
}

@InputType({ description: "How an organization is billed. What is absent stays; null takes it away." })
export class ChangeBillingIdentityInput {
  @Field(() => String, { nullable: true, description: "Where invoices go." })
  billingEmail?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Days until an invoice is due, 0 to 120; null: as above it, else 30.",
  })
  paymentTermsDays?: number | null;

  @Field(() => String, { nullable: true, description: "Indian goods and services tax number, 15 characters." })
  gstNumber?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Indian registration as a small enterprise: UDYAM-XX-00-0000000.",
  })
  msmeNumber?: string | null;

  @Field(() => String, { nullable: true, description: "Indian permanent account number, 10 characters." })
  panNumber?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Whether purchase orders appear; null: as above it, else not." })
  requiresPurchaseOrders?: boolean | null;
}

@InputType({ description: "How an organization pays. What is absent, or null, stays." })
export class ChangeFundingInput {
  @Field(() => FundingMode, { nullable: true, description: "How." })
  fundingMode?: FundingMode | null;

  @Field(() => String, { nullable: true, description: "A currency of ISO 4217." })
  currency?: string | null;
}

@InputType({ description: "What an organization may be. What is absent, or null, stays." })
export class ChangeOrganizationCapabilitiesInput {
  @Field(() => Boolean, { nullable: true, description: "It may sponsor." })
  canSponsor?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "It may host. Refused until the platform lets organizations." })
  canHost?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "It runs a partner program." })
  runsPartnerProgram?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "It resells." })
  resells?: boolean | null;
}

@InputType({ description: "The end of an organization." })
export class DeactivateOrganizationInput {
  @Field(() => String, { description: "Its slug, typed, to say that it is meant." })
  slug!: string;
}

@ObjectType({ simpleResolvers: true, description: "Renamed." })
export class RenameOrganizationPayload {
  @Field(() => Organization, { description: "The organization as it is now." })
  organization!: Organization;
}

@ObjectType({ simpleResolvers: true, description: "Changed." })
export class ChangeOrganizationProfilePayload {
  @Field(() => OrganizationSettings, { description: "The settings as they are now." })
  settings!: OrganizationSettings;
}

@ObjectType({ simpleResolvers: true, description: "Changed." })
export class ChangeOrganizationBrandingPayload {
  @Field(() => OrganizationSettings, { description: "The settings as they are now." })
  settings!: OrganizationSettings;
}

@ObjectType({ simpleResolvers: true, description: "Changed." })
export class ChangeOrganizationCapabilitiesPayload {
  @Field(() => OrganizationSettings, { description: "The settings as they are now." })
  settings!: OrganizationSettings;
}

@ObjectType({ simpleResolvers: true, description: "Changed." })
export class ChangeBillingIdentityPayload {
  @Field(() => BillingIdentity, { description: "How it is billed now." })
  billing!: BillingIdentity;
}

@ObjectType({ simpleResolvers: true, description: "Changed." })
export class ChangeFundingPayload {
  @Field(() => BillingIdentity, { description: "How it is billed now." })
  billing!: BillingIdentity;
}

@ObjectType({ simpleResolvers: true, description: "Deactivated, now: nobody is let in any more." })
export class DeactivateOrganizationPayload {
  @Field(() => Organization, { description: "The organization as it is now." })
  organization!: Organization;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Organizations cannot host yet: the platform's operator has not opened it.",
})
export class HostOrgsGated extends UserError {
  override code = "HOST_ORGS_GATED";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Organizations stand below this one. They are ended first.",
})
export class OrganizationHasChildren extends UserError {
  override code = "ORGANIZATION_HAS_CHILDREN";
}

export const RENAME_ORGANIZATION_REFUSALS = { name_invalid: FieldInvalid } as const;
export const PROFILE_REFUSALS = {
  description_invalid: FieldInvalid,
  industry_invalid: FieldInvalid,
  website_invalid: FieldInvalid,
  size_invalid: FieldInvalid,
  retention_invalid: FieldInvalid,
  time_zone_unknown: FieldInvalid,
} as const;
export const BRANDING_REFUSALS = { color_invalid: FieldInvalid } as const;
export const BILLING_REFUSALS = {
  billing_email_invalid: FieldInvalid,
  payment_terms_invalid: FieldInvalid,
  gst_number_invalid: FieldInvalid,
  msme_number_invalid: FieldInvalid,
  pan_number_invalid: FieldInvalid,
  pan_number_mismatch: FieldInvalid,
} as const;
export const FUNDING_REFUSALS = { currency_invalid: FieldInvalid } as const;
export const CAPABILITY_REFUSALS = { HOST_ORGS_GATED: HostOrgsGated } as const;
export const DEACTIVATION_REFUSALS = {
  slug_mismatch: FieldInvalid,
  organization_has_children: OrganizationHasChildren,
} as const;

export const RenameOrganizationResult = createUnionType({
  name: "RenameOrganizationResult",
  description: "The outcome of renaming an organization.",
  types: () => [RenameOrganizationPayload, FieldInvalid] as const,
});
export const ChangeOrganizationProfileResult = createUnionType({
  name: "ChangeOrganizationProfileResult",
  description: "The outcome of changing what an organization says of itself.",
  types: () => [ChangeOrganizationProfilePayload, FieldInvalid] as const,
});
export const ChangeOrganizationBrandingResult = createUnionType({
  name: "ChangeOrganizationBrandingResult",
  description: "The outcome of changing colours.",
  types: () => [ChangeOrganizationBrandingPayload, FieldInvalid] as const,
});
export const ChangeBillingIdentityResult = createUnionType({
  name: "ChangeBillingIdentityResult",
  description: "The outcome of changing how an organization is billed.",
  types: () => [ChangeBillingIdentityPayload, FieldInvalid] as const,
});
export const ChangeFundingResult = createUnionType({
  name: "ChangeFundingResult",
  description: "The outcome of changing how an organization pays.",
  types: () => [ChangeFundingPayload, FieldInvalid] as const,
});
export const ChangeOrganizationCapabilitiesResult = createUnionType({
  name: "ChangeOrganizationCapabilitiesResult",
  description: "The outcome of changing what an organization may be.",
  types: () => [ChangeOrganizationCapabilitiesPayload, HostOrgsGated] as const,
});
export const DeactivateOrganizationResult = createUnionType({
  name: "DeactivateOrganizationResult",
  description: "The outcome of ending an organization.",
  types: () => [DeactivateOrganizationPayload, FieldInvalid, OrganizationHasChildren] as const,
});
