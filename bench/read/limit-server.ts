/** The limit: plain node:http and one statement written by hand, as the same role under the same row level security. */
import type { IncomingMessage, ServerResponse } from "node:http";

import pg from "pg";

import { contendWith } from "../support/contender-side.js";
import { inOneTrip } from "../support/one-trip.js";
import { answerJson } from "../support/requests.js";
import { BY_HAND, MONTHS } from "./dashboard.js";

const [appUrl = "", poolMax = "8"] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: appUrl, max: Number(poolMax) });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const chunk of request) void chunk;
  const organizationId = request.headers["x-organization"] as string;
  const dashboard = { name: "dashboard", text: BY_HAND, values: [organizationId, MONTHS.from, MONTHS.until] };
  const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  const read = await inOneTrip<{ answer: string }>(pool, organizationId, dashboard, begin);
  answerJson(response, `{"data":${read?.answer}}`);
}

contendWith((request, response) => void answer(request, response));
