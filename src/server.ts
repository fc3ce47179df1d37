import type { Running } from "./cli/run-parts.js";
import { say } from "./cli/say.js";
import type { System } from "./cli/system.js";
import { createContainer } from "./container.js";
import { graphDoor } from "./http/graphql/graph-door.js";
import { healthDoor } from "./http/health.js";
import { HttpServer } from "./http/http-server.js";
import type { Part } from "./shared/lifecycle/part.js";

/** The half that answers requests. */
export function composeServer(system: System): Running & { http: HttpServer } {
  const { config, database, appUrl, secretKey, log, stopping } = system;
  const publicUrl = (): string => config.publicUrl ?? http.url;
  const isSecure = config.publicUrl?.startsWith("https:") ?? false;
  const tenancy = config.tenancy ?? "single";
  const container = createContainer({ database, appUrl, secretKey, log, tenancy, publicUrl, isSecure });
  const { sealer, journalFeed, callers, cookie, feeds } = container;
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
    doors: [
      healthDoor(readiness),
      graphDoor({ schema: container.graphSchema(), callers, cookie, feeds, journalFeed, publicUrl, log }),
    ],
    log,
    stopping,
  });
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
  return { http, parts: [journal, http], onStarted: async () => say(`Tributary answers at ${http.url}`) };
}
