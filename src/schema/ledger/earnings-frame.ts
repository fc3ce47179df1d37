import { Field, ObjectType } from "type-graphql";

import { Money } from "../../shared/money.js";
import { DateTime } from "../common/date-time.js";
import { graphEnum } from "../common/graph-enum.js";

export type EarningsChangeKind = "accrued" | "approved" | "reversed" | "adjusted" | "rejected";

export const EarningsChange = graphEnum<EarningsChangeKind>("EarningsChange", "What happened to a commission.", {
  accrued: "It was earned and is held.",
  approved: "Its hold ended: it is payable.",
  reversed: "It was taken back while it was held.",
  adjusted: "It was corrected after its approval.",
  rejected: "A person refused it.",
});

export type EarningsAccountKindName = "held" | "payable";

const EarningsAccountKind = graphEnum<EarningsAccountKindName>("EarningsAccountKind", "A partner's two accounts.", {
  held: "Earned and still on hold.",
  payable: "Approved and not paid out.",
});

@ObjectType({ simpleResolvers: true, description: "An account as a change left it." })
export class AccountBalance {
  @Field(() => EarningsAccountKind, { description: "Which account." })
  kind!: EarningsAccountKindName;

  @Field(() => String, { description: "Ignore a balance whose version is not above the one that you show." })
  version!: string;

  @Field(() => Money, { description: "What is in the account now: show this, and add nothing." })
  balanceAfter!: Money;
}

@ObjectType({ simpleResolvers: true, description: "One change of a partner's earnings." })
export class EarningsFrame {
  /** For the field `commission`. */
  commissionId!: string;

  @Field(() => String, { description: "Subscribe after it to go on from here." })
  cursor!: string;

  @Field(() => EarningsChange, { description: "What happened." })
  kind!: EarningsChangeKind;

  @Field(() => DateTime, { description: "When." })
  at!: Date;

  @Field(() => Money, { description: "The commission's amount, or the correction's, which may be negative." })
  amount!: Money;

  @Field(() => [AccountBalance], { description: "The accounts that it changed, as they are after it." })
  accounts!: AccountBalance[];
}
