import { Directive, Field, ObjectType } from "type-graphql";
import { Column } from "typeorm";

import { CurrencyCode } from "../schema/common/currency-code.js";
import { SHAREABLE } from "../schema/common/federation-directives.js";
import { MinorUnits } from "../schema/common/minor-units.js";
import { bigintColumn } from "./database/bigint-column.js";

/** An amount in integer minor units of one ISO 4217 currency: one type from column to client. */
@Directive(SHAREABLE)
@ObjectType({ simpleResolvers: true, description: "An amount of one currency." })
export class Money {
  @Field(() => MinorUnits, { description: "In the currency's smallest unit." })
  @Column({ name: "amount_minor", ...bigintColumn })
  amountMinor!: bigint;

  @Field(() => CurrencyCode, { description: "Of ISO 4217." })
  @Column("text")
  currency!: string;

  static of(amountMinor: bigint, currency: string): Money {
    const money = new Money();
    money.amountMinor = amountMinor;
    money.currency = currency;
    return money;
  }
}
