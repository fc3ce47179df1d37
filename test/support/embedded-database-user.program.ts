/**
 * A process of its own that uses the embedded database, for tests about several processes and about killing them.
 * Arguments: the data folder. Prints one line of JSON when the database is open; closes it at SIGTERM.
 */
import { dirname } from "node:path";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { silentLog } from "./silent-log.js";

const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error("The data folder is missing.");
const database = await openEmbeddedDatabase({ dataFolder, projectFolder: dirname(dataFolder), log: silentLog });
const stayAlive = setInterval(() => undefined, 60_000);
process.once("SIGTERM", () => {
  clearInterval(stayAlive);
  void database.close();
});
console.log(JSON.stringify({ ownerUrl: database.ownerUrl }));
