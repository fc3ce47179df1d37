import { join } from "node:path";

import type { Container, ContainerSettings } from "../container.js";
import { CLICK_SOURCE_PURPOSE } from "../services/partners/click/click-source.js";
import { derivedKey } from "../shared/derived-key.js";
import { PROJECT_FOLDER } from "../shared/project-folder.js";
import { spoolCheck } from "./click-health.js";
import { corsDoor } from "./cors.js";
import { databaseChecks } from "./database-health.js";
import { foreignPagesDoor } from "./foreign-pages.js";
import { graphDoor } from "./graphql/graph-door.js";
import { healthDoor } from "./health.js";
import type { Door } from "./http-server.js";
import { importDoor } from "./ingest/import-door.js";
import { ingestDoor } from "./ingest/ingest-door.js";
import { imageDoor } from "./images/image-door.js";
import { journalCheck } from "./journal-health.js";
import { graphiqlDoor } from "./pages/graphiql-door.js";
import { pageDoor } from "./pages/page-door.js";
import { ofrepDoor } from "./ofrep-door.js";
import { policyReportDoor } from "./pages/policy-report-door.js";
import { operatorDoor } from "./operator-door.js";
import { openApiDoor } from "./open-api.js";
import { redirectDoor } from "./redirect.js";
import { reportDoor } from "./reports/report-door.js";
import { securityHeaders } from "./security-headers.js";

/** Every door of the server, in the order in which they are asked: the pages take what nobody else knows. */
export function allDoors(container: Container, settings: ContainerSettings): Door[] {
  const { database, secretKey, tenancy, isSecure, publicUrl, log } = settings;
  const { clientFolder = join(PROJECT_FOLDER, "client/dist") } = settings;
  const { isPolicyEnforced: isEnforced = true } = settings;
  const {
    callers,
    cookie,
    limits,
    feeds,
    liveFigures: figures,
    sealer,
    journalFeed,
    clicks,
    events,
    identities,
    history,
  } = container;
  return [
    corsDoor(settings.corsOrigins ?? []),
    securityHeaders(isSecure),
    foreignPagesDoor({ cookies: [cookie, container.operatorCookie], publicUrl }),
    healthDoor([...databaseChecks(database), journalCheck(sealer), spoolCheck(clicks)]),
    redirectDoor({
      links: clicks.links,
      clicks,
      clock: database.clock,
      sourceKey: derivedKey(secretKey, CLICK_SOURCE_PURPOSE),
      soleSlug: tenancy === "single" ? () => clicks.soleSlug() : null,
      isSecure,
    }),
    ingestDoor({ callers, cookie, limits, events, identities }),
    importDoor({ callers, cookie, limits, history }),
    reportDoor({ callers, cookie, limits, files: container.reportFiles }),
    ofrepDoor({ callers, cookie, limits, flags: container.flagEvaluation }),
    imageDoor({ callers, cookie, limits, images: container.organizationImages }),
    openApiDoor,
    graphDoor({
      executor: container.graphExecutor(),
      callers,
      cookie,
      operators: { callers: container.operatorCallers, cookie: container.operatorCookie },
      limits,
      feeds,
      journalFeed,
      figures,
      clientFolder,
      publicUrl,
      isTrustedProxy: settings.isTrustedProxy,
      log,
    }),
    policyReportDoor(limits),
    operatorDoor({
      database,
      access: container.operatorAccess,
      sessions: container.operatorSessions,
      issuers: container.trustedIssuers,
      issuer: container.installationIssuer,
      audience: container.operatorAudience,
      cookie: container.operatorCookie,
      limits,
    }),
    graphiqlDoor({ folder: join(PROJECT_FOLDER, "graphiql/dist"), isEnforced }),
    pageDoor({ folder: clientFolder, isEnforced }),
  ];
}
