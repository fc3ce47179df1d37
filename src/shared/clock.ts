/** Where instants come from: the database's time, plus an offset that only tests set. */
export interface Clock {
  now(): Date;
}

/** Follows the database's clock: every transaction tells it the time at its start. */
export class DatabaseClock implements Clock {
  private skewMs = 0;
  private offsetMs = 0;

  /** Called with the database's `now()`, as a transaction begins. */
  observe(databaseNow: Date): void {
    this.skewMs = databaseNow.getTime() - Date.now();
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
