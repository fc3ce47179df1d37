import type { ClickStore } from "../../../src/services/partners/click/click-store.js";
import type { NewClick } from "../../../src/services/partners/click/new-click.js";

/** A store that can be slow, gone, or unable to take certain clicks. */
export class MemoryClickStore implements ClickStore {
  readonly clicks = new Map<string, NewClick>();
  readonly batches: number[] = [];
  readonly poison = new Set<string>();
  mode: "works" | "gone" | "hangs" = "works";
  private release: (() => void)[] = [];

  async insert(clicks: readonly NewClick[]): Promise<void> {
    await this.answer();
    this.batches.push(clicks.length);
    if (clicks.some((click) => this.poison.has(click.id))) {
      throw Object.assign(new Error("violates foreign key constraint"), { code: "23503" });
    }
    for (const click of clicks) this.clicks.set(click.id, click);
  }

  probe(): Promise<void> {
    return this.answer();
  }

  /** What hung goes on, as when a stopped process gets SIGCONT. */
  resume(): void {
    this.mode = "works";
    for (const go of this.release.splice(0)) go();
  }

  private async answer(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.mode === "gone") throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
    if (this.mode === "hangs") await new Promise<void>((resolve) => this.release.push(resolve));
  }
}
