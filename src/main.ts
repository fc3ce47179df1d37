import type { Running } from "./cli/run-parts.js";
import type { System } from "./cli/system.js";
import { composeServer } from "./server.js";
import { composeWorker } from "./worker.js";

export interface StartOptions {
  /** Fill an empty database with a demo world and keep a gentle traffic going. */
  demo: boolean;
}

/** Everything in one process. The worker stops after the server, whose last requests may still give it work. */
export function composeAll(system: System, _options: StartOptions): Running {
  const server = composeServer(system);
  const worker = composeWorker(system);
  return { parts: [...worker.parts, ...server.parts], onStarted: server.onStarted };
}
