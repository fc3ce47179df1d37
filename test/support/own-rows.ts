import type { Clock } from "../../src/shared/clock.js";
import type { Transaction } from "../../src/shared/database/transaction.js";
import type { OwnRows } from "../../src/services/identity/credentials/own-rows.js";
import type { World } from "./world.js";

/** A person's own rows, for tests of what stands below everybody's context. */
export function ownRowsOf({ database }: World, userId: string, open?: Transaction): OwnRows {
  const own: OwnRows = {
    userId,
    get clock(): Clock {
      return open?.clock ?? database.clock;
    },
    transaction: (work) =>
      open
        ? work(own)
        : database.transaction({ userId, role: "tributary_people" }, (transaction) =>
            work(ownRowsOf({ database } as World, userId, transaction)),
          ),
    query: (text, values) => inside((transaction) => transaction.query(text, values)),
    execute: (text, values) => inside((transaction) => transaction.execute(text, values)),
  };
  const inside = <Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> =>
    open ? work(open) : database.transaction({ userId, role: "tributary_people" }, work);
  return own;
}
