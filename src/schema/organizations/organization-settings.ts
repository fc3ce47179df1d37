import { Field, Int, ObjectType } from "type-graphql";

import { FundingMode } from "../../entities/billing/billing-account.entity.js";
import { Organization } from "../../entities/organizations/organization.entity.js";
import { SizeBucket } from "../../entities/organizations/organization-profile.entity.js";
import { CurrencyCode } from "../common/currency-code.js";

/** Where an image is read. Keys are random, and have no characters that an address would have to escape. */
export const imageUrl = (key: string | null): string | null => key && `/images/${key}`;

@ObjectType({
  simpleResolvers: true,
  description: "How an organization looks: its own, or what it inherits from the nearest one above that says.",
})
export class Branding {
  @Field(() => String, { nullable: true, description: "Its first colour, written like #1f6feb." })
  primaryColor!: string | null;

  @Field(() => String, { nullable: true, description: "Its second colour, written like #1f6feb." })
  accentColor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where its logo is read: a path of this server, for ever the same image.",
  })
  logoUrl!: string | null;

  @Field(() => String, { nullable: true, description: "Where its banner is read: a path of this server." })
  bannerUrl!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "What an organization may be: any number of these, together. With none it is inert.",
})
export class OrganizationCapabilities {
  @Field(() => Boolean, { description: "It may sponsor what its people use." })
  canSponsor!: boolean;

  @Field(() => Boolean, { description: "It may host, once the platform lets organizations." })
  canHost!: boolean;

  @Field(() => Boolean, { description: "Whether it could be set to host: it does, or the platform lets it." })
  isHostingOpen!: boolean;

  @Field(() => Boolean, { description: "It runs a partner program." })
  runsPartnerProgram!: boolean;

  @Field(() => Boolean, { description: "It owns customer organizations and earns on them." })
  resells!: boolean;

  @Field(() => Boolean, { description: "Whether it is none of these." })
  isInert!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "What an organization's people may change of it." })
export class OrganizationSettings {
  @Field(() => Organization, { description: "The organization itself." })
  organization!: Organization;

  @Field(() => OrganizationCapabilities, { description: "What it may be." })
  capabilities!: OrganizationCapabilities;

  @Field(() => Branding, { description: "How it looks." })
  branding!: Branding;

  @Field(() => String, { nullable: true, description: "What it says of itself." })
  description!: string | null;

  @Field(() => String, { nullable: true, description: "What it does." })
  industry!: string | null;

  @Field(() => String, { nullable: true, description: "Its place on the web." })
  website!: string | null;

  @Field(() => SizeBucket, { nullable: true, description: "How many people work for it." })
  sizeBucket!: SizeBucket | null;

  @Field(() => Boolean, { description: "Whether anybody who signs in finds it where organizations are explored." })
  isListed!: boolean;

  @Field(() => Int, { description: "Days that recordings are kept: 90 unless it, or one above it, says otherwise." })
  recordingRetentionDays!: number;

  @Field(() => [String], { description: "Names of the fields, of branding too, whose values come from above." })
  inherited!: string[];
}

@ObjectType({ simpleResolvers: true, description: "How an organization is billed." })
export class BillingIdentity {
  @Field(() => FundingMode, { description: "How it pays." })
  fundingMode!: FundingMode;

  @Field(() => CurrencyCode, { description: "The currency in which it pays." })
  currency!: string;

  @Field(() => String, { nullable: true, description: "Where invoices go, in lower case." })
  billingEmail!: string | null;

  @Field(() => Int, {
    description: "Days between an invoice and its due date: 30 unless it, or one above it, says otherwise.",
  })
  paymentTermsDays!: number;

  @Field(() => String, { nullable: true, description: "Its Indian goods and services tax number." })
  gstNumber!: string | null;

  @Field(() => String, { nullable: true, description: "Its Indian registration as a small enterprise." })
  msmeNumber!: string | null;

  @Field(() => String, { nullable: true, description: "Its Indian permanent account number." })
  panNumber!: string | null;

  @Field(() => Boolean, { description: "Whether purchase orders appear. It hides them and forbids nothing." })
  requiresPurchaseOrders!: boolean;

  @Field(() => [String], { description: "Names of the fields whose values come from above." })
  inherited!: string[];
}
