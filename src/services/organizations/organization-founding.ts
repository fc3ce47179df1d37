import type { FundingMode } from "../../entities/billing/billing-account.entity.js";
import { FUNDING_MODES } from "../../entities/billing/billing-account.entity.js";
import type { Capability } from "../../entities/organizations/organization.entity.js";
import { CAPABILITIES } from "../../entities/organizations/organization.entity.js";
import { isCurrency } from "../../shared/currency.js";
import { fieldInvalid } from "../../shared/errors.js";
import { plainNameOf } from "../../shared/plain-name.js";
import type { OrganizationDetails } from "./organization-input.js";
import { checkedDetails, checkedSlug } from "./organization-input.js";

/** A new organization as it is asked for, by the wizard, the API or the command line. */
export interface Founding {
  slug: string;
  name: string;
  /** IANA name; absent: UTC. */
  timeZone?: string | undefined;
  /** Absent: a partner program. */
  capabilities?: readonly Capability[] | undefined;
  details?: Partial<OrganizationDetails> | undefined;
  /** Absent: each person pays for themselves. */
  fundingMode?: FundingMode | undefined;
  /** Absent: USD. */
  currency?: string | undefined;
}

export type CheckedFounding = Required<{ [Name in keyof Founding]: Exclude<Founding[Name], undefined> }>;

/**
 * The only check of a new organization, before anything is written: every way in asks it (C-ONB-03, C-BUG-05, C-BUG-41).
 * Throws the first fault, typed, with the field it lies in. Whether the slug is free, and hosting open, is asked later.
 */
export function checkedFounding(given: Founding): CheckedFounding {
  const { fundingMode = "personal", currency = "USD", capabilities = ["runsPartnerProgram"], timeZone = "UTC" } = given;
  const name = plainNameOf(given.name);
  const slug = checkedSlug(given.slug);
  if (!FUNDING_MODES.includes(fundingMode))
    throw fieldInvalid("funding_mode_invalid", "fundingMode", "This is no way to pay.");
  if (!isCurrency(currency))
    throw fieldInvalid("currency_invalid", "currency", "A currency is three letters of ISO 4217.");
  const details = checkedDetails(given.details ?? {});
  const asked = new Set(capabilities);
  return {
    name,
    slug,
    timeZone,
    fundingMode,
    currency,
    details,
    capabilities: CAPABILITIES.filter((one) => asked.has(one)),
  };
}
