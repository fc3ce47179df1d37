// Builds what has changed: the server with tsc, the client with its own script. Plain JavaScript, since it runs before
// anything is compiled. Run directly (`npm run build`) it builds everything that is not up to date.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { bundle } from "./bundle.js";

const PROJECT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const DIST = path.join(PROJECT, "dist");
const STAMP = path.join(DIST, ".built.json");
const LOCK = path.join(DIST, ".building");
const COMPILED = path.join(DIST, "src/cli/main.js");
const BUNDLED = path.join(DIST, "bundle/main.js");
const LOCK_WAIT_MAX_MS = 180_000;
const IGNORED = new Set(["node_modules", "dist", "generated"]);

const SERVER = {
  name: "server",
  // Tests also ask the client's pure parts.
  sources: ["src", "client/src", "test", "bench", "ormconfig.ts", "tsconfig.json", "package-lock.json"],
  result: "dist/src/cli/main.js",
  build: buildServer,
};
const CLIENT = {
  name: "client",
  sources: ["client", "schema.graphql", "package-lock.json"],
  result: "client/dist/index.html",
  build: buildClient,
};

const GRAPHIQL = {
  name: "graphiql",
  sources: ["graphiql", "package-lock.json"],
  result: "graphiql/dist/index.html",
  build: buildGraphiql,
};

/**
 * Makes the build current, quickly if it is. Outside of a checkout, where there are no sources, it does nothing, nor
 * with TRIBUTARY_BUILD=off.
 *
 * @param {{ withClient: boolean }} options
 */
export async function ensureBuilt({ withClient }) {
  if (process.env.TRIBUTARY_BUILD === "off") return;
  const parts = [SERVER, ...(withClient ? [CLIENT, GRAPHIQL] : [])].filter(isInCheckout);
  if (parts.every((part) => isCurrent(part, readStamp()))) return;
  // Two halves that are started together would otherwise write the same files at once.
  await withBuildLock(() => Promise.all(parts.map(makeCurrent)));
}

/** The file to run: the bundle, unless the sources have changed since or there is none. */
export function entryPoint() {
  const isUsable = fs.existsSync(BUNDLED) && (!isInCheckout(SERVER) || isCurrent(SERVER, readStamp()));
  return isUsable ? BUNDLED : COMPILED;
}

async function makeCurrent(part) {
  const stamp = readStamp();
  if (isCurrent(part, stamp)) return;
  const quick = quickHash(part);
  const content = contentHash(part);
  // A fresh clone or a change of branch and back touches files without changing them.
  const hasChanged = stamp[part.name]?.content !== content || !fs.existsSync(path.join(PROJECT, part.result));
  if (hasChanged) await part.build();
  writeStamp({ ...readStamp(), [part.name]: { quick, content } });
}

function isInCheckout(part) {
  if (part === SERVER) return fs.existsSync(path.join(PROJECT, "src"));
  return readPackage().scripts?.[`${part.name}:build`] !== undefined;
}

function isCurrent(part, stamp) {
  return stamp[part.name]?.quick === quickHash(part) && fs.existsSync(path.join(PROJECT, part.result));
}

async function buildServer() {
  let compiler;
  try {
    compiler = path.join(path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  } catch {
    fail("The sources have changed and TypeScript is not installed. Run npm ci, then npm run build.");
  }
  await run("Building the server", process.execPath, [compiler, "--project", path.join(PROJECT, "tsconfig.json")]);
  removeOrphans(DIST);
  await bundle({ entry: COMPILED, folder: path.dirname(BUNDLED) }).catch((error) => fail(error.message));
}

async function buildClient() {
  await run("Building the client", "npm", ["run", "--silent", "client:build"]);
}

async function buildGraphiql() {
  await run("Building GraphiQL", "npm", ["run", "--silent", "graphiql:build"]);
}

async function run(what, program, args) {
  process.stderr.write(`${what} ...\n`);
  const child = spawn(program, args, { cwd: PROJECT, stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  child.stdout.on("data", (text) => said.push(text));
  child.stderr.on("data", (text) => said.push(text));
  const status = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", resolve);
  });
  if (status === 0) return;
  // A list of files is of interest to nobody unless one of them is at fault.
  process.stderr.write(Buffer.concat(said));
  fail(`${what} failed${typeof status === "string" ? `: ${status}` : ""}.`);
}

/** tsc leaves the output of a source that was removed or renamed, where a test or a migration would still be found. */
function removeOrphans(folder) {
  for (const file of listFiles(folder)) {
    const match = /^(.*)\.js(\.map)?$/.exec(path.relative(DIST, file));
    if (match === null || !/^(src|client|test|bench)\//.test(match[1])) continue;
    const source = path.join(PROJECT, match[1]);
    if (!fs.existsSync(`${source}.ts`) && !fs.existsSync(`${source}.tsx`)) fs.rmSync(file, { force: true });
  }
}

const quickHashes = new Map();

/** By size and time of each file; looked at once, since every start waits for it. */
function quickHash(part) {
  if (!quickHashes.has(part.name)) {
    const lines = listSources(part).map((file) => {
      const { size, mtimeMs } = fs.statSync(file);
      return `${path.relative(PROJECT, file)} ${size} ${mtimeMs}`;
    });
    quickHashes.set(part.name, createHash("sha256").update(lines.join("\n")).digest("hex"));
  }
  return quickHashes.get(part.name);
}

function contentHash(part) {
  const sum = createHash("sha256");
  for (const file of listSources(part)) sum.update(`\0${path.relative(PROJECT, file)}\0`).update(fs.readFileSync(file));
  return sum.digest("hex");
}

function listSources(part) {
  return part.sources.flatMap((source) => listFiles(path.join(PROJECT, source)));
}

function listFiles(start) {
  const stat = fs.statSync(start, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [start];
  return fs
    .readdirSync(start, { withFileTypes: true })
    .filter((entry) => start === DIST || !IGNORED.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = path.join(start, entry.name);
      if (entry.isDirectory()) return listFiles(inside);
      return entry.isFile() ? [inside] : [];
    });
}

async function withBuildLock(work) {
  fs.mkdirSync(DIST, { recursive: true });
  const deadline = Date.now() + LOCK_WAIT_MAX_MS;
  while (!takeLock()) {
    if (Date.now() > deadline) fail(`Another build has been running for too long; if none is, remove ${LOCK}.`);
    await sleep(50);
  }
  try {
    await work();
  } finally {
    fs.rmSync(LOCK, { force: true });
  }
}

function takeLock() {
  try {
    fs.writeFileSync(LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const holder = readHolder();
  // At worst two processes see the same dead holder and build twice, to the same result.
  if (holder !== undefined && !isRunning(holder)) fs.rmSync(LOCK, { force: true });
  return false;
}

function readHolder() {
  try {
    return Number(fs.readFileSync(LOCK, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(STAMP, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(stamp) {
  fs.writeFileSync(`${STAMP}.${process.pid}`, JSON.stringify(stamp));
  fs.renameSync(`${STAMP}.${process.pid}`, STAMP);
}

function readPackage() {
  return JSON.parse(fs.readFileSync(path.join(PROJECT, "package.json"), "utf8"));
}

function fail(message) {
  if (readHolder() === process.pid) fs.rmSync(LOCK, { force: true });
  process.stderr.write(`tributary: ${message}\n`);
  process.exit(1);
}

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await ensureBuilt({ withClient: true });
}
