import { parseArgs } from "node:util";

import { runFaults } from "./fault-run.js";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error("Usage: npm run faults -- --kills 100 --seed 1");
  process.exit(2);
}

const startedAt = Date.now();
const result = await runFaults({
  kills,
  seed,
  onKill: ({ number, victim, acknowledged: { clicks, stitches, events, broken } }) =>
    console.log(
      `kill ${number}/${kills}: ${victim}; acknowledged ${clicks.size} clicks, ${stitches.size} stitches, ${events.size} events; ${broken.length} broken promises`,
    ),
});
for (const promise of result.broken.slice(0, 50)) console.error(promise);
const seconds = Math.round((Date.now() - startedAt) / 1000);
console.log(JSON.stringify({ ...result, broken: result.broken.length, seconds }));
process.exit(result.broken.length === 0 ? 0 : 1);
