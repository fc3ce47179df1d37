import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const READY_MAX_MS = 120_000;
const POLL_MS = 50;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A server of the project, started as an operator starts it, that can be killed and started again on the same port. */
export class ServerProcess {
  /** Whether it answered that it is ready, and was not killed since. */
  isReady = false;
  private child: ChildProcess | undefined;
  private startedAt = 0;
  private output = "";
  private isWanted = true;

  constructor(
    private readonly command: string,
    private readonly projectFolder: string,
    private readonly environment: Record<string, string>,
    readonly port: number,
  ) {}

  /** The last of what it printed. */
  said(): string {
    return this.output;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Starts it and waits until it is ready. One that ends by itself, because PostgreSQL was killed while it started, is
   * started again, as a supervisor of processes would; fails with what it printed.
   */
  async start(): Promise<void> {
    while (this.isWanted) {
      const child = this.child && !hasEnded(this.child) ? this.child : this.spawned();
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined);
      await ready?.arrayBuffer().catch(() => undefined);
      if (ready?.ok && !hasEnded(child)) {
        this.isReady = true;
        return;
      }
      if (Date.now() > this.startedAt + READY_MAX_MS)
        throw new Error(`${this.command} is not ready after two minutes: ${this.output}`);
      await sleep(POLL_MS);
    }
  }

  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async stop(): Promise<void> {
    this.isWanted = false;
    await this.end("SIGTERM");
  }

  private spawned(): ChildProcess {
    const child = spawn(process.execPath, ["bin/tributary", this.command], {
      cwd: this.projectFolder,
      env: { ...process.env, ...this.environment, HOST: "127.0.0.1", PORT: String(this.port) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => (this.output = (this.output + data.toString()).slice(-4000)));
    }
    this.child = child;
    this.startedAt = Date.now();
    return child;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.isReady = false;
    const { child } = this;
    if (!child || hasEnded(child)) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
}

/** Or is about to: a signal that was sent is not taken back. */
const hasEnded = ({ exitCode, signalCode, killed }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || killed;
