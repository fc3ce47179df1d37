/**
 * `npm run bench [-- --prepare] [-- --json]`: what Tributary does beside what the machine could do, in one run. Missing
 * data is made first; --prepare makes it and measures nothing.
 */
import { parseArgs } from "node:util";

import { measureReads } from "./read/read.js";
import { tableOf } from "./support/figure.js";
import { openGround } from "./support/prepare.js";

const { values } = parseArgs({ options: { json: { type: "boolean" }, prepare: { type: "boolean" } } });
const say = (text: string): void => void process.stderr.write(text);

const ground = await openGround((made, of) =>
  say(`\rMaking data: ${made} of ${of} organizations${made === of ? "\n" : ""}`),
);
try {
  if (!values.prepare) {
    say("Measuring reads, in rounds that take turns; about four minutes.\n");
    const figures = await measureReads(ground);
    process.stdout.write(`${values.json ? JSON.stringify(figures, null, 2) : tableOf(figures)}\n`);
  }
} finally {
  await ground.close();
}
