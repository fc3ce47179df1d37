/** The limit: plain node:http, and one call of one function for each event, as the same role under row level security. */
import type { IncomingMessage, ServerResponse } from "node:http";

import pg from "pg";

import { contendWith } from "../support/contender-side.js";
import { inOneTrip } from "../support/one-trip.js";
import { answerJson } from "../support/requests.js";

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
  const recorded = await inOneTrip<{ outcome: string }>(pool, organizationId, {
    name: "record",
    text: "SELECT bench_record_event($1, $2, $3, $4, $5) AS outcome",
    values: [organizationId, id, userId, amount.amountMinor, amount.currency],
  });
  answerJson(response, JSON.stringify({ id, ...recorded }));
}

contendWith((request, response) => void answer(request, response));
