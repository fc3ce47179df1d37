/** What one look at all that is pending found, in one snapshot. */
export interface PendingLook {
  /** Every transaction with a smaller id has ended, and what it committed was seen. */
  endedBefore: bigint;
  /** The smallest pending number that was found; null if none was. */
  first: bigint | null;
}

/**
 * The number up to which nothing is pending and nothing ever will be, so that looking may begin above it. Being too low
 * costs time; being too high would lose entries, so it rises only on proof.
 *
 * A transaction gets its id before it takes its first number. So every transaction with an id above a sealing's takes
 * numbers above all that had been seen before that sealing got its id. Once a look shows that all transactions up to that
 * id have ended, what is pending with a number up to those seen is pending visibly, or not at all.
 */
export class PendingFloor {
  private level = 0n;
  private seen = 0n;
  private latest: { transactionId: bigint; seen: bigint } | null = null;
  private candidate: { transactionId: bigint; seen: bigint } | null = null;

  get value(): bigint {
    return this.level;
  }

  /** The largest number that was seen by now. Ask before a sealing begins, and give it to `sealed`. */
  get highest(): bigint {
    return this.seen;
  }

  /** A sealing's transaction, the highest number before it began, and the highest that it found. */
  sealed(transactionId: bigint, seenBefore: bigint, found: bigint): void {
    this.latest = { transactionId, seen: seenBefore };
    if (found > this.seen) this.seen = found;
  }

  looked({ endedBefore, first }: PendingLook): void {
    if (first !== null && first <= this.level) return this.fall();
    if (this.candidate !== null && this.candidate.transactionId < endedBefore) {
      const proven = first !== null && first <= this.candidate.seen ? first - 1n : this.candidate.seen;
      if (proven > this.level) this.level = proven;
      this.candidate = null;
    }
    // The next candidate is judged by a later look: this one's snapshot may be older than the sealing.
    this.candidate ??= this.latest;
  }

  /** Numbers began anew, as they do after a failover that lost the last of them: nothing that was proven holds. */
  private fall(): void {
    this.level = 0n;
    this.seen = 0n;
    this.latest = null;
    this.candidate = null;
  }
}
