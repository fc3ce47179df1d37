// `npm run dev`: compiles on every change and starts everything again once it compiles; the pages come from Vite, which
// swaps them in the open browser. Arguments go to `start`.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const PROJECT = path.dirname(import.meta.dirname);
const COMPILED = "Found 0 errors";

const compiler = run([toolOf("typescript", "bin/tsc"), "--watch", "--preserveWatchOutput"], "pipe");
const pages = run([toolOf("vite", "bin/vite.js"), "client"], "inherit");
let server;
let isStopping = false;

compiler.stdout.on("data", (text) => {
  process.stdout.write(text);
  if (String(text).includes(COMPILED)) restart();
});
for (const child of [compiler, pages]) child.once("exit", () => stop("SIGTERM"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));

/** The next one waits for the port and the database of the one before it. */
function restart() {
  if (isStopping) return;
  server?.kill("SIGTERM");
  server = run([path.join(PROJECT, "bin/tributary"), "start", ...process.argv.slice(3)], "inherit");
}

function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  for (const child of [server, pages, compiler]) child?.kill(signal);
}

function run(args, output) {
  const env = { ...process.env, TRIBUTARY_BUILD: "off" };
  return spawn(process.execPath, args, { cwd: PROJECT, env, stdio: ["inherit", output, "inherit"] });
}

function toolOf(name, file) {
  return path.join(path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
}
