import { setImmediate as nextTurn } from "node:timers/promises";

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

  /**
   * @param work does a batch and gives the outcomes in its order.
   * @param alone whether each item is to be tried alone after the batch failed with this error.
   */
  constructor(
    private readonly batchMax: number,
    private readonly work: (items: readonly Item[]) => Promise<Outcome[]>,
    private readonly alone: (error: unknown) => boolean,
  ) {}

  /** Joins the line of this name. The outcomes come in the order of the items; the first failure rejects. */
  do(name: string, items: readonly Item[]): Promise<Outcome[]> {
    let line = this.lines.get(name);
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
    while (line.waiting.length > 0) await this.doBatch(line.waiting.splice(0, this.batchMax));
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
