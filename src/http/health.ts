import { within } from "../shared/within.js";
import type { Door } from "./http-server.js";

const CHECK_MAX_MS = 2_000;

/** One thing without which requests should go to another process. */
export interface ReadinessCheck {
  name: string;
  /** Resolves to why it is not ready, or to undefined. A check that throws or hangs is not ready either. */
  findFault(): Promise<string | undefined>;
}

/** `/livez`: the process answers. `/readyz`: everything it needs works; 503 and the reasons if not. */
export const healthDoor =
  (checks: ReadinessCheck[]): Door =>
  (server) => {
    server.get("/livez", async () => ({ status: "ok" }));
    server.get("/readyz", async (_request, reply) => {
      const results = await Promise.all(checks.map(async (check) => ({ name: check.name, fault: await look(check) })));
      const isReady = results.every(({ fault }) => fault === undefined);
      const described = Object.fromEntries(results.map(({ name, fault }) => [name, fault ?? "ok"]));
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ok" : "unavailable", checks: described });
    });
  };

async function look(check: ReadinessCheck): Promise<string | undefined> {
  try {
    return await within(CHECK_MAX_MS, check.findFault());
  } catch {
    // The cause may name hosts and paths; it is for the log of whatever failed, not for strangers.
    return "does not answer";
  }
}
