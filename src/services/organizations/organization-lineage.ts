import type { FundingMode } from "../../entities/billing/billing-account.entity.js";
import type { OrganizationProfile } from "../../entities/organizations/organization-profile.entity.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { DetailName } from "./organization-input.js";

/** What an organization gets from the nearest one above that has it; the rest is its own or nobody's. */
const INHERITED = {
  recordingRetentionDays: "recording_retention_days",
  primaryColor: "primary_color",
  accentColor: "accent_color",
  billingEmail: "billing_email",
  paymentTermsDays: "payment_terms_days",
  requiresPurchaseOrders: "requires_purchase_orders",
  logo: "logo_id",
  banner: "banner_id",
} as const satisfies Partial<Record<DetailName | "logo" | "banner", string>>;
const OWN = {
  description: "description",
  industry: "industry",
  website: "website",
  sizeBucket: "size_bucket",
  gstNumber: "gst_number",
  msmeNumber: "msme_number",
  panNumber: "pan_number",
} as const satisfies Partial<Record<DetailName, string>>;

/** What holds where nobody said anything. */
const DEFAULTS = {
  recordingRetentionDays: 90,
  paymentTermsDays: 30,
  requiresPurchaseOrders: false,
  isListed: false,
  fundingMode: "personal",
  currency: "USD",
};

/** What stands for an organization alone, and never comes from above. */
const BESIDE = {
  isListed: ["organization_profile", "is_listed"],
  fundingMode: ["billing_account", "funding_mode"],
  currency: ["billing_account", "currency"],
} as const;

export type ResolvedProfile = Omit<
  OrganizationProfile,
  | "organizationId"
  | "updatedAt"
  | "logoId"
  | "bannerId"
  | "isListed"
  | "recordingRetentionDays"
  | "paymentTermsDays"
  | "requiresPurchaseOrders"
> & {
  recordingRetentionDays: number;
  paymentTermsDays: number;
  requiresPurchaseOrders: boolean;
  isListed: boolean;
  fundingMode: FundingMode;
  currency: string;
  /** Keys of the storage, of this organization or one above. */
  logo: string | null;
  banner: string | null;
  /** What of it comes from above. */
  inherited: string[];
};

/** What holds for the organization: its own settings, and for those it has none, what it inherits. One statement. */
export async function resolvedProfile(ctx: TenantContext): Promise<ResolvedProfile> {
  const [row] = await ctx.read<Record<string, unknown> & { inherited: string[] }>(RESOLVE, [ctx.organizationId]);
  assert(row, "an aggregate is one row");
  const values = Object.fromEntries(
    [...Object.keys(OWN), ...Object.keys(INHERITED), ...Object.keys(BESIDE)].map((name) => [
      name,
      row[name] ?? (DEFAULTS as Record<string, unknown>)[name] ?? null,
    ]),
  );
  return { ...values, inherited: row.inherited } as ResolvedProfile;
}

const valueOf = (column: string): string =>
  column === "logo_id" || column === "banner_id"
    ? `l.id || '/${column.replace("_id", "")}-' || l.${column}`
    : `l.${column}`;
const nearest = (column: string): string =>
  `(array_agg(${valueOf(column)} ORDER BY l.depth DESC) FILTER (WHERE l.${column} IS NOT NULL))[1]`;
const own = (column: string): string => `(array_agg(l.${column}) FILTER (WHERE l.id = $1))[1]`;

const RESOLVE = `
  SELECT ${[
    ...Object.entries(OWN).map(([name, column]) => `${own(column)} AS "${name}"`),
    ...Object.entries(BESIDE).map(
      ([name, [table, column]]) => `(SELECT b.${column} FROM ${table} b WHERE b.organization_id = $1) AS "${name}"`,
    ),
    ...Object.entries(INHERITED).map(([name, column]) => `${nearest(column)} AS "${name}"`),
  ].join(",\n    ")},
    array_remove(ARRAY[${Object.entries(INHERITED)
      .map(([name, column]) => `CASE WHEN ${own(column)} IS NULL AND ${nearest(column)} IS NOT NULL THEN '${name}' END`)
      .join(", ")}], NULL) AS inherited
  FROM lookup.organization_lineage() l`;
