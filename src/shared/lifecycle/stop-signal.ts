const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/**
 * Ctrl-C reaches the whole process group, and npm passes it on once more, so one wish to stop may arrive as two signals.
 * Only a later one means "now".
 */
const SAME_WISH_MS = 1_000;

export type StopSignal = (typeof STOP_SIGNALS)[number];

export interface StopSignals {
  /** Resolves at the first signal that asks this process to stop. */
  first: Promise<StopSignal>;
  /** Back to the default, under which a signal kills. */
  release(): void;
}

/** Takes over the signals that ask to stop. A second one, well after the first, ends the process at once. */
export function takeStopSignals(): StopSignals {
  let askedAtMs: number | undefined;
  let resolveFirst: (signal: StopSignal) => void;
  const first = new Promise<StopSignal>((resolve) => (resolveFirst = resolve));
  const onSignal = (signal: StopSignal): void => {
    const nowMs = Date.now();
    if (askedAtMs === undefined) {
      askedAtMs = nowMs;
      resolveFirst(signal);
    } else if (nowMs - askedAtMs > SAME_WISH_MS) {
      process.exit(exitCodeOf(signal));
    }
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  const release = (): void => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
  };
  return { first, release };
}

/** What shells expect of a program that a signal has cut short. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal];
}
