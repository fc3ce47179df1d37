import { Field, Int, ObjectType } from "type-graphql";

import { METRICS } from "../../services/partners/reporting/catalog.js";
import { listConnectionOf } from "../common/connection.js";
import { CurrencyCode } from "../common/currency-code.js";
import { MinorUnits } from "../common/minor-units.js";
import { Stat } from "./stat.js";

@ObjectType({ simpleResolvers: true, description: "What the commissions of one group come to, in one currency." })
export class CommissionStat extends Stat {
  @Field(() => CurrencyCode, { description: "The currency of the amounts. Each has groups of its own." })
  currency!: string;

  @Field(() => Int, { description: METRICS.conversions.description })
  conversions!: number;

  @Field(() => MinorUnits, { description: METRICS.amountMinor.description })
  amountMinor!: bigint;

  @Field(() => MinorUnits, { description: METRICS.heldMinor.description })
  heldMinor!: bigint;

  @Field(() => MinorUnits, { description: METRICS.approvedMinor.description })
  approvedMinor!: bigint;

  @Field(() => MinorUnits, { description: METRICS.paidMinor.description })
  paidMinor!: bigint;

  @Field(() => MinorUnits, { description: METRICS.reversedMinor.description })
  reversedMinor!: bigint;

  @Field(() => MinorUnits, { description: METRICS.adjustedMinor.description })
  adjustedMinor!: bigint;
}

export const CommissionStatConnection = listConnectionOf("CommissionStat", () => CommissionStat);
export type CommissionStatConnection = InstanceType<typeof CommissionStatConnection>;
