import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, rmdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe } from "@jest/globals";

const CHUNKS_BYTES = [1_048_576, 4096];

/** Tests that fill a disk. Where none may be mounted they are skipped and say so. */
export function describeOnSmallDisks(name: string, tests: () => void): void {
  const mayMount = canMount();
  if (!mayMount) console.warn(`Skipped: "${name}" needs to mount a tmpfs, which only root may.`);
  (mayMount ? describe : describe.skip)(name, tests);
}

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "tributary-mount-"));
  try {
    return mount(folder, 1) && spawnSync("/usr/bin/umount", [folder]).status === 0;
  } finally {
    rmdirSync(folder);
  }
}

const mount = (folder: string, megabytes: number): boolean =>
  spawnSync("/usr/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0711`, "tmpfs", folder]).status === 0;

/** A disk of its own, so small that it can be filled. In a test folder, with which it goes. */
export class SmallDisk {
  private readonly filler: string;

  private constructor(readonly folder: string) {
    this.filler = join(folder, "filler");
  }

  static mount(folder: string, megabytes: number): SmallDisk {
    mkdirSync(folder, { recursive: true });
    if (!mount(folder, megabytes)) throw new Error(`No tmpfs can be mounted at ${folder}.`);
    return new SmallDisk(folder);
  }

  /** Leaves not one block free. May be repeated, for whatever has become free meanwhile. */
  async fill(): Promise<void> {
    const file = await open(this.filler, "a");
    try {
      for (const bytes of CHUNKS_BYTES) {
        const chunk = Buffer.alloc(bytes);
        for (let isFull = false; !isFull;) {
          isFull = await file.write(chunk).then(
            ({ bytesWritten }) => bytesWritten < bytes,
            (error: NodeJS.ErrnoException) => {
              if (error.code !== "ENOSPC") throw error;
              return true;
            },
          );
        }
      }
    } finally {
      await file.close();
    }
  }

  free(): void {
    rmSync(this.filler, { force: true });
  }
}
