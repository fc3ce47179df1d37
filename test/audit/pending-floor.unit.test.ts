import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { PendingFloor } from "../../src/services/audit/pending-floor.js";

/** A database as far as numbers and transactions go: ids and numbers are handed out in order, commits come in any order. */
class Numbers {
  private nextId = 1n;
  private nextNumber = 1n;
  private readonly open = new Map<bigint, bigint[]>();
  readonly pending = new Set<bigint>();

  get isCrowded(): boolean {
    return this.open.size > 3;
  }

  begin(): bigint {
    const id = this.nextId++;
    this.open.set(id, []);
    return id;
  }

  take(which: number): void {
    [...this.open.values()][which % this.open.size]?.push(this.nextNumber++);
  }

  end(which: number, isCommitted: boolean): void {
    const id = [...this.open.keys()][which % this.open.size];
    if (id === undefined) return;
    if (isCommitted) for (const number of this.open.get(id)!) this.pending.add(number);
    this.open.delete(id);
  }

  close(id: bigint): void {
    this.open.delete(id);
  }

  get endedBefore(): bigint {
    return [...this.open.keys()][0] ?? this.nextId;
  }

  /** The smallest number that is or may yet be pending. */
  get least(): bigint {
    const numbers = [...this.pending, ...[...this.open.values()].flat(), this.nextNumber];
    return numbers.reduce((least, one) => (one < least ? one : least));
  }
}

/** Which transaction it concerns is drawn among those that are open. */
const step = fc.record({
  kind: fc.oneof(
    ...Object.entries({ begin: 3, take: 4, commit: 2, abort: 1, seal: 6, look: 3 } as const).map(([kind, weight]) => ({
      arbitrary: fc.constant(kind as "begin" | "take" | "commit" | "abort" | "seal" | "look"),
      weight,
    })),
  ),
  which: fc.nat(11),
});

const leastOf = (numbers: Iterable<bigint>): bigint | null => {
  let least: bigint | null = null;
  for (const number of numbers) if (least === null || number < least) least = number;
  return least;
};

describe("the floor of what is pending", () => {
  test("never reaches a number that is, or may yet become, pending, whatever the order of things", () => {
    let risen = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 100, maxLength: 200 }), (steps) => {
        const numbers = new Numbers();
        const floor = new PendingFloor();
        // A sealing takes three steps, and anything may happen between them.
        let sealing: { seenBefore: bigint; id?: bigint } | null = null;
        for (const one of steps) {
          if (one.kind === "begin") {
            if (!numbers.isCrowded) numbers.begin();
          } else if (one.kind === "take") numbers.take(one.which);
          else if (one.kind === "commit" || one.kind === "abort") numbers.end(one.which, one.kind === "commit");
          else if (one.kind === "look") {
            const visible = [...numbers.pending].filter((number) => number > floor.value);
            floor.looked({ endedBefore: numbers.endedBefore, first: leastOf(visible) });
          } else if (sealing === null) sealing = { seenBefore: floor.highest };
          else if (sealing.id === undefined) sealing.id = numbers.begin();
          else {
            const found = [...numbers.pending]
              .filter((number) => number > floor.value)
              .toSorted((a, b) => Number(a - b));
            if (found.length > 0) floor.sealed(sealing.id, sealing.seenBefore, found.at(-1)!);
            for (const number of found) numbers.pending.delete(number);
            numbers.close(sealing.id);
            sealing = null;
          }
          if (floor.value >= numbers.least) throw new Error(`${floor.value} reaches ${numbers.least}.`);
        }
        if (floor.value > 0n) risen += 1;
      }),
      { numRuns: 100, endOnFailure: true },
    );
    // It would hold of a floor that never rises, too.
    expect(risen).toBeGreaterThan(10);
  });

  test("stays below the numbers of a transaction that takes its time, and rises once that has ended", () => {
    const floor = new PendingFloor();
    floor.sealed(20n, 0n, 30n);
    floor.sealed(21n, 30n, 40n);
    floor.looked({ endedBefore: 7n, first: null });
    floor.looked({ endedBefore: 7n, first: null });
    expect(floor.value).toBe(0n);
    floor.looked({ endedBefore: 50n, first: 12n });
    expect(floor.value).toBe(11n);
    floor.looked({ endedBefore: 51n, first: null });
    expect(floor.value).toBe(30n);
  });

  test("falls when numbers begin anew", () => {
    const floor = new PendingFloor();
    floor.sealed(20n, 30n, 40n);
    floor.looked({ endedBefore: 50n, first: null });
    floor.looked({ endedBefore: 50n, first: null });
    expect(floor.value).toBe(30n);
    floor.looked({ endedBefore: 50n, first: 3n });
    expect(floor.value).toBe(0n);
    expect(floor.highest).toBe(0n);
  });
});
