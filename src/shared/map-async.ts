/**
 * The values of a source, each turned into another one; undefined leaves it out. Ending it ends the source at once, also
 * while a value is awaited: an async generator would only notice after the next value.
 */
export function mapAsync<From, To>(
  source: AsyncIterator<From, unknown>,
  turn: (value: From) => To | undefined | Promise<To | undefined>,
): AsyncIterableIterator<To, undefined> {
  const over = { value: undefined, done: true } as const;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        const { value, done } = await source.next();
        if (done) return over;
        const turned = await turn(value);
        if (turned !== undefined) return { value: turned, done: false };
      }
    },
    async return() {
      await source.return?.();
      return over;
    },
  };
}
