import type { Running } from "./cli/run-parts.js";
import { say } from "./cli/say.js";
import type { System } from "./cli/system.js";
import type { Container } from "./container.js";
import { createContainer } from "./container.js";
import { JobWorker } from "./jobs/job-worker.js";
import { settleTenancy } from "./services/platform/tenancy.js";
import type { Part } from "./shared/lifecycle/part.js";

/** The jobs of this process. */
export const jobWorker = ({ operator, jobs, jobQueue: queue }: Container, { sessionUrl, log }: System): Part =>
  new JobWorker({ appUrl: sessionUrl, jobs, operator, queue, log });

/** The half that works in the background. */
export async function composeWorker(system: System): Promise<Running> {
  const { config, database, appUrl, sessionUrl, secretKey, dataFolder, log } = system;
  const container = createContainer({
    database,
    appUrl,
    sessionUrl,
    secretKey,
    dataFolder,
    log,
    tenancy: await settleTenancy(database, config.tenancy ?? "single"),
    publicUrl: () => config.publicUrl ?? `http://${config.host}:${config.port}`,
    mail: config.mail,
    isSecure: config.publicUrl?.startsWith("https:") ?? false,
  });
  const { sealer } = container;
  const sealing: Part = { name: "the sealer", start: async () => sealer.start(), stop: () => sealer.stop() };
  return {
    parts: [sealing, jobWorker(container, system)],
    onStarted: async () => say("Tributary works in the background"),
  };
}
