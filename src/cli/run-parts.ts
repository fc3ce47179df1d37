import type { Part } from "../shared/lifecycle/part.js";
import { startParts } from "../shared/lifecycle/running-parts.js";
import { takeStopSignals } from "../shared/lifecycle/stop-signal.js";
import type { System } from "./system.js";
import { withSystem } from "./system.js";

export interface Running {
  parts: Part[];
  /** Called once all of them do their work, such as to print where to click. */
  onStarted?: () => Promise<void>;
}

/** Runs parts until the process is asked to stop, then stops them in reverse order and leaves the database. */
export async function runParts(name: string, compose: (system: System) => Promise<Running>): Promise<void> {
  const signals = takeStopSignals();
  try {
    await withSystem({ name, signals }, async (system) => {
      const { parts, onStarted } = await compose(system);
      const running = await startParts(parts, system.log);
      try {
        if (!system.stopping.aborted) await onStarted?.();
        const signal = await signals.first;
        system.log.info(`${signal}: stopping`);
      } finally {
        await running.stop();
      }
    });
  } finally {
    signals.release();
  }
}
