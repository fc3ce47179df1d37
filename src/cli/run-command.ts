import type { StopSignal } from "../shared/lifecycle/stop-signal.js";
import { exitCodeOf, takeStopSignals } from "../shared/lifecycle/stop-signal.js";
import type { System } from "./system.js";
import { withSystem } from "./system.js";

/** Thrown through the work of a command when a signal cuts it short. */
class CutShort extends Error {
  constructor(readonly signal: StopSignal) {
    super(`stopped by ${signal}`);
  }
}

/** Runs a command that comes to an end by itself. A signal rolls back what is open and leaves the database cleanly. */
export async function runCommand(name: string, work: (system: System) => Promise<void>): Promise<void> {
  const signals = takeStopSignals();
  try {
    await withSystem({ name, signals }, async (system) => {
      const cutShort = signals.first.then((signal): never => {
        throw new CutShort(signal);
      });
      await Promise.race([work(system), cutShort]);
    });
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    process.exitCode = exitCodeOf(error.signal);
  } finally {
    signals.release();
  }
}
