/**
 * How many redirects a second this machine answers, as a share of what bare node:http answers in the same run: every
 * answered click is in PostgreSQL or in the synced spool. Run with `node dist/bench/redirect.js`; it takes half a minute.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";

import { HttpServer } from "../src/http/http-server.js";
import { redirectDoor } from "../src/http/redirect.js";
import { ClickRecording } from "../src/services/partners/click/click-recording.js";
import { openEmbeddedDatabase } from "../src/shared/database/embedded/open-embedded-database.js";
import { connect as connectDatabase } from "../src/shared/database/connect.js";
import { createLog } from "../src/shared/log.js";
import { OperatorContext } from "../src/shared/operator-context.js";
import { linkGround } from "../test/partners/click/link-ground.js";
import { discardTestFolder, makeTestFolder } from "../test/support/test-folder.js";

const CONNECTIONS = 128;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 4_000;
const PATH = "/t/bench/r/spring";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

type Role = "bare" | "database" | "spool" | "load";

const log = createLog("error");

async function serveBare(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(302, { location: "https://shop.example/", "cache-control": "no-store" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** With the spool, a port on which nothing answers stands for a database that is away. */
async function serveRedirects(appUrl: string, dataFolder: string, isAway: boolean): Promise<string> {
  const database = await connectDatabase({
    ownerUrl: process.env["OWNER_URL"] ?? "",
    appUrl,
    poolMax: 4,
    applicationName: "bench",
  });
  const operator = new OperatorContext(database, { kind: "system", name: "bench" });
  const away = new URL(appUrl);
  if (isAway) away.port = "1";
  const recording = new ClickRecording({ appUrl: away.href, operator, dataFolder, log });
  await recording.start();
  const server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    trustProxy: "127.0.0.1",
    log,
    stopping: new AbortController().signal,
    doors: [
      redirectDoor({
        links: recording.links,
        clicks: recording,
        clock: database.clock,
        sourceKey: Buffer.alloc(32, 1),
        soleSlug: null,
        isSecure: false,
      }),
    ],
  });
  await server.start();
  return server.url;
}

/** Keeps every connection busy with one request after another; the answers a second. */
async function load(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  let answered = 0;
  let failed = 0;
  const sockets = Array.from({ length: CONNECTIONS }, (_, index) => {
    // Clicks of many visitors, as a proxy in front tells them apart: otherwise every one of them is flagged.
    let visitor = index;
    const request = (): string => {
      visitor += CONNECTIONS;
      const address = `10.${(visitor >> 16) & 255}.${(visitor >> 8) & 255}.${visitor & 255}`;
      return `GET ${PATH} HTTP/1.1\r\nHost: bench\r\nUser-Agent: ${AGENT}\r\nX-Forwarded-For: ${address}\r\n\r\n`;
    };
    const socket = connect(Number(port), hostname, () => socket.write(request()));
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1", 9, 12) === "302") answered += 1;
      else failed += 1;
      socket.write(request());
    });
    socket.on("error", () => (failed += 1));
    return socket;
  });
  await new Promise((go) => setTimeout(go, WARM_UP_MS));
  answered = 0;
  await new Promise((go) => setTimeout(go, MEASURED_MS));
  const rate = (answered / MEASURED_MS) * 1_000;
  for (const socket of sockets) socket.destroy();
  if (failed > 0) throw new Error(`${failed} requests were not redirected`);
  return Math.round(rate);
}

function start(role: Role, ...given: string[]): { child: ChildProcess; said: Promise<string | number> } {
  const child = fork(import.meta.filename, [role, ...given]);
  return { child, said: once(child, "message").then(([message]) => message as string | number) };
}

async function measure(role: Exclude<Role, "load">, ...given: string[]): Promise<number> {
  const server = start(role, ...given);
  const generator = start("load", String(await server.said));
  const rate = Number(await generator.said);
  const asked = once(server.child, "message");
  server.child.send("cpu");
  const [{ user, system }] = (await asked) as [NodeJS.CpuUsage];
  // From start to end, warm-up and start of the process included: an upper bound.
  console.log(
    `  about ${Math.round((user + system) / ((rate * (WARM_UP_MS + MEASURED_MS)) / 1_000))} µs of the server's CPU for each`,
  );
  const ended = once(server.child, "exit");
  server.child.kill("SIGKILL");
  await ended;
  return rate;
}

async function compare(): Promise<void> {
  const folder = makeTestFolder();
  const projectFolder = resolve(import.meta.dirname, "../..");
  const opened = await openEmbeddedDatabase({ dataFolder: join(folder, "data"), projectFolder, log });
  try {
    const { ownerUrl, appUrl } = opened;
    process.env["OWNER_URL"] = ownerUrl;
    const database = await connectDatabase({ ownerUrl, appUrl, poolMax: 4, applicationName: "bench" });
    const operator = new OperatorContext(database, { kind: "system", name: "bench" });
    await linkGround(operator, { slug: "bench" });
    // What a server that ran before leaves behind: the links it knew.
    const files = join(folder, "files");
    const before = new ClickRecording({ appUrl, operator, dataFolder: files, log });
    await before.start();
    await before.stop();
    await database.dataSource.destroy();

    const bare = await measure("bare");
    const report = (name: string, rate: number): void =>
      console.log(`${name.padEnd(28)} ${String(rate).padStart(7)}/s  ${(rate / bare).toFixed(2)} of bare node:http`);
    report("bare node:http", bare);
    report("redirect, database", await measure("database", appUrl, files));
    report("redirect, database away", await measure("spool", appUrl, files));
  } finally {
    await opened.close();
    await discardTestFolder(folder);
  }
}

if (process.send) process.on("message", () => process.send?.(process.cpuUsage()));

const [role, ...given] = process.argv.slice(2) as [Role | undefined, ...string[]];
const [first = "", second = ""] = given;
if (role === undefined) await compare();
else if (role === "load") process.send?.(await load(first), () => process.exit(0));
else if (role === "bare") process.send?.(await serveBare());
else process.send?.(await serveRedirects(first, second, role === "spool"));
