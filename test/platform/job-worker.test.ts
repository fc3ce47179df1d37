import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { afterEach, expect, test } from "@jest/globals";

import type { Job } from "../../src/jobs/define-job.js";
import { JobWorker } from "../../src/jobs/job-worker.js";
import { JobQueue } from "../../src/services/platform/job-queue.js";
import { sqlState } from "../../src/shared/database/database.js";
import { createLog } from "../../src/shared/log.js";
import { eventually } from "../support/eventually.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

async function start(): Promise<World> {
  const world = await startWorld();
  ending.push(() => world.end());
  return world;
}

async function work(world: World, ...jobs: Job[]): Promise<{ queue: JobQueue }> {
  const { worker, queue } = workerOf(world, world.storage.appUrl, jobs);
  await worker.start();
  return { queue };
}

function workerOf(world: World, appUrl: string, jobs: Job[]): { worker: JobWorker; queue: JobQueue } {
  const queue = new JobQueue(world.database);
  const worker = new JobWorker({ appUrl, jobs, operator: world.operator, queue, log: createLog("silent") });
  ending.push(() => worker.stop());
  return { worker, queue };
}

/** A way to the database that can be cut, with all that goes over it. */
function gateOf(world: World) {
  const { hostname, port } = new URL(world.storage.appUrl);
  const open = new Set<Socket>();
  const gate = createServer((socket) => {
    open.add(socket);
    pipeline(socket, connect(Number(port), hostname), socket, () => open.delete(socket));
  });
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => void gate.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { gate, cut };
}

const job = (run: Job["run"]): Job => ({ name: "test/job", schedule: "0 0 1 1 *", dueIn: async () => [], run });

test("A-TEN-20 a job runs in its own organization, and one organization's failure is not another's", async () => {
  const world = await start();
  const [acme, rival] = [await world.bareOrganization(), await world.bareOrganization()];
  const seen: string[] = [];
  const { queue } = await work(
    world,
    job(async (ctx) => {
      const [own] = await ctx.query<{ id: string }>("SELECT id FROM organization");
      if (own?.id === rival) throw new Error("poison");
      seen.push(own?.id ?? "none");
    }),
  );
  await queue.enqueue("test/job", rival);
  await queue.enqueue("test/job", acme);
  await eventually(() => expect(seen).toEqual([acme]));
});

test("a job of a worker that was killed is freed by another one's heartbeat", async () => {
  const world = await start();
  const acme = await world.bareOrganization();
  await new JobQueue(world.database).enqueue("test/job", acme);
  await world.asOwnerOfJobs(
    "UPDATE graphile_worker._private_jobs SET locked_by = 'killed', locked_at = now() - interval '11 seconds'",
  );
  const seen: string[] = [];
  await work(
    world,
    job(async (ctx) => void seen.push(ctx.organizationId)),
  );
  await eventually(() => expect(seen).toEqual([acme]));
});

test("a worker that begins while PostgreSQL is away waits for it, and then works", async () => {
  const world = await start();
  const acme = await world.bareOrganization();
  const { gate } = gateOf(world);
  // A port of its own, at which nothing answers yet.
  const own = await new Promise<number>((listening) => {
    gate.listen(0, "127.0.0.1", () => listening((gate.address() as AddressInfo).port));
  });
  await new Promise((closed) => void gate.close(closed));
  const away = new URL(world.storage.appUrl);
  away.host = `127.0.0.1:${own}`;

  const seen: string[] = [];
  const { worker, queue } = workerOf(world, away.href, [job(async (ctx) => void seen.push(ctx.organizationId))]);
  let hasStarted = false;
  const started = worker.start().then(() => (hasStarted = true));
  await delay(700);
  expect(hasStarted).toBe(false);
  gate.listen(own, "127.0.0.1");
  ending.unshift(async () => void gate.close());
  await started;
  await queue.enqueue("test/job", acme);
  await eventually(() => expect(seen).toEqual([acme]));
});

test("what a job has come to is written down once PostgreSQL is back that went away under it", async () => {
  const world = await start();
  const acme = await world.bareOrganization();
  const { gate, cut } = gateOf(world);
  const own = await new Promise<number>((listening) => {
    gate.listen(0, "127.0.0.1", () => listening((gate.address() as AddressInfo).port));
  });
  const through = new URL(world.storage.appUrl);
  through.host = `127.0.0.1:${own}`;
  const seen: string[] = [];
  const { worker, queue } = workerOf(world, through.href, [
    job(async (ctx) => {
      seen.push(ctx.organizationId);
      await cut();
    }),
  ]);
  await worker.start();
  await queue.enqueue("test/job", acme);
  await eventually(() => expect(seen).toEqual([acme]));
  await delay(500);
  gate.listen(own, "127.0.0.1");
  ending.unshift(async () => void gate.close());
  const noneIsLeft = "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM graphile_worker._private_jobs); END $$";
  await eventually(() => world.asOwnerOfJobs(noneIsLeft), 20_000);
  expect(seen).toEqual([acme]);
}, 30_000);

test("the runtime role reaches the queue only through its function", async () => {
  const world = await start();
  const read = world.dataSource.query("SELECT * FROM graphile_worker._private_jobs");
  await expect(read.catch((error: unknown) => sqlState(error))).resolves.toBe("42501");
});
