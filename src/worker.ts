import type { Running } from "./cli/run-parts.js";
import { say } from "./cli/say.js";
import type { System } from "./cli/system.js";

/** The half that works in the background. */
export function composeWorker(_system: System): Running {
  return { parts: [], onStarted: async () => say("Tributary works in the background") };
}
