import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import { assert } from "../../../shared/errors.js";
import { newId } from "../../../shared/ids.js";
import { syncFolder } from "../../../shared/sync-folder.js";
import type { ObjectStorage } from "./object-storage.js";

/** Segments of lower-case letters, digits and hyphens: none of them leads out of the folder. */
const KEY = /^[a-z0-9-]+(?:\/[a-z0-9-]+)+$/;
const PRIVATE_FILE = 0o600;

/** Objects as files of one folder: what serves without any setting. Several machines need a storage that they share. */
export class FolderStorage implements ObjectStorage {
  constructor(private readonly folder: string) {}

  async put(key: string, bytes: Buffer): Promise<void> {
    const path = this.pathOf(key);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    // Under its name it is whole: a reader, and whoever comes after a crash, finds all of it or nothing.
    const draft = join(folder, `.${newId()}`);
    try {
      const file = await open(draft, "wx", PRIVATE_FILE);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await syncFolder(folder);
  }

  async get(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.pathOf(key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  private pathOf(key: string): string {
    assert(KEY.test(key), "a key has no characters that lead anywhere else");
    return join(this.folder, key);
  }
}
