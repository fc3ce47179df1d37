/**
 * Does the work for each item, with at most so many at a time, beginning in the order of the items. After a failure nothing
 * more is begun; what was begun comes to its end, and then the first failure is thrown.
 */
export async function overlapping<Item>(
  items: Iterable<Item>,
  atOnceMax: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failure: { error: unknown } | null = null;
  const take = async (): Promise<void> => {
    while (failure === null) {
      const next = waiting.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnceMax }, take));
  if (failure !== null) throw (failure as { error: unknown }).error;
}
