import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { DoorWorld } from "../support/door-world.js";
import { StatWorld } from "../support/stat-world.js";

const document = readFileSync(join(PROJECT_FOLDER, "docs/bi.md"), "utf8");
const blocks = [...document.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, kind, root, text]) => ({
  kind,
  root,
  text: text!,
}));
const queries = blocks.filter(({ kind }) => kind === "graphql");
/** The addresses, those of Power BI put together as it does. */
const files = blocks.flatMap(({ kind, text }) => {
  const paths = [...text.matchAll(/v1\/reports\/[\w-]+\.(?:csv|parquet)[^\s"]*/g)].map(([path]) => path);
  const [, record] = /Query = \[([^\]]*)\]/.exec(text) ?? [];
  if (kind !== "powerquery" || record === undefined) return paths.map((path) => ({ path, text }));
  const given = [...record.matchAll(/(\w+) = "([^"]*)"/g)];
  const query = given.map(([, name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return paths.map((path) => ({ path: `${path}?${query}`, text }));
});

let door: DoorWorld;
let key: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  const acme = await door.organization();
  key = await acme.key("admin");
  const world = await StatWorld.start(acme, 9);
  await world.happen(5);
});
afterAll(() => door.end());

test("the document has its recipes", () => {
  expect([queries.length, files.length]).toEqual([3, 3]);
});

test.each(queries)("the query for $root answers with flat rows there", async ({ text, root }) => {
  const answer = await door.graph(text, { token: key });
  expect(answer.errors).toBeUndefined();
  const rows = root!.split(".").reduce((at: any, name) => at[name], answer);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows)
    expect(Object.values(row).every((value) => value === null || typeof value !== "object")).toBe(true);
});

test.each(files)("$path is a file with the columns that the recipe names", async ({ path, text }) => {
  const answer = await fetch(`${door.url}/${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  const body = await answer.arrayBuffer();
  const rows: Record<string, unknown>[] = path.includes(".csv")
    ? parse(Buffer.from(body), { columns: true })
    : await parquetReadObjects({ file: body });
  expect(Array.isArray(rows)).toBe(true);
  const named = ["month", "amountMinor", "netMinor", "occurredAt", "updatedAt"].filter((name) =>
    new RegExp(`[".]${name}\\b`).test(text),
  );
  for (const row of rows) expect(Object.keys(row)).toEqual(expect.arrayContaining(named));
  expect(path.includes("commission-stats") ? named.length : 1).toBeGreaterThan(0);
});

const load = (since?: string | null): Promise<Response> =>
  fetch(`${door.url}/v1/reports/commissions.parquet${since ? `?updatedSince=${encodeURIComponent(since)}` : ""}`, {
    headers: { authorization: `Bearer ${key}` },
  });

test("the Python recipe's header is there, and what it asks for next is taken", async () => {
  const [, header] = /answer\.headers\["([\w-]+)"\]/.exec(document)!;
  const first = await load();
  expect((await parquetReadObjects({ file: await first.arrayBuffer() })).length).toBeGreaterThan(0);
  const next = await load(first.headers.get(header!));
  expect(next.status).toBe(200);
  // Whoever does not read a file to its end keeps its connection, and a server that stops waits for them.
  await next.arrayBuffer();
});
