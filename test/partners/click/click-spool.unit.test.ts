import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import { createLog } from "../../../src/shared/log.js";
import { ClickSpool, SpoolFullError } from "../../../src/services/partners/click/click-spool.js";
import type { NewClick } from "../../../src/services/partners/click/new-click.js";
import { decodeClick, encodeClick } from "../../../src/services/partners/click/new-click.js";
import { eventually } from "../../support/eventually.js";
import { newClick } from "./new-click.factory.js";

const log = createLog("silent");
const CHILD = new URL("./acknowledging-child.js", import.meta.url).pathname;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tributary-spool-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const spoolFiles = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith(".spool"));

async function drained(spool: ClickSpool): Promise<NewClick[]> {
  const clicks: NewClick[] = [];
  await spool.drain(async (batch) => {
    clicks.push(...batch);
  });
  return clicks;
}

describe("the spool", () => {
  test("gives back every click as it was, once, and leaves no file", async () => {
    const spool = await ClickSpool.open(folder, log);
    const clicks = [
      newClick(),
      newClick({ sourceHash: null, subId: 'söme "sub"\n', partnerRevoked: true, botEvidence: "bot" }),
    ];
    await spool.append(clicks);
    expect((await spool.backlog()).files).toBe(1);

    expect(await drained(spool)).toEqual(clicks);
    expect(await spoolFiles()).toEqual([]);
    expect(await drained(spool)).toEqual([]);
    await spool.close();
  });

  test("keeps a file until all of it is committed", async () => {
    const spool = await ClickSpool.open(folder, log);
    const clicks = [newClick(), newClick()];
    await spool.append(clicks);
    await expect(spool.drain(() => Promise.reject(new Error("gone again")))).rejects.toThrow("gone again");
    expect(await drained(spool)).toEqual(clicks);
    await spool.close();
  });

  test("keeps a click that is appended while it is drained", async () => {
    const spool = await ClickSpool.open(folder, log);
    const [first, second] = [newClick(), newClick()];
    await spool.append([first]);
    await spool.drain(() => spool.append([second]));
    expect(await drained(spool)).toEqual([second]);
    await spool.close();
  });

  test("ignores a torn last line and puts a damaged one aside", async () => {
    const before = await ClickSpool.open(folder, log);
    const click = newClick();
    await before.append([click]);
    await before.close();
    const [name = ""] = await spoolFiles();
    await appendFile(join(folder, name), `deadbeef [1,"damaged"]\n${encodeClick(newClick()).slice(0, 60)}`);

    const spool = await ClickSpool.open(folder, log);
    expect(await drained(spool)).toEqual([click]);
    expect(await readFile(join(folder, "quarantined-clicks.ndjson"), "utf8")).toContain("damaged");
    expect((await spool.backlog()).quarantinedBytes).toBeGreaterThan(0);
    await spool.close();
  });

  test("begins a new file when one is large enough", async () => {
    const spool = await ClickSpool.open(folder, log, { segmentBytesMax: 1_000 });
    for (let round = 0; round < 10; round++) await spool.append([newClick()]);
    expect((await spoolFiles()).length).toBeGreaterThan(2);
    expect(await drained(spool)).toHaveLength(10);
    await spool.close();
  });

  test("whoever asks while it is drained gets what was appended before they asked", async () => {
    const spool = await ClickSpool.open(folder, log);
    const [first, second] = [newClick(), newClick()];
    await spool.append([first]);
    const landed: NewClick[] = [];
    const held = new AbortController();
    const insert = async (clicks: readonly NewClick[]): Promise<void> => {
      if (!held.signal.aborted) await once(held.signal, "abort");
      landed.push(...clicks);
    };
    const underWay = spool.drain(insert);
    await eventually(async () => expect((await spool.backlog()).files).toBe(1));
    await spool.append([second]);
    const asked = [spool.drain(insert), spool.drain(insert)];
    held.abort();
    expect(await underWay).toBe(1);
    expect(await Promise.all(asked)).toEqual([1, 1]);
    expect(landed).toEqual([first, second]);
    await spool.close();
  });

  test("refuses what exceeds its bound, and takes clicks again once drained", async () => {
    const spool = await ClickSpool.open(folder, log, { spoolBytesMax: 1_000 });
    await spool.append([newClick()]);
    await expect(spool.append([newClick(), newClick(), newClick()])).rejects.toBeInstanceOf(SpoolFullError);
    await drained(spool);
    await spool.append([newClick()]);
    await spool.close();
  });

  test("adopts the files of a dead process and leaves those of a living one alone", async () => {
    const living = await ClickSpool.open(folder, log);
    const dead = await ClickSpool.open(folder, log);
    const [theirs, left] = [newClick(), newClick()];
    await living.append([theirs]);
    await dead.append([left]);
    await dead.close();

    const heir = await ClickSpool.open(folder, log);
    expect(await drained(heir)).toEqual([left]);
    expect(await drained(living)).toEqual([theirs]);
    await living.close();
    await heir.close();
  });

  test("writes again what went into a file that somebody else took", async () => {
    const spool = await ClickSpool.open(folder, log);
    const [first, second] = [newClick(), newClick()];
    await spool.append([first]);
    const [name = ""] = await spoolFiles();
    // What a process of another container does in the end, because it cannot see that this one lives.
    await rm(join(folder, name));

    await spool.append([second]);
    expect(await drained(spool)).toEqual([second]);
    await spool.close();
  });

  test("does not say that a click is safe before it is synced", async () => {
    const probe: FileHandle = await open(join(folder, "probe"), "w");
    const prototype = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its `this`, and put back
    const real = prototype.datasync;
    let syncs = 0;
    let isSafe = false;
    prototype.datasync = async function (this: FileHandle) {
      syncs += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(isSafe).toBe(false);
      return real.call(this);
    };
    try {
      const spool = await ClickSpool.open(folder, log);
      await Promise.all(Array.from({ length: 100 }, () => spool.append([newClick()]).then(() => (isSafe = true))));
      // A hundred waiters share one sync.
      expect(syncs).toBe(1);
      await spool.close();
    } finally {
      prototype.datasync = real;
    }
  });

  test("survives a disk that refuses: nothing is acknowledged, nothing is left behind, and it recovers", async () => {
    const probe: FileHandle = await open(join(folder, "probe"), "w");
    const prototype = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    await rm(join(folder, "probe"));
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its `this`, and put back
    const real = prototype.datasync;
    const spool = await ClickSpool.open(folder, log);
    prototype.datasync = () => Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
    try {
      await expect(spool.append([newClick()])).rejects.toThrow("no space");
      await expect(spool.append([newClick()])).rejects.toThrow("no space");
    } finally {
      prototype.datasync = real;
    }
    expect(await spoolFiles()).toEqual([]);
    const click = newClick();
    await spool.append([click]);
    expect(await drained(spool)).toEqual([click]);
    await spool.close();
  });
});

test("a line that was changed is not a click", () => {
  const line = encodeClick(newClick({ subId: "a" })).trimEnd();
  expect(decodeClick(line)?.subId).toBe("a");
  expect(decodeClick(line.replace('"a"', '"b"'))).toBeNull();
  expect(decodeClick("")).toBeNull();
});

test("CR1 every click that was acknowledged before a kill -9 is in the spool", async () => {
  for (const waitMs of [150, 300, 600]) {
    const child = spawn(process.execPath, [CHILD, folder], { stdio: ["ignore", "pipe", "inherit"] });
    const acknowledged = new Set<string>();
    createInterface({ input: child.stdout }).on("line", (id) => acknowledged.add(id));
    while (acknowledged.size === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));

    const spool = await ClickSpool.open(folder, log);
    const found = new Set((await drained(spool)).map((click) => click.id));
    expect([...acknowledged].filter((id) => !found.has(id) && id.length === 36)).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(0);
    await spool.close();
  }
});

const strace = ((): string | null => {
  try {
    return execFileSync("which", ["strace"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
})();

if (strace === null) {
  test.skip("skipped: strace is not installed, so the system calls cannot be watched", () => undefined);
} else {
  test("the system sees every spool write synced before a click is acknowledged", async () => {
    const trace = join(folder, "trace.txt");
    execFileSync(
      strace,
      [
        "-f",
        "-e",
        "trace=write,pwrite64,fdatasync,fsync",
        "-s",
        "80",
        "-o",
        trace,
        process.execPath,
        CHILD,
        join(folder, "spool"),
        "200",
      ],
      { stdio: "ignore" },
    );
    expect((await stat(trace)).size).toBeGreaterThan(0);
    const isSpoolLine = / write\(\d+, "[0-9a-f]{8} \[1,/;
    const isAcknowledgement = / write\(1, "[0-9a-f]{8}-/;
    let unsynced = 0;
    let synced = 0;
    let early = 0;
    for (const line of (await readFile(trace, "utf8")).split("\n")) {
      if (isSpoolLine.test(line)) unsynced += 1;
      // A call that another thread interrupts is reported in two lines; only its end counts.
      if (/fdatasync(\(\d+\)| resumed).*= 0/.test(line)) {
        synced += unsynced;
        unsynced = 0;
      }
      if (isAcknowledgement.test(line) && unsynced > 0) early += 1;
    }
    expect(synced).toBeGreaterThan(0);
    expect(early).toBe(0);
  });
}

test("a file that is not the spool's is left alone", async () => {
  await writeFile(join(folder, "notes.txt"), "mine");
  const spool = await ClickSpool.open(folder, log);
  expect(await drained(spool)).toEqual([]);
  expect(await readdir(folder)).toEqual(["notes.txt"]);
  await spool.close();
});
