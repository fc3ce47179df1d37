import type { Container } from "../container.js";
import { createContainer } from "../container.js";
import { readTenancy } from "../services/platform/tenancy.js";
import type { System } from "./system.js";

/**
 * Does a command's work with the services, and seals what it appended to journals: no server may be running that would.
 * Links that it prints lead to where the settings say a server answers.
 */
export async function withContainer<Result>(
  system: System,
  work: (container: Container) => Promise<Result>,
): Promise<Result> {
  const { config, database, appUrl, sessionUrl, secretKey, dataFolder, log } = system;
  const { publicUrl = `http://${config.host}:${config.port}` } = config;
  const container = createContainer({
    database,
    appUrl,
    sessionUrl,
    secretKey,
    dataFolder,
    log,
    tenancy: (await readTenancy(database)) ?? config.tenancy ?? "single",
    publicUrl: () => publicUrl,
    environment: config.environment,
    mail: config.mail,
    oidcIssuers: config.oidcIssuers,
    oidcAudiences: config.oidcAudiences,
    operatorAudience: config.operatorAudience,
    isSecure: publicUrl.startsWith("https:"),
  });
  try {
    return await work(container);
  } finally {
    await container.sealer.stop();
  }
}
