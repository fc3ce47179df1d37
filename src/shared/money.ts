import { Column } from "typeorm";

import { bigintColumn } from "./database/bigint-column.js";

/** The largest amount that a JSON integer carries exactly; larger ones are refused at every door. */
export const AMOUNT_MINOR_MAX = 9_007_199_254_740_991n;

/** An amount in integer minor units of one ISO 4217 currency: one type from column to client. */
export class Money {
  @Column({ name: "amount_minor", ...bigintColumn }) amountMinor!: bigint;
  @Column("text") currency!: string;

  static of(amountMinor: bigint, currency: string): Money {
    const money = new Money();
    money.amountMinor = amountMinor;
    money.currency = currency;
    return money;
  }
}
