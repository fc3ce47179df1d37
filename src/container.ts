import { join } from "node:path";

import { RateLimits } from "./http/rate-limits.js";
import { LiveFigures } from "./http/graphql/socket/live-figures.js";
import { ApiKeyResolver } from "./resolvers/identity/api-key.resolver.js";
import { ClickResolver } from "./resolvers/partners/click.resolver.js";
import { LedgerAccountResolver } from "./resolvers/ledger/ledger-account.resolver.js";
import { LedgerTransferResolver } from "./resolvers/ledger/ledger-transfer.resolver.js";
import { MembershipChangeResolver } from "./resolvers/organizations/membership-change.resolver.js";
import { MembershipService } from "./services/organizations/membership.service.js";
import { MembershipWriter } from "./services/organizations/membership-writer.js";
import { MembershipResolver } from "./resolvers/organizations/membership.resolver.js";
import { PersonResolver } from "./resolvers/partners/person.resolver.js";
import { ProgramVersionResolver } from "./resolvers/partners/program-version.resolver.js";
import { TermsResolver } from "./resolvers/partners/terms.resolver.js";
import { createGraphExecutor } from "./http/graphql/create-graph-executor.js";
import type { ExecutionMode, GraphExecutor } from "./http/graphql/graph-executor.js";
import { EventReadService } from "./services/partners/event-read.service.js";
import { CallerResolver } from "./http/middleware/caller-resolver.js";
import { OperatorCallerResolver } from "./http/middleware/operator-caller-resolver.js";
import { SessionCookie } from "./http/middleware/session-cookie.js";
import { approveDueCommissions } from "./jobs/partners/approve-due-commissions.job.js";
import { decideAnew } from "./jobs/partners/decide-anew.job.js";
import { sumCommissions } from "./jobs/partners/sum-commissions.job.js";
import { deleteExpiredKeys } from "./jobs/platform/delete-expired-keys.job.js";
import { expireInvitations } from "./jobs/organizations/expire-invitations.job.js";
import { sendMail } from "./jobs/platform/send-mail.job.js";
import type { Feeds } from "./resolvers/graph-context.js";
import { JournalEntryConnectionResolver, JournalResolver } from "./resolvers/audit/journal.resolver.js";
import { LiveJournalResolver } from "./resolvers/audit/live-journal.resolver.js";
import { ApiKeyChangeResolver } from "./resolvers/identity/api-key-change.resolver.js";
import { MeResolver } from "./resolvers/identity/me.resolver.js";
import { OperatorChangeResolver } from "./resolvers/identity/operator-change.resolver.js";
import { OperatorResolver } from "./resolvers/identity/operator.resolver.js";
import { AccountSecurityResolver } from "./resolvers/identity/account-security.resolver.js";
import { ViewerResolver } from "./resolvers/identity/viewer.resolver.js";
import {
  EarningsPartnerResolver,
  EarningsResolver,
  PartnerEarningsResolver,
} from "./resolvers/ledger/earnings.resolver.js";
import { InvitationResolver } from "./resolvers/organizations/invitation.resolver.js";
import { MailResolver } from "./resolvers/platform/mail.resolver.js";
import { FlagResolver } from "./resolvers/platform/flag.resolver.js";
import { OperatedOrganizationResolver } from "./resolvers/platform/operated-organization.resolver.js";
import { RateLimitResolver } from "./resolvers/platform/rate-limit.resolver.js";
import { OrganizationResolver } from "./resolvers/organizations/organization.resolver.js";
import { UserPreferenceResolver } from "./resolvers/identity/user-preference.resolver.js";
import { OrganizationCreationResolver } from "./resolvers/organizations/organization-creation.resolver.js";
import { OrganizationSettingsResolver } from "./resolvers/organizations/organization-settings.resolver.js";
import { CommissionResolver } from "./resolvers/partners/commission.resolver.js";
import {
  CommissionExplanationResolver,
  ExplainedTouchResolver,
  ExplanationResolver,
} from "./resolvers/partners/explanation.resolver.js";
import { EventResolver } from "./resolvers/partners/event.resolver.js";
import { LinkResolver } from "./resolvers/partners/link.resolver.js";
import { LiveClicksResolver, LiveCommissionsResolver } from "./resolvers/partners/live-commissions.resolver.js";
import { PartnerChangeResolver } from "./resolvers/partners/partner-change.resolver.js";
import { PartnerResolver } from "./resolvers/partners/partner.resolver.js";
import { ProgramChangeResolver } from "./resolvers/partners/program-change.resolver.js";
import { FederationResolver } from "./resolvers/platform/federation.resolver.js";
import { ProgramResolver } from "./resolvers/partners/program.resolver.js";
import { SimulationResolver } from "./resolvers/partners/simulation.resolver.js";
import { TermsChangeResolver } from "./resolvers/partners/terms-change.resolver.js";
import { ReportResolver } from "./resolvers/partners/report.resolver.js";
import { buildGraphSchema } from "./resolvers/build-graph-schema.js";
import { JournalCursors } from "./services/audit/journal-cursors.js";
import { JournalFeed } from "./services/audit/journal-feed.js";
import { JournalListener } from "./services/audit/journal-listener.js";
import { JournalReadService } from "./services/audit/journal-read.service.js";
import { JournalSealer } from "./services/audit/journal-sealer.js";
import { JournalVerificationService } from "./services/audit/journal-verification.service.js";
import { JournalVerifier } from "./services/audit/journal-verifier.js";
import { LiveJournal } from "./services/audit/live-journal.js";
import { Journal } from "./services/audit/journal.js";
import { ApiKeyService } from "./services/identity/api-key.service.js";
import { KeyUse } from "./services/identity/key-use.js";
import { AuthenticationService } from "./services/identity/authentication.service.js";
import { ImpersonationEnd } from "./services/identity/operators/impersonation-end.js";
import { ImpersonationService } from "./services/identity/operators/impersonation.service.js";
import { OperatorInvitation } from "./services/identity/operators/operator-invitation.js";
import { FlagReachService } from "./services/platform/flags/flag-reach.service.js";
import { OrganizationDeskService } from "./services/platform/console/organization-desk.service.js";
import { endImpersonations } from "./jobs/platform/end-impersonations.job.js";
import { InstallationIssuer } from "./services/identity/operators/installation-issuer.js";
import { OperatorAccessService } from "./services/identity/operators/operator-access.service.js";
import { OperatorSessionService } from "./services/identity/operators/operator-session.service.js";
import { OperatorService } from "./services/identity/operators/operator.service.js";
import { TokenVerifier } from "./services/identity/operators/token-verifier.js";
import { TrustedIssuers } from "./services/identity/operators/trusted-issuers.js";
import { SessionService } from "./services/identity/session.service.js";
import { AccountSecurityService } from "./services/identity/account-security.service.js";
import { BreachedPasswords } from "./services/identity/credentials/breached-passwords.js";
import { PasskeyChallenges } from "./services/identity/credentials/passkey-challenges.js";
import { PasskeyService } from "./services/identity/credentials/passkey.service.js";
import { PasswordHashing } from "./services/identity/credentials/password-hashing.js";
import { PasswordService } from "./services/identity/credentials/password.service.js";
import { TotpService } from "./services/identity/credentials/totp.service.js";
import { OwnSessionsService } from "./services/identity/own-sessions.service.js";
import { SecondStepService } from "./services/identity/second-step.service.js";
import { SignInRequestService } from "./services/identity/sign-in-request.service.js";
import { SignInService } from "./services/identity/sign-in.service.js";
import { AttemptLimiter } from "./services/platform/attempt-limiter.js";
import { SignInLinkService } from "./services/identity/sign-in-link.service.js";
import { UserPreferenceService } from "./services/identity/user-preference.service.js";
import { ViewerService } from "./services/identity/viewer.service.js";
import { EarningsFeedService } from "./services/ledger/earnings-feed.service.js";
import { EarningsService } from "./services/ledger/earnings.service.js";
import { LedgerService } from "./services/ledger/ledger.service.js";
import { ImageReencoding } from "./services/organizations/image-reencoding.js";
import { OrganizationCreationService } from "./services/organizations/organization-creation.service.js";
import { OrganizationImageService } from "./services/organizations/organization-image.service.js";
import { OrganizationNews } from "./services/organizations/organization-news.js";
import { OrganizationLifecycleService } from "./services/organizations/organization-lifecycle.service.js";
import { OrganizationReadService } from "./services/organizations/organization-read.service.js";
import { OrganizationSettingsService } from "./services/organizations/organization-settings.service.js";
import { OrganizationService } from "./services/organizations/organization.service.js";
import { InvitationAcceptanceService } from "./services/organizations/invitations/invitation-acceptance.service.js";
import { InvitationService } from "./services/organizations/invitations/invitation.service.js";
import { ClickFlagService } from "./services/partners/click-flag.service.js";
import { ClickRecording } from "./services/partners/click/click-recording.js";
import { CommissionExplanationService } from "./services/partners/commission-explanation.service.js";
import { ClickTotalsFeedService } from "./services/partners/click-totals-feed.service.js";
import { CommissionFeedService } from "./services/partners/commission-feed.service.js";
import { CommissionReadService } from "./services/partners/commission-read.service.js";
import { CommissionService } from "./services/partners/commission.service.js";
import { DecidingService } from "./services/partners/deciding/deciding.service.js";
import { SettingsReader } from "./services/partners/deciding/settings-reader.js";
import { EventIngestService } from "./services/partners/event-ingest.service.js";
import { HistoryImportService } from "./services/partners/history-import.service.js";
import { IdentifyService } from "./services/partners/identify.service.js";
import { JourneyImportService } from "./services/partners/journeys/journey-import.service.js";
import { JourneyRosterService } from "./services/partners/journeys/journey-roster.js";
import { LinkAddress } from "./services/partners/link-address.js";
import { LinkService } from "./services/partners/link.service.js";
import { PartnerReadService } from "./services/partners/partner-read.service.js";
import { PartnerService } from "./services/partners/partner.service.js";
import { ProgramEditService } from "./services/partners/program-edit.service.js";
import { ProgramSimulationService } from "./services/partners/program-simulation.service.js";
import { ProgramReadService } from "./services/partners/program-read.service.js";
import { ProgramService } from "./services/partners/program.service.js";
import { RedecisionService } from "./services/partners/redecision.service.js";
import { ReportFileService } from "./services/partners/reporting/report-file.service.js";
import { ReportService } from "./services/partners/reporting/report.service.js";
import { TimeZones } from "./services/partners/reporting/time-zones.js";
import { RollupService } from "./services/partners/rollups/rollup.service.js";
import { SummedSizes } from "./services/partners/rollups/summed-sizes.js";
import { SimulationService } from "./services/partners/simulation.service.js";
import { TermsService } from "./services/partners/terms.service.js";
import { FlagEvaluationService } from "./services/platform/flags/flag-evaluation.service.js";
import { FlagSource } from "./services/platform/flags/flag-source.js";
import { FlagService } from "./services/platform/flags/flag.service.js";
import { Gates } from "./services/platform/gates.js";
import { FolderStorage } from "./services/platform/storage/folder-storage.js";
import { RateLimiter } from "./services/platform/rate-limiter.js";
import { IdempotencyExpiryService } from "./services/platform/idempotency-expiry.service.js";
import { IdempotencyService } from "./services/platform/idempotency.service.js";
import { JobQueue } from "./services/platform/job-queue.js";
import { MailDeliveryService } from "./services/platform/mail/mail-delivery.service.js";
import { MailDeskService } from "./services/platform/mail/mail-desk.service.js";
import { MailSettingsService } from "./services/platform/mail/mail-settings.service.js";
import { MAIL_BOX, MailService, SEND_MAIL } from "./services/platform/mail/mail.service.js";
import { DemoSeedService } from "./services/platform/demo/demo-seed.service.js";
import { FirstStartService } from "./services/platform/first-start.service.js";
import { CursorCodec } from "./shared/cursor.js";
import type { MailConfig } from "./shared/config.js";
import type { Database } from "./shared/database/database.js";
import type { Log } from "./shared/log.js";
import { OperatorContext } from "./shared/operator-context.js";
import { organizationPath } from "./shared/organization-path.js";
import { SealedBox } from "./shared/sealed-box.js";
import type { IsTrustedProxy } from "./shared/trusted-proxies.js";

export interface ContainerSettings {
  database: Database;
  /** The runtime role's, for the pools of clicks. */
  appUrl: string;
  /** The runtime role's, for the connection that listens; absent: `appUrl`. */
  sessionUrl?: string;
  secretKey: Buffer;
  /** Where spooled clicks and known links go. */
  dataFolder: string;
  log: Log;
  tenancy: "single" | "multi";
  /** Whether an organization that somebody makes waits until an operator has verified it; absent: no. */
  verifiesOrganizations?: boolean;
  /** The base of printed links, without a slash at its end. Asked when one is printed: the port may not be known before. */
  publicUrl: () => string;
  /** Whether browsers come by https. */
  isSecure: boolean;
  /** The client's build; absent: the one beside us. */
  clientFolder?: string;
  /** Whether anybody is held back; absent: yes. */
  rateLimits?: boolean;
  /** The operator's list of passwords that nobody may choose; absent: none. */
  breachedPasswords?: string | undefined;
  /** Other sites whose pages may call us with a key; absent: none. */
  corsOrigins?: readonly string[];
  /** What this installation is, as flags name it; absent: production. */
  environment?: string;
  /** Which mail leaves where the app has no settings of its own; absent: none. */
  mail?: MailConfig | undefined;
  /** Tests only: where Postmark answers; absent: at Postmark's. */
  postmarkUrl?: string;
  /** Absent: nobody's X-Forwarded-For is believed. */
  isTrustedProxy?: IsTrustedProxy | undefined;
  /** Whether browsers obey the pages' content security policies; absent: yes. False: they only report. */
  isPolicyEnforced?: boolean;
  /** Identity providers whose tokens are believed; absent: none, and the installation vouches for its operators itself. */
  oidcIssuers?: readonly string[];
  /** Audiences of tokens that are believed, beside the operators'. */
  oidcAudiences?: readonly string[];
  /** The audience of an operator's token; absent: tributary-operator. */
  operatorAudience?: string;
}

/** The only place where classes are put together. Nothing here starts anything. */
export type Container = ReturnType<typeof createContainer>;

export function createContainer(settings: ContainerSettings) {
  const { database, appUrl, sessionUrl = appUrl, secretKey, dataFolder, log, tenancy, publicUrl, isSecure } = settings;

  const sealer = new JournalSealer(database, secretKey, log);
  const journal = new Journal(secretKey, (organizationId) => sealer.wake(organizationId));
  const journalFeed = new JournalFeed(database, new JournalListener(sessionUrl, log), log);
  const cursors = new CursorCodec(secretKey);
  const journalCursors = new JournalCursors(cursors);
  const liveJournal = new LiveJournal(journalFeed, journalCursors);
  const journalReading = new JournalReadService(journalCursors, liveJournal);
  const journalVerification = new JournalVerificationService(new JournalVerifier(database), cursors);

  const authentication = new AuthenticationService(database, new KeyUse(database, log));
  const sessions = new SessionService(journal);
  const attempts = new AttemptLimiter(database, secretKey, settings.rateLimits ?? true);
  const breached = settings.breachedPasswords === undefined ? null : new BreachedPasswords(settings.breachedPasswords);
  const passwords = new PasswordService(new PasswordHashing(), breached);
  const totp = new TotpService(secretKey);
  const passkeys = new PasskeyService(database, new PasskeyChallenges());
  const secondSteps = new SecondStepService(database, totp, sessions, attempts);
  const signInLinks = new SignInLinkService(database, secondSteps, sessions, journal);
  const ownSessions = new OwnSessionsService(journal);
  const accountSecurity = new AccountSecurityService({
    journal,
    passwords,
    totp,
    passkeys,
    ownSessions,
    attempts,
    publicUrl,
  });
  const signIns = new SignInService({
    database,
    authentication,
    links: signInLinks,
    passwords,
    passkeys,
    secondSteps,
    attempts,
    publicUrl,
  });
  const apiKeys = new ApiKeyService(journal);
  const partnerReading = new PartnerReadService();
  const viewers = new ViewerService(partnerReading, tenancy);

  const operatorAudience = settings.operatorAudience ?? "tributary-operator";
  const installationIssuer = new InstallationIssuer(secretKey);
  const trustedIssuers = new TrustedIssuers(settings.oidcIssuers ?? [], installationIssuer);
  const verifier = new TokenVerifier(
    trustedIssuers,
    [...(settings.oidcAudiences ?? []), operatorAudience],
    database.clock,
  );
  const operatorAccess = new OperatorAccessService(database, verifier, operatorAudience);
  const operatorSessions = new OperatorSessionService(journal);
  const operators = new OperatorService(journal);
  const jobQueue = new JobQueue(database);
  const mailBox = new SealedBox(secretKey, MAIL_BOX);
  const askToSend = (): void => {
    // A call that is lost is healed by the job's schedule.
    jobQueue.enqueueForPlatform(SEND_MAIL).catch((error: unknown) => log.debug({ err: error }, "mail waits a minute"));
  };
  const mail = new MailService(mailBox, askToSend);
  const operatorInvitations = new OperatorInvitation(
    operators,
    trustedIssuers,
    installationIssuer,
    mail,
    operatorAudience,
    publicUrl,
  );
  const impersonations = new ImpersonationService(journal);

  const environment = settings.environment ?? "production";
  const flagSource = new FlagSource(database);
  const flags = new FlagService(flagSource, journal);
  const flagEvaluation = new FlagEvaluationService(flagSource, environment);
  const gates = new Gates(flagEvaluation);

  const memberships = new MembershipWriter(journal);
  const organizations = new OrganizationService(journal, memberships);
  const organizationReading = new OrganizationReadService();
  const organizationLifecycle = new OrganizationLifecycleService(
    journal,
    new OrganizationNews(mail, publicUrl, tenancy),
  );
  const organizationDesk = new OrganizationDeskService(cursors, organizationLifecycle);
  const timeZones = new TimeZones();
  const organizationSettings = new OrganizationSettingsService(journal, timeZones, gates);

  const organizationCreation = new OrganizationCreationService(journal, timeZones, gates, memberships, {
    tenancy,
    verifiesOrganizations: settings.verifiesOrganizations ?? false,
  });
  const storage = new FolderStorage(join(dataFolder, "objects"));
  const organizationImages = new OrganizationImageService(storage, new ImageReencoding(), organizationSettings, log);

  const programs = new ProgramService(journal);
  const programEdits = new ProgramEditService(programs);
  const partners = new PartnerService(journal);
  const terms = new TermsService(journal, programs);
  const links = new LinkService(journal, programs, terms);
  const linkAddress = new LinkAddress(publicUrl, tenancy);
  const operator = new OperatorContext(database, { kind: "system", name: "tributary" });
  const userPreferences = new UserPreferenceService();
  const members = new MembershipService(operator, memberships, journal, gates);
  const signInRequests = new SignInRequestService({
    database,
    links: signInLinks,
    mail,
    attempts,
    log,
    tenancy,
    publicUrl,
  });
  const mailSettings = new MailSettingsService(database, secretKey, settings.mail, settings.postmarkUrl);
  const mailDelivery = new MailDeliveryService(database, mailSettings, mailBox, log);
  const invitations = new InvitationService(journal, mail, gates, publicUrl, log);
  const acceptance = new InvitationAcceptanceService({
    database,
    operator,
    organizations,
    invitations,
    sessions,
    mailSettings,
    journal,
  });
  const mailDesk = new MailDeskService({
    database,
    settings: mailSettings,
    delivery: mailDelivery,
    box: mailBox,
    journal,
    tenancy,
    publicUrl,
    askToSend,
  });
  const idempotency = new IdempotencyService();
  const askToDecide = (organizationId: string): Promise<void> =>
    jobQueue.enqueue("partners/decide-anew", organizationId);
  const clicks = new ClickRecording({ appUrl, operator, dataFolder, log, feed: journalFeed, askToDecide });

  const ledger = new LedgerService();
  const partnerSettings = new SettingsReader();
  const deciding = new DecidingService(partnerSettings, ledger);
  const events = new EventIngestService(journal, partnerSettings, deciding, clicks);
  const identities = new IdentifyService(journal, deciding, clicks);
  const commissions = new CommissionService(journal, ledger);
  const clickFlags = new ClickFlagService(journal, deciding);
  const redecisions = new RedecisionService(journal, deciding);
  const rollups = new RollupService();
  const simulations = new SimulationService(deciding);
  const journeys = new JourneyImportService(new JourneyRosterService(programs, partners, links), identities, events);
  const history = new HistoryImportService(partners, links, identities, events);
  const programReading = new ProgramReadService();
  const commissionReading = new CommissionReadService();
  const reports = new ReportService(timeZones, cursors, new SummedSizes());
  const reportFiles = new ReportFileService(reports);

  const explanations = new CommissionExplanationService(commissionReading);

  const earnings = new EarningsService(partnerReading);
  const earningsFeed = new EarningsFeedService(liveJournal, earnings, journalCursors);
  const feeds: Feeds = {
    earnings: earningsFeed,
    commissions: new CommissionFeedService(liveJournal),
    journal: journalReading,
    clicks: new ClickTotalsFeedService(database, log),
  };

  const demo = new DemoSeedService(
    database,
    operator,
    { organizations, programs, partners, terms, links, identities, events, commissions },
    { sessions, keys: apiKeys },
  );
  const firstStart = new FirstStartService(organizations, signInLinks);

  const rateLimiter = new RateLimiter(database, secretKey, log, settings.rateLimits ?? true);
  const callers = new CallerResolver(database, authentication, tenancy);
  const cookie = new SessionCookie(isSecure);

  return {
    tenancy,
    publicUrl,
    operator,
    firstStart,
    demo,
    sealer,
    journal,
    journalFeed,
    feeds,
    liveFigures: new LiveFigures(),
    callers,
    rateLimiter,
    limits: new RateLimits(rateLimiter),
    cookie,
    authentication,
    sessions,
    signInLinks,
    signInRequests,
    accountSecurity,
    breached,
    apiKeys,
    viewers,
    operators,
    impersonations,
    organizationDesk,
    operatorAccess,
    operatorSessions,
    operatorAudience,
    installationIssuer,
    trustedIssuers,
    operatorCallers: new OperatorCallerResolver(database, operatorAccess, authentication),
    operatorCookie: new SessionCookie(isSecure, "tributary_operator"),
    flags,
    flagEvaluation,
    gates,
    organizations,
    memberships,
    members,
    organizationReading,
    organizationSettings,
    organizationCreation,
    organizationLifecycle,
    organizationImages,
    programs,
    partners,
    terms,
    links,
    linkAddress,
    programReading,
    commissionReading,
    clicks,
    events,
    identities,
    history,
    commissions,
    clickFlags,
    redecisions,
    rollups,
    simulations,
    reportFiles,
    journeys,
    earnings,

    jobQueue,
    mail,
    mailDelivery,
    invitations,
    acceptance,
    /** What a worker does in the background. */
    jobs: [
      approveDueCommissions(commissions),
      decideAnew(redecisions),
      sumCommissions(rollups),
      deleteExpiredKeys(new IdempotencyExpiryService(database)),
      sendMail(mailDelivery),
      expireInvitations(invitations),
      endImpersonations(impersonations),
    ],

    /** What executes the graph, its resolvers made of the services above. */
    graphExecutor(mode: ExecutionMode = "kept"): GraphExecutor {
      const resolvers = new Map<unknown, unknown>(
        [
          new ApiKeyChangeResolver(apiKeys, idempotency),
          new ApiKeyResolver(),
          new ClickResolver(),
          new CommissionExplanationResolver(explanations),
          new CommissionResolver(commissions),
          new EarningsPartnerResolver(),
          new EarningsResolver(earnings, earningsFeed),
          new EventResolver(events, new EventReadService()),
          new ExplainedTouchResolver(),
          new ExplanationResolver(),
          new JournalEntryConnectionResolver(journalReading),
          new FederationResolver(),
          new JournalResolver(journalReading, journalVerification),
          new LedgerAccountResolver(),
          new LedgerTransferResolver(),
          new LinkResolver(linkAddress),
          new LiveClicksResolver(),
          new LiveCommissionsResolver(),
          new LiveJournalResolver(liveJournal),
          new InvitationResolver(invitations, acceptance, sessions),
          new MailResolver(mailDesk),
          new MembershipChangeResolver(members),
          new MembershipResolver(),
          new FlagResolver(flags, new FlagReachService(environment), operators),
          new OperatedOrganizationResolver(organizationDesk, impersonations),
          new OperatorChangeResolver(
            operators,
            operatorInvitations,
            impersonations,
            (slug) => organizationPath(tenancy, slug) || "/",
          ),
          new OperatorResolver(operators),
          new OrganizationResolver(organizationReading),
          new UserPreferenceResolver(userPreferences),
          new OrganizationCreationResolver(organizationCreation, operator, sessions),
          new OrganizationSettingsResolver(organizationReading, organizationSettings, organizationLifecycle),
          new PartnerEarningsResolver(earnings, earningsFeed),
          new PartnerChangeResolver(partners, links, idempotency),
          new PartnerResolver(),
          new PersonResolver(),
          new ProgramChangeResolver(programs, programEdits, idempotency),
          new ProgramResolver(programReading),
          new RateLimitResolver(),
          new ProgramVersionResolver(),
          new SimulationResolver(new ProgramSimulationService(deciding)),
          new TermsChangeResolver(terms),
          new ReportResolver(reports),
          new TermsResolver(),
          new MeResolver(viewers, sessions),
          new ViewerResolver(
            viewers,
            organizationReading,
            signIns,
            signInRequests,
            sessions,
            new ImpersonationEnd(database, impersonations),
            userPreferences,
          ),
          new AccountSecurityResolver(accountSecurity, ownSessions),
        ].map((resolver) => [resolver.constructor, resolver]),
      );
      return createGraphExecutor({
        build: () => buildGraphSchema({ get: (resolver) => resolvers.get(resolver) }),
        dataSource: database.dataSource,
        cursors,
        mode,
      });
    },
  };
}
