/**
 * `npm run bench [-- --prepare] [-- --json] [-- --only NAME] [-- --long]`: what Tributary does beside what the machine could
 * do, in one run. Missing data is made first; --prepare makes it and measures nothing. --long takes a million clicks.
 */
import { parseArgs } from "node:util";

import { discardAbandonedTestFolders } from "../test/support/test-folder.js";
import { measureGrowth } from "./growth/growth.js";
import { measureIngest } from "./ingest/ingest.js";
import { measureJourneys } from "./journeys/journeys.js";
import { measureLive } from "./live/live.js";
import { measureMemory } from "./memory/memory.js";
import { measureReads } from "./read/read.js";
import { measureRedirects } from "./redirect/redirect.js";
import { measureSealing } from "./sealing/sealing.js";
import { measureServers } from "./servers/servers.js";
import type { Figure } from "./support/figure.js";
import { tableOf } from "./support/figure.js";
import { machine } from "./support/machine.js";
import type { Ground } from "./support/prepare.js";
import { openGround } from "./support/prepare.js";
import { openScratch } from "./support/scratch.js";
import { measureVerify } from "./verify/verify.js";

const say = (text: string): void => void process.stderr.write(text);

const secondsSince = (from: number): string => `${Math.round((performance.now() - from) / 1_000)} s`;

const openSaying = (): Promise<Ground> =>
  openGround((made, of) => say(`\rMaking data: ${made} of ${of} organizations${made === of ? "\n" : ""}`));

/** Something that is opened, measured on and closed. */
const on =
  <Place extends { close(): Promise<void> }>(
    open: () => Promise<Place>,
    measure: (place: Place) => Promise<Figure[]>,
  ) =>
  async (): Promise<Figure[]> => {
    const place = await open();
    try {
      return await measure(place);
    } finally {
      await place.close();
    }
  };

const refuse = (why: string): never => {
  say(`bench: ${why}\n`);
  process.exit(1);
};

const given = () => {
  try {
    return parseArgs({
      options: {
        json: { type: "boolean" },
        prepare: { type: "boolean" },
        only: { type: "string" },
        long: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
};
const { values } = given();

const MEASUREMENTS: Record<string, () => Promise<Figure[]>> = {
  reads: on(openSaying, measureReads),
  growth: on(openSaying, measureGrowth),
  redirects: on(openScratch, measureRedirects),
  ingest: on(openScratch, measureIngest),
  sealing: on(openScratch, measureSealing),
  verify: on(openScratch, measureVerify),
  journeys: on(openScratch, measureJourneys),
  live: on(openScratch, measureLive),
  memory: on(openScratch, (scratch) => measureMemory(scratch, values.long)),
  servers: on(openScratch, measureServers),
};

const { only } = values;
if (only !== undefined && !Object.hasOwn(MEASUREMENTS, only)) {
  refuse(`there is no measurement "${only}". There are: ${Object.keys(MEASUREMENTS).join(", ")}.`);
}

const from = performance.now();
say(`${machine()}\n`);
// What a run left behind that was killed. Something of it that cannot be removed, such as a mount, hinders no measurement.
await discardAbandonedTestFolders().catch((error: Error) => say(`Left where it is: ${error.message}\n`));
if (values.prepare) {
  const ground = await openSaying();
  await ground.close();
} else {
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (only !== undefined && only !== name) continue;
    say(`Measuring ${name}, in rounds that take turns ... `);
    const began = performance.now();
    figures.push(...(await measure()));
    say(`${secondsSince(began)}\n`);
  }
  process.stdout.write(`${values.json ? JSON.stringify(figures, null, 2) : tableOf(figures)}\n`);
}
say(`${secondsSince(from)} in all\n`);
