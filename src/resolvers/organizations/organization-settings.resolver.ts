import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver } from "type-graphql";

import type { Capability } from "../../entities/organizations/organization.entity.js";
import { CAPABILITIES, Organization } from "../../entities/organizations/organization.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  BILLING_REFUSALS,
  BRANDING_REFUSALS,
  CAPABILITY_REFUSALS,
  ChangeBillingIdentityInput,
  ChangeBillingIdentityPayload,
  ChangeBillingIdentityResult,
  ChangeOrganizationBrandingInput,
  ChangeOrganizationBrandingPayload,
  ChangeOrganizationBrandingResult,
  ChangeOrganizationCapabilitiesInput,
  ChangeOrganizationCapabilitiesPayload,
  ChangeOrganizationCapabilitiesResult,
  ChangeOrganizationProfileInput,
  ChangeOrganizationProfilePayload,
  ChangeOrganizationProfileResult,
  ChangeFundingInput,
  ChangeFundingPayload,
  ChangeFundingResult,
  DEACTIVATION_REFUSALS,
  DeactivateOrganizationInput,
  DeactivateOrganizationPayload,
  DeactivateOrganizationResult,
  FUNDING_REFUSALS,
  PROFILE_REFUSALS,
  RENAME_ORGANIZATION_REFUSALS,
  RenameOrganizationInput,
  RenameOrganizationPayload,
  RenameOrganizationResult,
} from "../../schema/organizations/change-organization.js";
import {
  BillingIdentity,
  Branding,
  OrganizationCapabilities,
  OrganizationSettings,
  imageUrl,
} from "../../schema/organizations/organization-settings.js";
import type { OrganizationLifecycleService } from "../../services/organizations/organization-lifecycle.service.js";
import type { ResolvedProfile } from "../../services/organizations/organization-lineage.js";
import type { OrganizationReadService } from "../../services/organizations/organization-read.service.js";
import type { OrganizationSettingsService } from "../../services/organizations/organization-settings.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Organization)
export class OrganizationSettingsResolver {
  constructor(
    private readonly organizations: OrganizationReadService,
    private readonly settings: OrganizationSettingsService,
    private readonly lifecycle: OrganizationLifecycleService,
  ) {}

  @FieldResolver(() => Branding, { description: "How it looks." })
  async branding(@Ctx("tenant") ctx: TenantContext): Promise<Branding> {
    return brandingOf(await this.settings.branding(ctx));
  }

  @Authorized("organization:readSettings")
  @Query(() => OrganizationSettings, { description: "What the organization's people may change of it." })
  organizationSettings(@Ctx("tenant") ctx: TenantContext): Promise<OrganizationSettings> {
    return this.describe(ctx);
  }

  @Authorized("organization:readBilling")
  @Query(() => BillingIdentity, { description: "How the organization is billed." })
  async billingIdentity(@Ctx("tenant") ctx: TenantContext): Promise<BillingIdentity> {
    return build(BillingIdentity, await this.settings.billing(ctx));
  }

  @Authorized("organization:write")
  @Mutation(() => RenameOrganizationResult, { description: "Gives the organization another name. Its slug stays." })
  renameOrganization(
    @Arg("input", () => RenameOrganizationInput, { description: "The name." }) { name }: RenameOrganizationInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RenameOrganizationResult> {
    return refusing(RENAME_ORGANIZATION_REFUSALS, async () => {
      await this.settings.rename(ctx, name);
      return build(RenameOrganizationPayload, { organization: await this.organizations.get(ctx) });
    });
  }

  @Authorized("organization:write")
  @Mutation(() => ChangeOrganizationProfileResult, { description: "Changes what the organization says of itself." })
  changeOrganizationProfile(
    @Arg("input", () => ChangeOrganizationProfileInput, { description: "What to change." })
    { timeZone, isListed, ...details }: ChangeOrganizationProfileInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeOrganizationProfileResult> {
    return refusing(PROFILE_REFUSALS, async () => {
      await this.settings.changeProfile(ctx, {
        ...given(details),
        ...(timeZone != null && { timeZone }),
        ...(isListed != null && { isListed }),
      });
      return build(ChangeOrganizationProfilePayload, { settings: await this.describe(ctx) });
    });
  }

  @Authorized("organization:write")
  @Mutation(() => ChangeOrganizationBrandingResult, {
    description: "Changes the organization's colours. Images are sent to `PUT /v1/organization/logo` and `…/banner`.",
  })
  changeOrganizationBranding(
    @Arg("input", () => ChangeOrganizationBrandingInput, { description: "What to change." })
    input: ChangeOrganizationBrandingInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeOrganizationBrandingResult> {
    return refusing(BRANDING_REFUSALS, async () => {
      await this.settings.changeBranding(ctx, given(input));
      return build(ChangeOrganizationBrandingPayload, { settings: await this.describe(ctx) });
    });
  }

  @Authorized("organization:writeBilling")
  @Mutation(() => ChangeBillingIdentityResult, { description: "Changes how the organization is billed." })
  changeBillingIdentity(
    @Arg("input", () => ChangeBillingIdentityInput, { description: "What to change." })
    input: ChangeBillingIdentityInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeBillingIdentityResult> {
    return refusing(BILLING_REFUSALS, async () => {
      await this.settings.changeBilling(ctx, given(input));
      return build(ChangeBillingIdentityPayload, {
        billing: build(BillingIdentity, await this.settings.billing(ctx)),
      });
    });
  }

  @Authorized("organization:writeBilling")
  @Mutation(() => ChangeFundingResult, { description: "Changes how the organization pays." })
  changeFunding(
    @Arg("input", () => ChangeFundingInput, { description: "What to change." })
    { fundingMode, currency }: ChangeFundingInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeFundingResult> {
    return refusing(FUNDING_REFUSALS, async () => {
      await this.settings.changeFunding(ctx, {
        ...(fundingMode != null && { fundingMode }),
        ...(currency != null && { currency }),
      });
      return build(ChangeFundingPayload, { billing: build(BillingIdentity, await this.settings.billing(ctx)) });
    });
  }

  @Authorized("organization:writeCapabilities")
  @Mutation(() => ChangeOrganizationCapabilitiesResult, { description: "Changes what the organization may be." })
  changeOrganizationCapabilities(
    @Arg("input", () => ChangeOrganizationCapabilitiesInput, { description: "What to change." })
    input: ChangeOrganizationCapabilitiesInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeOrganizationCapabilitiesResult> {
    return refusing(CAPABILITY_REFUSALS, async () => {
      await this.settings.changeCapabilities(ctx, flagsOf(input));
      return build(ChangeOrganizationCapabilitiesPayload, { settings: await this.describe(ctx) });
    });
  }

  @Authorized("organization:deactivate")
  @Mutation(() => DeactivateOrganizationResult, {
    description: "Ends the organization for good: its rows remain, its links lead on, and nobody is let in any more.",
  })
  deactivateOrganization(
    @Arg("input", () => DeactivateOrganizationInput, { description: "The confirmation." })
    { slug }: DeactivateOrganizationInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof DeactivateOrganizationResult> {
    return refusing(DEACTIVATION_REFUSALS, async () =>
      build(DeactivateOrganizationPayload, { organization: await this.lifecycle.deactivate(ctx, slug) }),
    );
  }

  private async describe(ctx: TenantContext): Promise<OrganizationSettings> {
    const organization = await this.organizations.get(ctx);
    const profile = await this.settings.profile(ctx);
    return build(OrganizationSettings, {
      ...profile,
      organization,
      capabilities: capabilitiesOf(organization, await this.settings.isHostingOpen(ctx, organization)),
      branding: brandingOf(profile),
    });
  }
}

const brandingOf = ({ primaryColor, accentColor, logo, banner }: ResolvedProfile): Branding =>
  build(Branding, { primaryColor, accentColor, logoUrl: imageUrl(logo), bannerUrl: imageUrl(banner) });

function capabilitiesOf({ capabilities }: Organization, isHostingOpen: boolean): OrganizationCapabilities {
  const flags = Object.fromEntries(CAPABILITIES.map((one) => [one, capabilities.includes(one)]));
  return build(OrganizationCapabilities, {
    ...(flags as Record<Capability, boolean>),
    isHostingOpen,
    isInert: capabilities.length === 0,
  });
}

/** Inputs are instances with every field; what was not given is not to be asked for. */
const given = <Input extends object>(input: Input) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Input]?: Exclude<Input[Name], undefined>;
  };

const flagsOf = (input: ChangeOrganizationCapabilitiesInput): Partial<Record<Capability, boolean>> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => typeof value === "boolean"));
