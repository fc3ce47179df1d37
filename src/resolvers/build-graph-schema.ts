import type { GraphQLSchema } from "graphql";
import type { ContainerType, PubSub } from "type-graphql";
import { buildSchemaSync } from "type-graphql";

import { DateTime } from "../schema/common/date-time.js";
import type { Permission } from "../shared/permissions.js";
import { OPERATOR, requireOneOf } from "../shared/permissions.js";
import { JournalEntryConnectionResolver, JournalResolver } from "./audit/journal.resolver.js";
import { LiveJournalResolver } from "./audit/live-journal.resolver.js";
import type { GraphContext } from "./graph-context.js";
import { ApiKeyChangeResolver } from "./identity/api-key-change.resolver.js";
import { ApiKeyResolver } from "./identity/api-key.resolver.js";
import { MeResolver } from "./identity/me.resolver.js";
import { ClickResolver } from "./partners/click.resolver.js";
import { LedgerAccountResolver } from "./ledger/ledger-account.resolver.js";
import { LedgerTransferResolver } from "./ledger/ledger-transfer.resolver.js";
import { MembershipChangeResolver } from "./organizations/membership-change.resolver.js";
import { MembershipResolver } from "./organizations/membership.resolver.js";
import { PersonResolver } from "./partners/person.resolver.js";
import { ProgramVersionResolver } from "./partners/program-version.resolver.js";
import { TermsResolver } from "./partners/terms.resolver.js";
import { OperatorChangeResolver } from "./identity/operator-change.resolver.js";
import { OperatorResolver } from "./identity/operator.resolver.js";
import { AccountSecurityResolver } from "./identity/account-security.resolver.js";
import { ViewerResolver } from "./identity/viewer.resolver.js";
import { EarningsPartnerResolver, EarningsResolver, PartnerEarningsResolver } from "./ledger/earnings.resolver.js";
import { OrganizationResolver } from "./organizations/organization.resolver.js";
import { UserPreferenceResolver } from "./identity/user-preference.resolver.js";
import { OrganizationCreationResolver } from "./organizations/organization-creation.resolver.js";
import { OrganizationSettingsResolver } from "./organizations/organization-settings.resolver.js";
import { CommissionResolver } from "./partners/commission.resolver.js";
import {
  CommissionExplanationResolver,
  ExplainedTouchResolver,
  ExplanationResolver,
} from "./partners/explanation.resolver.js";
import { EventResolver } from "./partners/event.resolver.js";
import { LinkResolver } from "./partners/link.resolver.js";
import { LiveClicksResolver, LiveCommissionsResolver } from "./partners/live-commissions.resolver.js";
import { PartnerChangeResolver } from "./partners/partner-change.resolver.js";
import { PartnerResolver } from "./partners/partner.resolver.js";
import { InvitationResolver } from "./organizations/invitation.resolver.js";
import { MailResolver } from "./platform/mail.resolver.js";
import { FlagResolver } from "./platform/flag.resolver.js";
import { OperatedOrganizationResolver } from "./platform/operated-organization.resolver.js";
import { RateLimitResolver } from "./platform/rate-limit.resolver.js";
import { ProgramChangeResolver } from "./partners/program-change.resolver.js";
import { FederationResolver } from "./platform/federation.resolver.js";
import { ProgramResolver } from "./partners/program.resolver.js";
import { SimulationResolver } from "./partners/simulation.resolver.js";
import { TermsChangeResolver } from "./partners/terms-change.resolver.js";
import { ReportResolver } from "./partners/report.resolver.js";

/** Every class with entry points of the graph. */
export const RESOLVERS = [
  ApiKeyChangeResolver,
  ApiKeyResolver,
  ClickResolver,
  MeResolver,
  LedgerAccountResolver,
  LedgerTransferResolver,
  MembershipChangeResolver,
  MembershipResolver,
  PersonResolver,
  ProgramVersionResolver,
  TermsResolver,
  CommissionExplanationResolver,
  CommissionResolver,
  EarningsPartnerResolver,
  EarningsResolver,
  EventResolver,
  ExplainedTouchResolver,
  ExplanationResolver,
  JournalEntryConnectionResolver,
  FederationResolver,
  InvitationResolver,
  JournalResolver,
  LinkResolver,
  LiveClicksResolver,
  LiveCommissionsResolver,
  LiveJournalResolver,
  MailResolver,
  FlagResolver,
  OperatedOrganizationResolver,
  OperatorChangeResolver,
  OperatorResolver,
  OrganizationResolver,
  OrganizationCreationResolver,
  UserPreferenceResolver,
  OrganizationSettingsResolver,
  PartnerEarningsResolver,
  PartnerChangeResolver,
  PartnerResolver,
  ProgramChangeResolver,
  ProgramResolver,
  RateLimitResolver,
  SimulationResolver,
  TermsChangeResolver,
  ReportResolver,
  AccountSecurityResolver,
  ViewerResolver,
] as const;

/** type-graphql wants one. Here subscriptions read the journal, and nothing is ever published in memory. */
const nothingIsPublished = (): never => {
  throw new Error("Broken assumption: subscriptions read the journal");
};
const NO_PUB_SUB: PubSub = { publish: nothingIsPublished, subscribe: nothingIsPublished };

/**
 * The graph. `@Authorized` names the permissions of which one is needed; the service behind asks again, so that the graph,
 * REST and jobs share the check.
 *
 * @param container - gives a resolver class's instance. Printing the schema needs none.
 */
export function buildGraphSchema(container?: ContainerType): GraphQLSchema {
  return buildSchemaSync({
    resolvers: RESOLVERS,
    ...(container && { container }),
    authChecker: ({ context }: { context: GraphContext }, needed: (Permission | typeof OPERATOR)[]) => {
      const permissions = needed.filter((one) => one !== OPERATOR);
      const isForOperators = permissions.length < needed.length;
      // Beside others it is for operators at their own path and for members in an organization, and nobody is both.
      if (isForOperators && (permissions.length === 0 || context.caller.operatorOrNone)) {
        return context.operator !== undefined;
      }
      requireOneOf(context.tenant, permissions);
      return true;
    },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    // Only what fields lead to: an entity without a field that leads there stays unpublished.
    orphanedTypes: [],
    validate: false,
    // Asking the schema about itself takes a tenth of a start; that it is valid is a test's to say.
    skipCheck: true,
    pubSub: NO_PUB_SUB,
  });
}
