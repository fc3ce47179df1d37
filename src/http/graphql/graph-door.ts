import { join } from "node:path";

import type { Feeds } from "../../resolvers/graph-context.js";
import type { JournalFeed } from "../../services/audit/journal-feed.js";
import type { Log } from "../../shared/log.js";
import type { IsTrustedProxy } from "../../shared/trusted-proxies.js";
import type { Door } from "../http-server.js";
import type { CallerResolver } from "../middleware/caller-resolver.js";
import type { CallerParts } from "../middleware/limited-caller.js";
import type { RateLimits } from "../rate-limits.js";
import type { SessionCookie } from "../middleware/session-cookie.js";
import type { GraphExecutor } from "./graph-executor.js";
import { graphRoutes } from "./graph-routes.js";
import { createGraphServer } from "./graph-server.js";
import { GraphSocketProtocol } from "./socket/graph-socket.js";
import { GraphUpgrade } from "./socket/graph-upgrade.js";
import type { LiveFigures } from "./socket/live-figures.js";
import { TRUSTED_DOCUMENTS_FILE, TrustedDocuments } from "./limits/trusted-documents.js";
import { QueryCosts } from "./limits/query-cost.js";
import { SocketGate } from "./socket/socket-gate.js";

export interface GraphDoorParts {
  executor: GraphExecutor;
  callers: CallerResolver;
  cookie: SessionCookie;
  /** Who comes to the operator's own path, and by which cookie. */
  operators: Pick<CallerParts, "callers" | "cookie">;
  limits: RateLimits;
  feeds: Feeds;
  journalFeed: JournalFeed;
  figures: LiveFigures;
  /** The client's build, with the documents that it sends. */
  clientFolder: string;
  /** Whose pages may open a socket with the browser's cookie. */
  publicUrl: () => string;
  isTrustedProxy: IsTrustedProxy | undefined;
  log: Log;
}

/** `POST /graphql` and `ws /graphql`, plain and under `/t/<slug>`, and `POST /operator/graphql`. */
export const graphDoor =
  ({
    executor,
    callers,
    cookie,
    operators,
    limits,
    feeds,
    journalFeed,
    figures,
    clientFolder,
    publicUrl,
    isTrustedProxy,
    log,
  }: GraphDoorParts): Door =>
  async (app) => {
    const trusted = await TrustedDocuments.read(join(clientFolder, TRUSTED_DOCUMENTS_FILE));
    const costs = new QueryCosts(executor.schema);
    const server = await createGraphServer(executor, trusted);
    const routes = graphRoutes({ server, callers, cookie, limits, costs, feeds, trusted });
    await app.register(routes);
    await app.register(routes, { prefix: "/t/:slug" });
    // The same graph; nobody is in an organization there, and only there somebody is an operator.
    await app.register(graphRoutes({ server, ...operators, begins: cookie, limits, costs, feeds, trusted }), {
      prefix: "/operator",
    });

    const gate = new SocketGate(journalFeed);
    const protocol = new GraphSocketProtocol({ executor, callers, limits, costs, gate, feeds, figures, log });
    const upgrade = new GraphUpgrade({ protocol, cookie, publicUrl, isTrustedProxy });
    upgrade.attach(app.server);
    // Before the server waits for its connections: sockets would otherwise hold it open for ever.
    app.addHook("preClose", async () => {
      await upgrade.close();
      gate.close();
    });
    app.addHook("onClose", () => server.stop());
  };
