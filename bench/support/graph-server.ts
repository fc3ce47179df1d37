/** The graph as it is served, in one of its modes. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createContainer } from "../../src/container.js";
import { allDoors } from "../../src/http/doors.js";
import type { ExecutionMode } from "../../src/http/graphql/graph-executor.js";
import { HttpServer } from "../../src/http/http-server.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import { createLog } from "../../src/shared/log.js";
import { contendAt } from "./contender-side.js";

const [appUrl = "", poolMax = "8", secretKey = "", mode = "kept"] = process.argv.slice(2);
const log = createLog("error");
const dataSource = createDataSource({ url: appUrl, poolMax: Number(poolMax), applicationName: `bench-${mode}` });
await dataSource.initialize();
const settings = {
  database: new Database(dataSource),
  appUrl,
  secretKey: Buffer.from(secretKey, "hex"),
  dataFolder: mkdtempSync(join(tmpdir(), "tributary-bench-")),
  log,
  tenancy: "multi" as const,
  publicUrl: () => server.url,
  isSecure: false,
  rateLimits: false,
};
const container = createContainer(settings);
const graphExecutor = () => container.graphExecutor(mode as ExecutionMode);
const server: HttpServer = new HttpServer({
  host: "127.0.0.1",
  port: 0,
  log,
  stopping: new AbortController().signal,
  doors: allDoors({ ...container, graphExecutor }, settings),
});
await server.start();
contendAt(server.url);
