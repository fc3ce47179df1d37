import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe } from "@jest/globals";

import { freePort } from "../faults/server-process.js";

/** Debian's. */
const PGBOUNCER = "/usr/sbin/pgbouncer";
const READY_MAX_MS = 10_000;

/** Tests that need pgbouncer. Where there is none they are skipped and say so; CI must have one. */
export function describeBehindPgbouncer(name: string, tests: () => void): void {
  const isPresent = existsSync(PGBOUNCER) || process.env["CI"] !== undefined;
  if (!isPresent) {
    console.warn(`Skipped: "${name}" needs pgbouncer at ${PGBOUNCER} (Debian: apt-get install pgbouncer).`);
  }
  (isPresent ? describe : describe.skip)(name, tests);
}

export interface Pgbouncer {
  /** The given URL, by way of the pooler. */
  url: string;
  stop(): Promise<void>;
}

/** A pgbouncer of the test's own in transaction mode, with as few sessions as are shared for certain. */
export async function startPgbouncer(folder: string, url: string, sessions: number): Promise<Pgbouncer> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const files = join(folder, "pgbouncer");
  mkdirSync(files);
  chmodSync(files, 0o711);
  const own = await freePort();
  writeFileSync(join(files, "users"), `"${username}" "${password}"\n`);
  writeFileSync(
    join(files, "pgbouncer.ini"),
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(files, "users")}
pool_mode = transaction
default_pool_size = ${sessions}
max_client_conn = 200
`,
  );
  const asNobody = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(PGBOUNCER, ["-q", ...asNobody, join(files, "pgbouncer.ini")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  for (const end = Date.now() + READY_MAX_MS; !(await answers(own)); await sleep(20)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`pgbouncer did not start: ${said}`);
  }
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${own}${pathname}`,
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      // It waits for its clients at SIGINT, at SIGTERM it does not.
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const met = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return met;
}
