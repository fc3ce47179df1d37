import { activeOrganizationsHaveOwner } from "./active-organizations-have-owner.js";
import { balancesEqualEntries } from "./balances-equal-entries.js";
import { changesAreJournalled } from "./changes-are-journalled.js";
import { childrenBelongToParents } from "./children-belong-to-parents.js";
import { commissionsAreUnique } from "./commissions-are-unique.js";
import { commissionsFollowRules } from "./commissions-follow-rules.js";
import { commissionsKeepInstant } from "./commissions-keep-instant.js";
import { commissionsMatchLedger } from "./commissions-match-ledger.js";
import { creditsNameTheirClick } from "./credits-name-their-click.js";
import { creditsStayInsideWindow } from "./credits-stay-inside-window.js";
import { creditsSumToWhole } from "./credits-sum-to-whole.js";
import { entriesKeepCurrency } from "./entries-keep-currency.js";
import { eventsAreUnique } from "./events-are-unique.js";
import type { OrganizationInvariant, PlatformInvariant } from "./invariant.js";
import { journalsVerify } from "./journals-verify.js";
import { partnerStatusMatchesRevocation } from "./partner-status-matches-revocation.js";
import { pendingEntriesAreYoung } from "./pending-entries-are-young.js";
import { referencesCarryOrganization } from "./references-carry-organization.js";
import { refundsAddUp } from "./refunds-add-up.js";
import { revokedHoldersHaveNoSession } from "./revoked-holders-have-no-session.js";
import { rollupsEqualCommissions } from "./rollups-equal-commissions.js";
import { runtimeRoleIsUnprivileged } from "./runtime-role-is-unprivileged.js";
import { seatsEqualLearners } from "./seats-equal-learners.js";
import { hashesAreWhole, secretsAreHashed } from "./secrets-are-hashed.js";
import { tablesForceRowSecurity } from "./tables-force-row-security.js";
import { transfersSumToZero } from "./transfers-sum-to-zero.js";
import { treesAreWhole } from "./trees-are-whole.js";

/** What holds for the whole database, in the order in which it is told. */
export const PLATFORM_INVARIANTS: readonly PlatformInvariant[] = [
  runtimeRoleIsUnprivileged,
  tablesForceRowSecurity,
  referencesCarryOrganization,
  hashesAreWhole,
  pendingEntriesAreYoung,
  journalsVerify,
];

/** What holds inside each organization. A new table brings its invariants here. */
export const ORGANIZATION_INVARIANTS: readonly OrganizationInvariant[] = [
  activeOrganizationsHaveOwner,
  seatsEqualLearners,
  revokedHoldersHaveNoSession,
  partnerStatusMatchesRevocation,
  secretsAreHashed,
  childrenBelongToParents,
  treesAreWhole,
  eventsAreUnique,
  creditsSumToWhole,
  creditsNameTheirClick,
  creditsStayInsideWindow,
  refundsAddUp,
  commissionsAreUnique,
  commissionsFollowRules,
  commissionsKeepInstant,
  commissionsMatchLedger,
  rollupsEqualCommissions,
  transfersSumToZero,
  entriesKeepCurrency,
  balancesEqualEntries,
  changesAreJournalled,
];
