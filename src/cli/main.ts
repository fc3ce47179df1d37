import { existsSync } from "node:fs";
import { join } from "node:path";

import { Command, CommanderError } from "commander";

import { AppError } from "../shared/errors.js";
import { PROJECT_FOLDER } from "../shared/project-folder.js";
import { SetupError } from "../shared/setup-error.js";
import { checkCommand } from "./check.js";
import { importCommand } from "./import.js";
import { mailCommand } from "./mail.js";
import { migrateCommand } from "./migrate.js";
import { operatorCommand } from "./operator.js";
import { rollupsCommand } from "./rollups.js";
import { permissionsCommand } from "./permissions.js";
import { schemaCommand } from "./schema.js";
import { seedCommand } from "./seed.js";
import { serverCommand } from "./server.js";
import { signInCommand } from "./sign-in.js";
import { simulateCommand } from "./simulate.js";
import { startCommand } from "./start.js";
import { verifyCommand } from "./verify.js";
import { workerCommand } from "./worker.js";

const COMMANDS = [
  startCommand,
  serverCommand,
  workerCommand,
  migrateCommand,
  seedCommand,
  signInCommand,
  operatorCommand,
  importCommand,
  simulateCommand,
  checkCommand,
  verifyCommand,
  rollupsCommand,
  mailCommand,
  permissionsCommand,
  schemaCommand,
];

/** Runs one command and ends the process with its exit code: 0 done, 1 failed, 128 + n cut short by signal n. */
export async function runCommandLine(argv: string[]): Promise<void> {
  endQuietlyWithoutReader();
  const settings = join(PROJECT_FOLDER, ".env");
  if (existsSync(settings)) process.loadEnvFile(settings);
  const program = new Command("tributary")
    .description("Partner programs whose every click, commission and cent can be explained.")
    .exitOverride();
  for (const command of COMMANDS) program.addCommand(command().exitOverride());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
  await Promise.all([process.stdout, process.stderr].map(sent));
  // What is left open by then, such as a timer of a library, must not keep a stopped server alive.
  process.exit();
}

/** A pipe takes 64 KiB at once; what its reader has not taken yet would be lost at the end of the process. */
const sent = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((taken) => void stream.write("", () => taken()));

/** Says what went wrong in a way that fits its kind; returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode; // commander has said it
  if (error instanceof SetupError || error instanceof AppError) console.error(`tributary: ${error.message}`);
  else console.error(error);
  return 1;
}

/** `tributary check | head` closes our output before we are done: no fault of ours, and nobody is left to tell. */
function endQuietlyWithoutReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
}
