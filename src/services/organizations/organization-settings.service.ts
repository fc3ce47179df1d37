import type { Capability } from "../../entities/organizations/organization.entity.js";
import { CAPABILITIES, Organization } from "../../entities/organizations/organization.entity.js";
import type { FundingMode } from "../../entities/billing/billing-account.entity.js";
import { BillingAccount } from "../../entities/billing/billing-account.entity.js";
import { OrganizationProfile } from "../../entities/organizations/organization-profile.entity.js";
import { isCurrency } from "../../shared/currency.js";
import { assert, fieldInvalid } from "../../shared/errors.js";
import { plainNameOf } from "../../shared/plain-name.js";
import type { Permission } from "../../shared/permissions.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import type { Journal } from "../audit/journal.js";
import type { TimeZones } from "../partners/reporting/time-zones.js";
import type { Gates } from "../platform/gates.js";
import type { ImageType } from "./image-reencoding.js";
import type { OrganizationDetails } from "./organization-input.js";
import { checkedDetails } from "./organization-input.js";
import type { ResolvedProfile } from "./organization-lineage.js";
import { resolvedProfile } from "./organization-lineage.js";
import { panOfGst } from "./tax-numbers.js";

type Changes<Name extends keyof OrganizationDetails> = Partial<Pick<OrganizationDetails, Name>>;
export type ProfileChanges = Changes<
  "description" | "industry" | "website" | "sizeBucket" | "recordingRetentionDays"
> & {
  timeZone?: string;
  isListed?: boolean;
};
export type BrandingChanges = Changes<"primaryColor" | "accentColor">;
export type BillingChanges = Changes<
  "billingEmail" | "paymentTermsDays" | "gstNumber" | "msmeNumber" | "panNumber" | "requiresPurchaseOrders"
>;
const FUNDING_DEFAULTS = { fundingMode: "personal", currency: "USD" } as const;
const IMAGE_COLUMNS = { logo: "logoId", banner: "bannerId" } as const satisfies Record<ImageType, string>;

/** Which flags to set or take away; the others stay. */
export type CapabilityChanges = Partial<Record<Capability, boolean>>;

/**
 * Changes of an organization by its own people, one for each action. What is absent stays and null takes it away; then it
 * comes from above again. Each is safe to repeat: what already is as asked is not written, and not told again.
 */
export class OrganizationSettingsService {
  constructor(
    private readonly journal: Journal,
    private readonly timeZones: TimeZones,
    private readonly gates: Gates,
  ) {}

  async profile(ctx: TenantContext): Promise<ResolvedProfile> {
    ctx.require("organization:readSettings");
    return resolvedProfile(ctx);
  }

  async billing(ctx: TenantContext): Promise<ResolvedProfile> {
    ctx.require("organization:readBilling");
    return resolvedProfile(ctx);
  }

  /** How it looks: for everybody in it. */
  async branding(ctx: TenantContext): Promise<ResolvedProfile> {
    ctx.require("organization:read");
    return resolvedProfile(ctx);
  }

  /** Whether it may be set to host: who does is not asked again. */
  async isHostingOpen(ctx: TenantContext, { capabilities }: Pick<Organization, "capabilities">): Promise<boolean> {
    return capabilities.includes("canHost") || this.gates.isOpen(ctx, "host_orgs");
  }

  async rename(ctx: TenantContext, given: string): Promise<void> {
    ctx.require("organization:write");
    const name = plainNameOf(given);
    await ctx.transaction(async (ctx) => {
      const organization = await lockedOrganization(ctx);
      if (organization.name === name) return;
      await ctx.execute("UPDATE organization SET name = $2 WHERE id = $1", [organization.id, name]);
      await this.tell(ctx, "organization.changed", ["name"]);
    });
  }

  async changeProfile(ctx: TenantContext, { timeZone, isListed, ...given }: ProfileChanges): Promise<void> {
    ctx.require("organization:write");
    const details = { ...checkedDetails(given), ...(isListed !== undefined && { isListed }) };
    await ctx.transaction(async (ctx) => {
      const organization = await lockedOrganization(ctx);
      const zone = timeZone === undefined ? organization.timeZone : await this.timeZones.checked(ctx, timeZone);
      const changed = await writeDetails(ctx, details);
      if (zone !== organization.timeZone) {
        await ctx.execute("UPDATE organization SET time_zone = $2 WHERE id = $1", [organization.id, zone]);
        changed.push("timeZone");
      }
      await this.tell(ctx, "organization.profileChanged", changed);
    });
  }

  changeBranding(ctx: TenantContext, given: BrandingChanges): Promise<void> {
    return this.changeDetails(ctx, "organization:write", "organization.brandingChanged", given);
  }

  changeBilling(ctx: TenantContext, given: BillingChanges): Promise<void> {
    return this.changeDetails(ctx, "organization:writeBilling", "organization.billingChanged", given);
  }

  /** Throws `currency_invalid`. */
  async changeFunding(ctx: TenantContext, given: { fundingMode?: FundingMode; currency?: string }): Promise<void> {
    ctx.require("organization:writeBilling");
    if (given.currency !== undefined && !isCurrency(given.currency)) {
      throw fieldInvalid("currency_invalid", "currency", "A currency is three letters of ISO 4217.");
    }
    await ctx.transaction(async (ctx) => {
      await lockedOrganization(ctx);
      const { organizationId } = ctx;
      const { manager } = ctx.open;
      const found = await manager.findOneBy(BillingAccount, { organizationId });
      // Organizations that are older than their accounts get one now.
      const account = found ?? { organizationId, ...FUNDING_DEFAULTS, createdAt: ctx.clock.now() };
      const changed = Object.entries(given).filter(([name, value]) => value !== account[name as keyof typeof given]);
      if (changed.length === 0) return;
      await manager.save(BillingAccount, Object.assign(account, given));
      await this.tell(
        ctx,
        "organization.billingChanged",
        changed.map(([name]) => name),
      );
    });
  }

  /** Throws HOST_ORGS_GATED for hosting while the gate is closed (C-ORG-07). Who hosts already is not asked again. */
  async changeCapabilities(ctx: TenantContext, given: CapabilityChanges): Promise<void> {
    ctx.require("organization:writeCapabilities");
    await ctx.transaction(async (ctx) => {
      const { id, capabilities } = await lockedOrganization(ctx);
      const had = new Set(capabilities);
      const asked = new Set(had);
      for (const [capability, holds] of Object.entries(given) as [Capability, boolean | undefined][]) {
        if (holds === true) asked.add(capability);
        if (holds === false) asked.delete(capability);
      }
      if (asked.has("canHost") && !had.has("canHost")) await this.gates.require(ctx, "host_orgs");
      const now = CAPABILITIES.filter((capability) => asked.has(capability));
      if (now.length === had.size && now.every((capability) => had.has(capability))) return;
      await ctx.execute("UPDATE organization SET capabilities = $2 WHERE id = $1", [id, now]);
      await this.journal.append(ctx, [
        {
          kind: "organization.capabilitiesChanged",
          subject: { type: "organization", id },
          data: { capabilities: now },
        },
      ]);
    });
  }

  /**
   * The image that stands for it from now on, or none; gives the former one's id. Who calls has put the image into the
   * storage.
   */
  async changeImage(ctx: TenantContext, type: ImageType, imageId: string | null): Promise<string | null> {
    ctx.require("organization:write");
    const column = IMAGE_COLUMNS[type];
    return ctx.transaction(async (ctx) => {
      await lockedOrganization(ctx);
      const { organizationId } = ctx;
      const former = (await ctx.open.manager.findOneBy(OrganizationProfile, { organizationId }))?.[column] ?? null;
      const changed = await writeDetails(ctx, { [column]: imageId });
      await this.tell(ctx, "organization.brandingChanged", changed.length > 0 ? [type] : []);
      return former;
    });
  }

  private async changeDetails(
    ctx: TenantContext,
    permission: Permission,
    kind: JournalKind,
    given: Partial<OrganizationDetails>,
  ): Promise<void> {
    ctx.require(permission);
    const details = checkedDetails(given);
    await ctx.transaction(async (ctx) => {
      await lockedOrganization(ctx);
      const changed = await writeDetails(ctx, details);
      await this.tell(ctx, kind, changed);
    });
  }

  /** Says which fields changed and not to what: an address is somebody's. */
  private async tell(ctx: TenantContext, kind: JournalKind, fields: string[]): Promise<void> {
    if (fields.length === 0) return;
    const subject = { type: "organization", id: ctx.organizationId };
    await this.journal.append(ctx, [{ kind, subject, data: { fields: fields.toSorted() } }]);
  }
}

/** The organization, so that its settings change one after the other. Not as a key: whatever points at it is not held up. */
export async function lockedOrganization(ctx: TenantContext): Promise<Organization> {
  await ctx.query("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", [ctx.organizationId]);
  const organization = await ctx.open.manager.findOneBy(Organization, { id: ctx.organizationId });
  assert(organization, "whoever is authenticated belongs to an organization");
  return organization;
}

/** Writes what is another value than now, and gives the names of that. */
async function writeDetails(ctx: TenantContext, details: Partial<OrganizationProfile>): Promise<string[]> {
  const { manager } = ctx.open;
  const { organizationId } = ctx;
  const found = await manager.findOneBy(OrganizationProfile, { organizationId });
  const now: Partial<OrganizationProfile> = found ?? {};
  const changed = Object.entries(details).filter(
    ([name, value]) => value !== (now[name as keyof OrganizationProfile] ?? (name === "isListed" ? false : null)),
  );
  if (changed.length === 0) return [];
  const profile = { ...now, ...Object.fromEntries(changed), organizationId, updatedAt: ctx.clock.now() };
  checkTaxNumbers(profile);
  if (found) await manager.update(OrganizationProfile, { organizationId }, profile);
  else await manager.insert(OrganizationProfile, profile);
  return changed.map(([name]) => name);
}

/** A GST number has its holder's PAN inside. */
function checkTaxNumbers({ gstNumber, panNumber }: Partial<OrganizationProfile>): void {
  if (!gstNumber || !panNumber || panOfGst(gstNumber) === panNumber) return;
  throw fieldInvalid("pan_number_mismatch", "panNumber", "This PAN is not the one inside the GST number.");
}
