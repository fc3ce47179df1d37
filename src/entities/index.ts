import { JournalEntry } from "./audit/journal-entry.entity.js";
import { JournalHead } from "./audit/journal-head.entity.js";
import { JournalOrigin } from "./audit/journal-origin.entity.js";
import { JournalPending } from "./audit/journal-pending.entity.js";
import { BillingAccount } from "./billing/billing-account.entity.js";
import { ApiKey } from "./identity/api-key.entity.js";
import { PasskeyChallenge } from "./identity/passkey-challenge.entity.js";
import { Impersonation } from "./identity/impersonation.entity.js";
import { OperatorSession } from "./identity/operator-session.entity.js";
import { PlatformUser } from "./identity/platform-user.entity.js";
import { Session } from "./identity/session.entity.js";
import { SignInStep } from "./identity/sign-in-step.entity.js";
import { SignInToken } from "./identity/sign-in-token.entity.js";
import { UserPasskey } from "./identity/user-passkey.entity.js";
import { UserPreference } from "./identity/user-preference.entity.js";
import { UserPassword } from "./identity/user-password.entity.js";
import { UserRecoveryCode } from "./identity/user-recovery-code.entity.js";
import { UserTotp } from "./identity/user-totp.entity.js";
import { LedgerAccount } from "./ledger/ledger-account.entity.js";
import { LedgerEntry } from "./ledger/ledger-entry.entity.js";
import { LedgerTransfer } from "./ledger/ledger-transfer.entity.js";
import { Invitation } from "./organizations/invitation.entity.js";
import { SeatBudget } from "./organizations/seat-budget.entity.js";
import { Membership } from "./organizations/membership.entity.js";
import { OrganizationProfile } from "./organizations/organization-profile.entity.js";
import { Organization } from "./organizations/organization.entity.js";
import { Adjustment } from "./partners/adjustment.entity.js";
import { Attribution } from "./partners/attribution.entity.js";
import { ClickFlag } from "./partners/click-flag.entity.js";
import { Click } from "./partners/click.entity.js";
import { CommissionRollupDay } from "./partners/commission-rollup-day.entity.js";
import { CommissionRollupHead } from "./partners/commission-rollup-head.entity.js";
import { CommissionRollupMark } from "./partners/commission-rollup-mark.entity.js";
import { CommissionRollupMonth } from "./partners/commission-rollup-month.entity.js";
import { CommissionRollup } from "./partners/commission-rollup.entity.js";
import { Commission } from "./partners/commission.entity.js";
import { Credit } from "./partners/credit.entity.js";
import { Event } from "./partners/event.entity.js";
import { Identity } from "./partners/identity.entity.js";
import { Link } from "./partners/link.entity.js";
import { PartnerRevocation } from "./partners/partner-revocation.entity.js";
import { Partner } from "./partners/partner.entity.js";
import { Person } from "./partners/person.entity.js";
import { ProgramVersion } from "./partners/program-version.entity.js";
import { Program } from "./partners/program.entity.js";
import { Redecision } from "./partners/redecision.entity.js";
import { SettingsHead } from "./partners/settings-head.entity.js";
import { Terms } from "./partners/terms.entity.js";
import { FlagChange } from "./platform/flag-change.entity.js";
import { Flag } from "./platform/flag.entity.js";
import { IdempotencyKey } from "./platform/idempotency-key.entity.js";
import { MailSetting } from "./platform/mail-setting.entity.js";
import { Mail } from "./platform/mail.entity.js";
import { RateLimit } from "./platform/rate-limit.entity.js";
import { PlatformSetting } from "./platform/platform-setting.entity.js";

/** Rows that belong to one organization: forced row level security on `organization_id`. */
export const TENANT_ENTITIES = [
  Adjustment,
  Attribution,
  BillingAccount,
  Click,
  ClickFlag,
  Commission,
  CommissionRollup,
  CommissionRollupDay,
  CommissionRollupHead,
  CommissionRollupMark,
  CommissionRollupMonth,
  Credit,
  Event,
  IdempotencyKey,
  Identity,
  Invitation,
  JournalEntry,
  JournalHead,
  JournalOrigin,
  JournalPending,
  LedgerAccount,
  LedgerEntry,
  LedgerTransfer,
  Link,
  Membership,
  SeatBudget,
  OrganizationProfile,
  Partner,
  PartnerRevocation,
  Person,
  Program,
  ProgramVersion,
  Redecision,
  SettingsHead,
  Terms,
];

/** What is unique on the whole platform; forced row level security as well, each table with policies of its own. */
export const PLATFORM_ENTITIES = [
  ApiKey,
  Flag,
  FlagChange,
  Mail,
  MailSetting,
  Impersonation,
  OperatorSession,
  Organization,
  PasskeyChallenge,
  PlatformSetting,
  PlatformUser,
  RateLimit,
  Session,
  SignInStep,
  SignInToken,
  UserPasskey,
  UserPassword,
  UserPreference,
  UserRecoveryCode,
  UserTotp,
];

export const ENTITIES = [...TENANT_ENTITIES, ...PLATFORM_ENTITIES];
