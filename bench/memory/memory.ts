import { linkGround } from "../../test/partners/click/link-ground.js";
import type { Figure } from "../support/figure.js";
import { beside } from "../support/figure.js";
import { load } from "../support/load.js";
import { sales } from "../support/sales.js";
import type { Scratch } from "../support/scratch.js";
import { openShop } from "../support/shop.js";
import { VISITED, visit } from "../support/visit.js";
import { startWholeServer } from "../support/whole-server.js";

/** What one of ten parts does at most. A slow machine does less in its time. */
interface Part {
  clicks: number;
  events: number;
  mostMs: number;
}

const SHORT: Part = { clicks: 5_000, events: 1_000, mostMs: 6_000 };
const LONG: Part = { clicks: 100_000, events: 20_000, mostMs: 600_000 };
const PARTS = 10;
const PEOPLE = 2_000;

/** What a server holds after ten parts of clicks and events that come together, beside what it held after the first. */
export async function measureMemory(scratch: Scratch, isLong: boolean): Promise<Figure[]> {
  const { clicks, events, mostMs } = isLong ? LONG : SHORT;
  await linkGround(scratch.operator, { slug: VISITED });
  const shop = await openShop(scratch.operator, "shop", PEOPLE);
  await scratch.asOwner("ANALYZE");
  const server = await startWholeServer(scratch, "memory");
  let visited = 0;
  const nextPart = async (): Promise<NodeJS.MemoryUsage> => {
    const from = visited;
    visited += clicks;
    const timing = { warmUpMs: 0, measuredMs: mostMs };
    await Promise.all([
      load(server.url, (number) => visit(from + number), {
        ...timing,
        connections: 32,
        requestsMax: clicks,
        status: 302,
      }),
      load(server.url, sales(server.url, [shop]), { ...timing, connections: 16, requestsMax: events }),
    ]);
    return server.memory();
  };
  try {
    const held: NodeJS.MemoryUsage[] = [];
    for (let part = 0; part < PARTS; part++) held.push(await nextPart());
    const row = (name: string, bytesOf: (each: NodeJS.MemoryUsage) => number): Figure => {
      const [first, last] = [held[0]!, held.at(-1)!].map((each) => bytesOf(each) / 2 ** 20) as [number, number];
      return beside(name, { ours: [last], limit: [first] }, { bar: 1.1, lowerIsBetter: true });
    };
    const objects = row("memory, objects, MB", ({ heapUsed, external }) => heapUsed + external);
    // In its first minute a process still takes memory for compiled code and young objects: of that nothing is to be learnt.
    return isLong ? [objects, row("memory, resident, MB", ({ rss }) => rss)] : [objects];
  } finally {
    await server.stop();
  }
}
