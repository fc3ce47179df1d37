/** The limit: plain node:http and one statement written by hand, as the same role under the same row level security. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import pg from "pg";

import { BY_HAND, MONTHS } from "./dashboard.js";

const [appUrl = "", poolMax = "8"] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: appUrl, max: Number(poolMax) });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const chunk of request) void chunk;
  const organizationId = request.headers["x-organization"] as string;
  const client = (await pool.connect()) as pg.PoolClient & { pipeline: boolean };
  client.pipeline = true;
  const [, read] = await Promise.all([
    client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.organization_id = '${organizationId}'`,
    ),
    client.query<{ answer: string }>({
      name: "dashboard",
      text: BY_HAND,
      values: [organizationId, MONTHS.from, MONTHS.until],
    }),
    client.query("COMMIT"),
  ]);
  client.pipeline = false;
  client.release();
  const body = `{"data":${read.rows[0]?.answer}}`;
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("disconnect", () => process.exit());
