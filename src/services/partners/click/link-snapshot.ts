import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

import { z } from "zod";

import type { Log } from "../../../shared/log.js";
import { syncFolder } from "../../../shared/sync-folder.js";
import type { LinkCache } from "./link-cache.js";

const LINKS_MAX = 50_000;
const SAVE_EVERY_MS = 60_000;
const PRIVATE_FILE = 0o600;

const snapshot = z.object({
  links: z.array(
    z.object({
      slug: z.string(),
      key: z.string(),
      organizationId: z.uuid(),
      linkId: z.uuid(),
      programId: z.uuid(),
      partnerId: z.uuid(),
      partnerRevoked: z.boolean(),
      // Snapshots of earlier releases do not say.
      organizationActive: z.boolean().default(true),
      destination: z.url({ protocol: /^https?$/ }),
    }),
  ),
});

/** The known links on disk, so that a server that starts during an outage of the database still answers them. */
export class LinkSnapshot {
  private readonly timer: NodeJS.Timeout;
  private saving: Promise<void> | null = null;

  constructor(
    private readonly path: string,
    private readonly cache: LinkCache,
    private readonly log: Log,
    saveEveryMs = SAVE_EVERY_MS,
  ) {
    this.timer = setInterval(() => void this.save(), saveEveryMs);
    this.timer.unref();
  }

  /** A snapshot that is absent or unreadable is none: the database has everything. */
  async restore(): Promise<void> {
    try {
      this.cache.restore(snapshot.parse(JSON.parse(await readFile(this.path, "utf8"))).links);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        this.log.warn({ err: error }, "no links from the snapshot");
    }
  }

  /** Never rejects: a snapshot that cannot be saved is reported, and the older one stays. */
  save(): Promise<void> {
    this.saving ??= this.write().finally(() => {
      this.saving = null;
    });
    return this.saving;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
    await this.save();
  }

  private async write(): Promise<void> {
    const links = this.cache.recent(LINKS_MAX);
    if (links.length === 0) return;
    const draft = `${this.path}.${process.pid}`;
    try {
      const file = await open(draft, "w", PRIVATE_FILE);
      try {
        await file.writeFile(JSON.stringify({ links }));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.path);
      await syncFolder(dirname(this.path));
    } catch (error) {
      this.log.warn({ err: error }, "the snapshot of links could not be saved");
    }
  }
}
