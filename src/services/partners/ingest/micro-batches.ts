import { setImmediate as nextTurn } from "node:timers/promises";

import { AppError } from "../../../shared/errors.js";

/** Of one line, beyond the batch that is being done: a slow database or a flood is told so before it fills the memory. */
const LINE_WAITING_MAX = 5_000;
/** Of all lines of a process. */
const WAITING_MAX = 20_000;
const RETRY_AFTER_SECONDS = 1;

interface Waiting<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

interface Line<Item, Outcome> {
  waiting: Waiting<Item, Outcome>[];
}

/**
 * Work of many callers done together. Items of one line that arrive while its previous batch is done form the next one,
 * so a lone item waits for nobody and a crowd shares transactions.
 */
export class MicroBatches<Item, Outcome> {
  private readonly lines = new Map<string, Line<Item, Outcome>>();
  private waitingInAll = 0;

  /**
   * @param work does a batch and gives the outcomes in its order.
   * @param alone whether each item is to be tried alone after the batch failed with this error.
   */
  constructor(
    private readonly batchMax: number,
    private readonly work: (items: readonly Item[]) => Promise<Outcome[]>,
    private readonly alone: (error: unknown) => boolean,
  ) {}

  /**
   * Joins the line of this name. The outcomes come in the order of the items; the first failure rejects.
   *
   * @throws AppError `rateLimited` while too many wait, with nothing of these done.
   */
  do(name: string, items: readonly Item[]): Promise<Outcome[]> {
    let line = this.lines.get(name);
    const waitingHere = line?.waiting.length ?? 0;
    // Whoever comes first may come with as much as they like: a door has bounded it.
    if (
      (waitingHere > 0 && waitingHere + items.length > LINE_WAITING_MAX) ||
      (this.waitingInAll > 0 && this.waitingInAll + items.length > WAITING_MAX)
    ) {
      return Promise.reject(tooManyWait());
    }
    this.waitingInAll += items.length;
    const isIdle = line === undefined;
    if (line === undefined) {
      line = { waiting: [] };
      this.lines.set(name, line);
    }
    const { waiting } = line;
    const outcomes = items.map(
      (item) => new Promise<Outcome>((resolve, reject) => waiting.push({ item, resolve, reject })),
    );
    if (isIdle) void this.run(name, line);
    return Promise.all(outcomes);
  }

  private async run(name: string, line: Line<Item, Outcome>): Promise<void> {
    // Everything of this turn of the event loop joins the first batch.
    await nextTurn();
    while (line.waiting.length > 0) {
      const batch = line.waiting.splice(0, this.batchMax);
      this.waitingInAll -= batch.length;
      await this.doBatch(batch);
    }
    this.lines.delete(name);
  }

  private async doBatch(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(outcomes[index] as Outcome));
    } catch (error) {
      if (batch.length > 1 && this.alone(error)) {
        // One item must not fail the others: each is written by itself.
        for (const one of batch) await this.doBatch([one]);
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }
}

const tooManyWait = (): AppError =>
  new AppError("rateLimited", "More is sent than can be written at this moment. Send it again a little later.", {
    code: "too_many_waiting",
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
