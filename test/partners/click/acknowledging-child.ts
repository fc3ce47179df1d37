import { createLog } from "../../../src/shared/log.js";
import { ClickSpool } from "../../../src/services/partners/click/click-spool.js";
import { ClickWriter } from "../../../src/services/partners/click/click-writer.js";
import { MemoryClickStore } from "./memory-click-store.js";
import { newClick } from "./new-click.factory.js";

/** Run as a process of its own: writes clicks without a database and says each id once it is durable, until killed. */
const [folder = "", limit = "1000000"] = process.argv.slice(2);
const AT_ONCE = 50;

const store = new MemoryClickStore();
store.mode = "gone";
const log = createLog("silent");
const writer = new ClickWriter(store, await ClickSpool.open(folder, log, { segmentBytesMax: 20_000 }), log);

for (let written = 0; written < Number(limit); written += AT_ONCE) {
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const click = newClick();
      await writer.write(click);
      process.stdout.write(`${click.id}\n`);
    }),
  );
}
process.exit(0);
