/** The limit: plain node:http, and one call of one function for each event, as the same role under row level security. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import pg from "pg";

const [appUrl = "", poolMax = "16"] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: appUrl, max: Number(poolMax) });

interface SentEvent {
  id: string;
  userId: string;
  amount: { amountMinor: number; currency: string };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { id, userId, amount } = JSON.parse(Buffer.concat(chunks).toString()) as SentEvent;
  const organizationId = request.headers["x-organization"] as string;
  const client = (await pool.connect()) as pg.PoolClient & { pipeline: boolean };
  client.pipeline = true;
  const [, recorded] = await Promise.all([
    client.query(`BEGIN; SET LOCAL app.organization_id = '${organizationId}'`),
    client.query<{ outcome: string }>({
      name: "record",
      text: "SELECT bench_record_event($1, $2, $3, $4, $5) AS outcome",
      values: [organizationId, id, userId, amount.amountMinor, amount.currency],
    }),
    client.query("COMMIT"),
  ]);
  client.pipeline = false;
  client.release();
  const body = JSON.stringify({ id, ...recorded.rows[0] });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("disconnect", () => process.exit());
