/** Thrown by `within`. The work itself goes on; nobody waits for it any more. */
export class TimeUpError extends Error {}

/** The work's result, or a TimeUpError when it takes longer. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeUpError(`nothing came back within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
