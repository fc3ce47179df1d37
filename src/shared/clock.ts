/** Where instants come from: the database's time, plus an offset that only tests set. */
export interface Clock {
  now(): Date;
}

/** By how much an observation may be corrected downwards by the next one. */
const DRIFT_MS = 0.01;

/** Follows the database's clock: every transaction tells it the time at its start. */
export class DatabaseClock implements Clock {
  private observedMs: number | undefined;
  private offsetMs = 0;

  /** Called with the database's `now()`, as a transaction begins. */
  observe(databaseNow: Date): void {
    const observedMs = databaseNow.getTime() - Date.now();
    // An answer that was long under way makes the database's clock look slow: of all observations the greatest is nearest.
    // It gives way little by little, for clocks drift.
    this.observedMs = Math.max(observedMs, (this.observedMs ?? observedMs) - DRIFT_MS);
  }

  private get skewMs(): number {
    return this.observedMs ?? 0;
  }

  now(): Date {
    return new Date(Date.now() + this.skewMs + this.offsetMs);
  }

  /** The database's instant as this clock tells it. */
  shift(databaseNow: Date): Date {
    return new Date(databaseNow.getTime() + this.offsetMs);
  }

  /** Tests only: from now on it is this instant, and time goes on from there. */
  set(instant: string | Date): void {
    this.offsetMs = new Date(instant).getTime() - Date.now() - this.skewMs;
  }
}

/** A clock that stands: the instant at which a transaction began. */
export class FixedClock implements Clock {
  constructor(private readonly instant: Date) {}

  now(): Date {
    return new Date(this.instant);
  }
}
