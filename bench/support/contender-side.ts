/** What stands on a contender's own side: it says where it answers, answers what the bench asks it, and ends with the bench. */
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Answers requests by plain node:http, as a contender. */
export function contendWith(listener: RequestListener): void {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1", () => contendAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
}

/** This process is a contender and answers there. */
export function contendAt(url: string): void {
  answerTheBench();
  process.send?.(url);
}

/** Answers what the bench asks about this process, and ends it when the bench is gone, however that ended. */
export function answerTheBench(): void {
  process.on("message", (question) => process.send?.(question === "memory" ? memoryInUse() : process.cpuUsage()));
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // Who is asked to stop must not wait for further questions.
  process.channel?.unref();
}

/** Garbage left out. */
function memoryInUse(): NodeJS.MemoryUsage {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  collectGarbage();
  return process.memoryUsage();
}
