import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

const READY_MAX_MS = 60_000;
const POLL_MS = 25;

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
  private child: ChildProcess | undefined;
  private output = "";

  constructor(
    private readonly command: string,
    private readonly projectFolder: string,
    private readonly environment: Record<string, string>,
    readonly port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it and waits until it is ready; fails with what it printed. */
  async start(): Promise<void> {
    this.output = "";
    const child = spawn(process.execPath, ["bin/tributary", this.command], {
      cwd: this.projectFolder,
      env: { ...process.env, ...this.environment, HOST: "127.0.0.1", PORT: String(this.port) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => (this.output = (this.output + data.toString()).slice(-4000)));
    }
    for (const end = Date.now() + READY_MAX_MS; ;) {
      if (child.exitCode !== null) throw new Error(`${this.command} ended by itself: ${this.output}`);
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      if (Date.now() > end) throw new Error(`${this.command} is not ready after a minute: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
}
