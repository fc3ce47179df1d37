import { Presets, SingleBar } from "cli-progress";

const STEPS = 1000;

interface Progress {
  /** Shows how much is done, from 0 to 1. */
  show(share: number): void;
  /** Takes the bar away. Safe to repeat. */
  end(): void;
}

/** A bar for long work, on a terminal only: a pipe or a log stays quiet. It goes to stderr, so that stdout holds nothing but the result. */
function startProgress(what: string): Progress {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  const bar = new SingleBar(
    {
      format: `${what} {bar} {percentage}% · {duration_formatted}`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(STEPS, 0);
  return {
    show: (share) => bar.update(Math.floor(share * STEPS)),
    end: () => bar.stop(),
  };
}

/** Does the work with a bar that goes away when it ends, well or not. */
export async function withProgress<Result>(
  what: string,
  work: (show: (share: number) => void) => Promise<Result>,
): Promise<Result> {
  const progress = startProgress(what);
  try {
    return await work((share) => progress.show(share));
  } finally {
    progress.end();
  }
}
