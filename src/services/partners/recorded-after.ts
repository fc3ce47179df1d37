/**
 * When a version is recorded: now, and after the one before. A transaction's now is its beginning, and one that waited for
 * another may have begun first.
 */
export function recordedAfter(previous: { recordedAt: Date } | null, now: Date): Date {
  return previous && previous.recordedAt >= now ? new Date(previous.recordedAt.getTime() + 1) : now;
}
