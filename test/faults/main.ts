import { parseArgs } from "node:util";

import { runFaults } from "./fault-run.js";

const USAGE = "Usage: npm run faults -- --kills 100 --seed 1 [--books 100] [--load 60 | --no-load]";
const TOLD_MAX = 50;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    books: { type: "string", default: "100" },
    load: { type: "string", default: "60" },
    "no-load": { type: "boolean", default: false },
  },
});
const [kills = 0, seed = 0, booksEvery = 0, clicks = 0] = [values.kills, values.seed, values.books, values.load].map(
  Number,
);
if (![kills, seed, booksEvery, clicks].every(Number.isInteger) || kills < 1 || booksEvery < 1 || clicks < 1) {
  console.error(USAGE);
  process.exit(2);
}

const startedAt = Date.now();
const secondsSoFar = (): number => Math.round((Date.now() - startedAt) / 1000);
const result = await runFaults({
  kills,
  seed,
  booksEvery,
  // Sales are a tenth of the clicks, as good as shops get.
  ...(values["no-load"] ? {} : { load: { clicks, events: Math.ceil(clicks / 10) } }),
  onKill: ({ number, victim, acknowledged: { clicks, stitches, events, broken }, proof }) =>
    console.log(
      `${secondsSoFar()} s: kill ${number}/${kills}: ${victim}; acknowledged ${clicks.size} clicks, ${stitches.size} stitches, ` +
        `${events.size} events; ${proof.missing.size} missing, ${proof.doubled.size} doubled, ` +
        `${proof.broken.length + broken.length} other broken promises`,
    ),
});
const { missing, doubled, broken } = result;
const seconds = secondsSoFar();
for (const [name, told] of Object.entries({ missing, doubled, broken })) {
  for (const one of told.slice(0, TOLD_MAX)) console.error(`${name}: ${one}`);
}
console.log(
  JSON.stringify({
    seed,
    ...result,
    missing: missing.length,
    doubled: doubled.length,
    broken: broken.length,
    seconds,
    secondsAKill: Math.round((seconds / kills) * 100) / 100,
  }),
);
process.exit(missing.length + doubled.length + broken.length === 0 ? 0 : 1);
