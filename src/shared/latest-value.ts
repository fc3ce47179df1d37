import { LiveSource } from "./live-source.js";

/** Gives a reader the newest value whenever it asks: what came meanwhile and is no longer true is left out. */
export class LatestValue<Value> extends LiveSource<Value> {
  private newest: { value: Value } | undefined;
  private hasEnded = false;

  /** @param onEnd - called once, when its reader has gone. */
  constructor(private readonly onEnd: () => void) {
    super();
  }

  get isOver(): boolean {
    return this.hasEnded;
  }

  set(value: Value): void {
    if (this.hasEnded) return;
    this.newest = { value };
    this.wake();
  }

  take(): Value | undefined {
    const value = this.newest?.value;
    this.newest = undefined;
    return value;
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    if (!this.hasEnded) {
      this.hasEnded = true;
      this.newest = undefined;
      this.wake();
      this.onEnd();
    }
    return Promise.resolve({ value: undefined, done: true });
  }
}
