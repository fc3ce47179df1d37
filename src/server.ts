import type { Running } from "./cli/run-parts.js";
import { say } from "./cli/say.js";
import type { System } from "./cli/system.js";
import type { Container } from "./container.js";
import { createContainer } from "./container.js";
import { clickMetrics } from "./http/click-health.js";
import { allDoors } from "./http/doors.js";
import { liveMetrics } from "./http/graphql/socket/live-figures.js";
import { HttpServer } from "./http/http-server.js";
import { journalMetrics } from "./http/journal-health.js";
import { MetricsServer } from "./http/metrics.js";
import { FLAG_SEEDS } from "./services/platform/flags/flag-seeds.js";
import { settleTenancy } from "./services/platform/tenancy.js";
import type { Part } from "./shared/lifecycle/part.js";

/** The half that answers requests. */
export async function composeServer(system: System): Promise<Running & { http: HttpServer; container: Container }> {
  const { config, database, appUrl, sessionUrl, secretKey, dataFolder, log, stopping } = system;
  const publicUrl = (): string => config.publicUrl ?? http.url;
  const isSecure = config.publicUrl?.startsWith("https:") ?? false;
  const tenancy = await settleTenancy(database, config.tenancy ?? "single");
  if (config.tenancy !== undefined && config.tenancy !== tenancy) {
    log.warn(`TRIBUTARY_TENANCY is ${config.tenancy}, but this installation was started as ${tenancy} and stays so`);
  }
  const settings = {
    database,
    appUrl,
    sessionUrl,
    secretKey,
    dataFolder,
    log,
    tenancy,
    verifiesOrganizations: config.verifiesOrganizations,
    publicUrl,
    isSecure,
    rateLimits: config.rateLimits,
    breachedPasswords: config.breachedPasswords,
    corsOrigins: config.corsOrigins,
    environment: config.environment,
    mail: config.mail,
    isTrustedProxy: config.isTrustedProxy,
    isPolicyEnforced: config.isPolicyEnforced,
    oidcIssuers: config.oidcIssuers,
    oidcAudiences: config.oidcAudiences,
    operatorAudience: config.operatorAudience,
  };
  const container = createContainer(settings);
  const { sealer, journalFeed, liveFigures, rateLimiter, clicks, firstStart, operator, breached, signInRequests } =
    container;
  const http = new HttpServer({
    host: config.host,
    port: config.port,
    isTrustedProxy: config.isTrustedProxy,
    doors: allDoors(container, settings),
    log,
    stopping,
  });
  const metricsServer = (port: number): Part =>
    new MetricsServer({
      host: config.host,
      port,
      metrics: [...clickMetrics(clicks), ...journalMetrics(sealer), ...liveMetrics(liveFigures)],
      log,
    });
  const firstOrganization: Part = {
    name: "the first organization",
    start: () => firstStart.ensureOrganization(operator, config.ownerEmail),
    stop: async () => undefined,
  };
  const flagSeeds: Part = {
    name: "the flags",
    start: () => container.flags.ensureSeeds(operator, FLAG_SEEDS),
    stop: async () => undefined,
  };
  const journal: Part = {
    name: "the journal",
    start: async () => {
      sealer.start();
      journalFeed.start();
    },
    // The feed first: its followers end. What the last requests appended is sealed before the sealer rests.
    stop: async () => {
      await journalFeed.stop();
      await sealer.stop();
    },
  };
  const limits: Part = {
    name: "the rate limits",
    start: async () => undefined,
    stop: () => rateLimiter.stop(),
  };
  const signIn: Part = {
    name: "the sign-in",
    start: async () => breached?.check(),
    // Whoever was told that a mail is on its way gets it.
    stop: () => signInRequests.settled(),
  };
  const metrics = config.metricsPort === undefined ? [] : [metricsServer(config.metricsPort)];
  return {
    http,
    container,
    parts: [firstOrganization, flagSeeds, journal, clicks, limits, signIn, http, ...metrics],
    onStarted: async () => say(`Tributary answers at ${http.url}`),
  };
}
