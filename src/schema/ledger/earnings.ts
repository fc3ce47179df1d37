import { Field, ObjectType } from "type-graphql";

import { Money } from "../../shared/money.js";
import { CurrencyCode } from "../common/currency-code.js";

@ObjectType({ simpleResolvers: true, description: "What a partner has in one currency." })
export class EarningsAccount {
  @Field(() => CurrencyCode, { description: "Of both amounts." })
  currency!: string;

  @Field(() => Money, { description: "Earned and still on hold." })
  held!: Money;

  @Field(() => Money, { description: "Approved and not paid out. Below zero when more was taken back than there was." })
  payable!: Money;

  @Field(() => String, { description: "Raised with every change of `held`: ignore what is older than what you show." })
  heldVersion!: string;

  @Field(() => String, { description: "Raised with every change of `payable`." })
  payableVersion!: string;
}

@ObjectType({ simpleResolvers: true, description: "What a partner has earned." })
export class Earnings {
  /** For the field `partner`. */
  partnerId!: string;

  @Field(() => [EarningsAccount], { description: "One for each currency, by its code." })
  accounts!: EarningsAccount[];

  @Field(() => String, {
    description: "Where the journal stood when this was read: subscribe after it, and nothing is missing between.",
  })
  cursor!: string;
}
