import { assert } from "./errors.js";

/**
 * Values as they come, one by one, or without a wait for each: whoever tells one thing to thousands would pay for thousands
 * of promises. It has one reader, which reads it in one of the two ways, and returns it in the end.
 */
export abstract class LiveSource<Value> implements AsyncIterableIterator<Value, undefined> {
  private ready: (() => void) | undefined;

  /** Nothing comes any more, but for what is still to be taken. */
  abstract readonly isOver: boolean;

  /** The next value, if one is here. Throws the reason, once, if the source has ended for one. */
  abstract take(): Value | undefined;

  /**
   * To be asked when nothing was here and it is not over: calls once, as soon as there is something to take or it is over,
   * before whatever brought that goes on. The call must not throw.
   */
  onceReady(call: () => void): void {
    assert(this.ready === undefined, "a source has one reader");
    this.ready = call;
  }

  /** Ends it, also while a value is awaited. Safe to repeat. */
  abstract return(): Promise<IteratorResult<Value, undefined>>;

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whether its reader waits. */
  protected get isAwaited(): boolean {
    return this.ready !== undefined;
  }

  /** Tells its reader, should it wait, that there is something to take, or that nothing comes any more. */
  protected wake(): void {
    const { ready } = this;
    this.ready = undefined;
    ready?.();
  }

  /** The next value; waits for it. */
  async next(): Promise<IteratorResult<Value, undefined>> {
    for (;;) {
      const value = this.take();
      if (value !== undefined) return { value, done: false };
      if (this.isOver) return { value: undefined, done: true };
      await new Promise<void>((resolve) => this.onceReady(resolve));
    }
  }

  /** The same source of other values: each is turned into another one, and undefined leaves it out. */
  map<To>(turn: (value: Value) => To | undefined): LiveSource<To> {
    return new Mapped(this, turn);
  }
}

class Mapped<From, To> extends LiveSource<To> {
  constructor(
    private readonly source: LiveSource<From>,
    private readonly turn: (value: From) => To | undefined,
  ) {
    super();
  }

  get isOver(): boolean {
    return this.source.isOver;
  }

  take(): To | undefined {
    for (;;) {
      const value = this.source.take();
      if (value === undefined) return undefined;
      const turned = this.turn(value);
      if (turned !== undefined) return turned;
    }
  }

  override onceReady(call: () => void): void {
    this.source.onceReady(call);
  }

  async return(): Promise<IteratorResult<To, undefined>> {
    await this.source.return();
    return { value: undefined, done: true };
  }
}
