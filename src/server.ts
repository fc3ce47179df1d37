import type { Running } from "./cli/run-parts.js";
import { say } from "./cli/say.js";
import type { System } from "./cli/system.js";
import { healthDoor } from "./http/health.js";
import { HttpServer } from "./http/http-server.js";

/** The half that answers requests. */
export function composeServer(system: System): Running & { http: HttpServer } {
  const { config, database, log, stopping } = system;
  const readiness = [
    {
      name: "database",
      findFault: async () => {
        await database.lookup("SELECT 1");
        return undefined;
      },
    },
  ];
  const http = new HttpServer({
    host: config.host,
    port: config.port,
    trustProxy: config.trustProxy,
    doors: [healthDoor(readiness)],
    log,
    stopping,
  });
  return { http, parts: [http], onStarted: async () => say(`Tributary answers at ${http.url}`) };
}
