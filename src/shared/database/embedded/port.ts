import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { SetupError } from "../../setup-error.js";
import { writeDurably } from "./durable-file.js";

/** Below the range from which systems take ports for outgoing connections, or a later start might find its port taken. */
const RANGE = { from: 15_000, to: 32_000 };
const TRIES_MAX = 100;

export const HOST = "127.0.0.1";

/** The port that was used last, if it is free; else a new one, which is kept. */
export async function choosePort(runFolder: string): Promise<number> {
  const kept = readKeptPort(runFolder);
  if (kept !== undefined && (await isFree(kept))) return kept;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (await isFree(port)) {
      await writeDurably(join(runFolder, "port"), `${port}\n`);
      return port;
    }
  }
  throw new SetupError(`No free port was found on ${HOST} for PostgreSQL.`);
}

function readKeptPort(runFolder: string): number | undefined {
  const path = join(runFolder, "port");
  if (!existsSync(path)) return undefined;
  const port = Number(readFileSync(path, "utf8"));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: HOST, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
