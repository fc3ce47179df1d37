import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import type { Arrivals, Order } from "./audience-process.js";

/** Subscribers of one topic, in a process of their own. */
export class Audience {
  private readonly child: ChildProcess = fork(join(import.meta.dirname, "audience-process.js"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  /** Frames that each of them has received since they came. */
  private frames = 0;

  /** All of them open a socket and subscribe; settles once each has asked to. */
  async come(order: { url: string; tokens: string[]; query: string }): Promise<void> {
    await this.obey({ kind: "come", ...order });
  }

  /** Waits until each of them has one frame more, and fails if one has more than that. */
  async next(): Promise<Arrivals> {
    this.frames += 1;
    return (await this.obey({ kind: "await", frames: this.frames })) as Arrivals;
  }

  async end(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
  }

  private async obey(order: Order): Promise<unknown> {
    const answered = once(this.child, "message") as Promise<[{ told?: unknown; fault?: string }]>;
    this.child.send(order);
    const [{ told, fault }] = await answered;
    if (fault !== undefined) throw new Error(fault);
    return told;
  }
}
