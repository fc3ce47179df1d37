import { Field, ObjectType } from "type-graphql";

import type { CommissionChangeKind } from "../../services/ledger/commission-change.js";
import { DateTime } from "../common/date-time.js";
import { EarningsChange } from "../ledger/earnings-frame.js";

@ObjectType({ simpleResolvers: true, description: "One step of a commission." })
export class CommissionFrame {
  /** For the field `commission`. */
  commissionId!: string;

  @Field(() => String, { description: "Subscribe after it to go on from here." })
  cursor!: string;

  @Field(() => EarningsChange, { description: "What happened." })
  kind!: CommissionChangeKind;

  @Field(() => DateTime, { description: "When." })
  at!: Date;
}
