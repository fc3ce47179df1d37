import { afterEach, expect, test } from "@jest/globals";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { withFolderLock } from "../../src/shared/database/embedded/folder-lock.js";
import { identifyThisProcess } from "../../src/shared/database/embedded/process-identity.js";
import { SmallDisk, describeOnSmallDisks } from "../support/small-disk.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await discardTestFolder(folder);
});

function newFolder(): string {
  const folder = makeTestFolder();
  folders.push(folder);
  return folder;
}

const patient = { waitMaxMs: 10_000 };

test("of many contenders one works at a time, and each gets its turn", async () => {
  const folder = newFolder();
  let working = 0;
  let done = 0;
  const contend = async (): Promise<void> =>
    withFolderLock(folder, patient, async () => {
      working++;
      expect(working).toBe(1);
      await sleep(1);
      working--;
      done++;
    });
  await Promise.all(Array.from({ length: 20 }, contend));
  expect(done).toBe(20);
  expect(readdirSync(folder)).toHaveLength(1);
});

describeOnSmallDisks("on a disk that is full", () => {
  test("the lock is given back, and can be taken again once there is room", async () => {
    const disk = SmallDisk.mount(join(newFolder(), "disk"), 1);
    await withFolderLock(disk.folder, patient, () => disk.fill());
    disk.free();
    expect(await withFolderLock(disk.folder, patient, async () => "worked")).toBe("worked");
    expect(readdirSync(disk.folder)).toHaveLength(1);
  });
});

test("work that fails gives the lock back and passes its error on", async () => {
  const folder = newFolder();
  const failing = withFolderLock(folder, patient, async () => {
    throw new Error("no luck");
  });
  await expect(failing).rejects.toThrow("no luck");
  expect(await withFolderLock(folder, patient, async () => "next")).toBe("next");
});

test("the lock of a process that has ended is taken over", async () => {
  const folder = newFolder();
  // This pid runs, but the process that took the lock was an earlier one with the same pid.
  writeFileSync(join(folder, "lock.7"), `${process.pid}-1-00000000`);
  expect(await withFolderLock(folder, patient, async () => "taken")).toBe("taken");
  expect(readdirSync(folder)).toEqual(["lock.8"]);
});

test("the lock of a running process is waited for, and in the end refused with its pid", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, "lock.1"), identifyThisProcess());
  const waitedFor: number[] = [];
  const work = withFolderLock(folder, { waitMaxMs: 50, onWait: (pid) => waitedFor.push(pid) }, async () => "never");
  await expect(work).rejects.toThrow(String(process.pid));
  expect(waitedFor).toEqual([process.pid]);
});
