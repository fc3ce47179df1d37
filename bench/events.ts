/**
 * How many events a second this machine records and decides, from many callers one at a time and from an import in large
 * batches. Run with `node dist/bench/events.js`; it takes half a minute.
 */
import { importClicks } from "../src/services/partners/click/click-import.js";
import { readEvent } from "../src/services/partners/ingest/event-body.js";
import type { NewEvent } from "../src/services/partners/ingest/event-body.js";
import { assert } from "../src/shared/errors.js";
import { newId } from "../src/shared/ids.js";
import { EventWorld } from "../test/support/event-world.js";
import { startTestCluster } from "../test/support/test-cluster.js";
import { startWorld } from "../test/support/world.js";

const PEOPLE = 20_000;
const TOUCHES = 4;
const IMPORT_BATCH = 1_000;
const CALLERS = 200;
const LIVE_EVENTS = 20_000;
const HOUR_MS = 3_600_000;

const say = (what: string, count: number, sinceMs: number): void => {
  const seconds = (performance.now() - sinceMs) / 1000;
  console.log(`${what}: ${count} in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)}/s`);
};

function* inBatches<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

const eventOf = (body: unknown): NewEvent => {
  const read = readEvent(body);
  assert("event" in read, "the bench sends good events");
  return read.event;
};

const stopCluster = await startTestCluster();
const base = await startWorld();
const world = new EventWorld(base);
const shop = await world.shop();
const partners = await Promise.all(Array.from({ length: 12 }, () => shop.partner()));
const begins = Date.now() - 60 * 24 * HOUR_MS;

const people = Array.from({ length: PEOPLE }, (_, n) => ({ userId: `user-${n}`, visitorId: newId(), cref: newId() }));
const clicks = people.flatMap(({ visitorId, cref }, n) =>
  Array.from({ length: TOUCHES }, (_, touch) => ({
    ...partners[(n + touch) % partners.length]!,
    id: touch === TOUCHES - 1 ? cref : newId(),
    visitorId,
    clickedAt: new Date(begins + touch * HOUR_MS),
  })),
);
let from = performance.now();
await importClicks(shop.ctx, clicks);
say("clicks imported", clicks.length, from);

from = performance.now();
for (const batch of inBatches(people, IMPORT_BATCH)) {
  const stitches = batch.map(({ cref, userId }) => ({ cref, userId, identifiedAt: new Date(begins) }));
  await world.identities.identifyPast(shop.ctx, stitches);
}
say("stitches imported", people.length, from);

from = performance.now();
const occurredAt = new Date(begins + (TOUCHES + 1) * HOUR_MS).toISOString();
for (const batch of inBatches(people, IMPORT_BATCH)) {
  const events = batch.map(({ userId }) =>
    eventOf({
      id: `past-${userId}`,
      type: "sale",
      userId,
      occurredAt,
      amount: { amountMinor: 12_345, currency: "EUR" },
    }),
  );
  await world.events.recordPast(shop.ctx, events);
}
say("events imported", people.length, from);

from = performance.now();
let sent = 0;
const latencies: number[] = [];
await Promise.all(
  Array.from({ length: CALLERS }, async () => {
    while (sent < LIVE_EVENTS) {
      const n = sent++;
      const at = performance.now();
      const [outcome] = await world.events.record(shop.ctx, [
        {
          id: `live-${n}`,
          type: "sale",
          userId: `user-${n % PEOPLE}`,
          amount: { amountMinor: 12_345, currency: "EUR" },
        },
      ]);
      latencies.push(performance.now() - at);
      assert(outcome?.kind === "answered", "every event is answered");
    }
  }),
);
say(`events of ${CALLERS} callers, one at a time`, LIVE_EVENTS, from);
latencies.sort((a, b) => a - b);
console.log(
  `latency: median ${latencies[latencies.length >> 1]?.toFixed(1)} ms, 99 % ${latencies[Math.floor(latencies.length * 0.99)]?.toFixed(1)} ms`,
);
console.log("ledger faults:", (await shop.ledgerFaults()).length);
await world.sealer.stop();
await base.end();
await stopCluster();
