import type { Log } from "../log.js";
import { within } from "../within.js";
import type { Part } from "./part.js";

const STOP_MAX_MS = 15_000;

/** Parts that have been started together and stop together. */
export interface RunningParts {
  /** Stops them in reverse order. One that hangs or fails is reported and passed over. Safe to repeat. */
  stop(): Promise<void>;
}

/** Starts the parts one after another, for a later one may need the earlier. If one fails, those before it are stopped. */
export async function startParts(parts: Part[], log: Log): Promise<RunningParts> {
  const started: Part[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopInReverse(started, log));
  try {
    for (const part of parts) {
      await part.start();
      started.push(part);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function stopInReverse(started: Part[], log: Log): Promise<void> {
  for (const part of started.toReversed()) {
    try {
      await within(STOP_MAX_MS, part.stop());
    } catch (error) {
      log.error({ err: error }, `${part.name} did not stop as it should`);
    }
  }
}
