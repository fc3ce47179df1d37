// `npm run dev`: compiles on every change and starts everything again with the result. Arguments go to `start`.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { ensureBuilt } from "./build.js";

const PROJECT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const compiler = path.join(path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

await ensureBuilt({ withClient: true });
const environment = { ...process.env, TRIBUTARY_BUILD: "off" };
const commands = [
  [compiler, "--watch", "--preserveWatchOutput", "--project", path.join(PROJECT, "tsconfig.json")],
  [
    `--watch-path=${path.join(PROJECT, "dist/src")}`,
    "--watch-preserve-output",
    path.join(PROJECT, "bin/tributary"),
    "start",
    ...process.argv.slice(3),
  ],
];
const children = commands.map((args) =>
  spawn(process.execPath, args, { cwd: PROJECT, env: environment, stdio: "inherit" }),
);

let isStopping = false;
const stop = (signal) => {
  isStopping = true;
  for (const child of children) child.kill(signal);
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
for (const child of children) {
  child.once("exit", () => {
    // One is of no use without the other.
    if (!isStopping) stop("SIGTERM");
  });
}
