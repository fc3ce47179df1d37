/** Gives a reader the newest value whenever it asks: what came meanwhile and is no longer true is left out. */
export class LatestValue<Value> implements AsyncIterableIterator<Value, undefined> {
  private waiting: ((result: IteratorResult<Value, undefined>) => void)[] = [];
  private newest: { value: Value } | undefined;
  private isOver = false;

  /** @param onEnd - called once, when its reader has gone. */
  constructor(private readonly onEnd: () => void) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  set(value: Value): void {
    if (this.isOver) return;
    const waiting = this.waiting.shift();
    if (waiting) waiting({ value, done: false });
    else this.newest = { value };
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.isOver) return Promise.resolve({ value: undefined, done: true });
    if (this.newest === undefined) return new Promise((resolve) => this.waiting.push(resolve));
    const { value } = this.newest;
    this.newest = undefined;
    return Promise.resolve({ value, done: false });
  }

  /** Ends it, also while `next` waits. Safe to repeat. */
  return(): Promise<IteratorResult<Value, undefined>> {
    if (!this.isOver) {
      this.isOver = true;
      for (const waiting of this.waiting.splice(0)) waiting({ value: undefined, done: true });
      this.onEnd();
    }
    return Promise.resolve({ value: undefined, done: true });
  }
}
