import { Field, Int, ObjectType } from "type-graphql";

import { METRICS } from "../../services/partners/reporting/catalog.js";
import { listConnectionOf } from "../common/connection.js";
import { Stat } from "./stat.js";

@ObjectType({ simpleResolvers: true, description: "The clicks of one group." })
export class ClickStat extends Stat {
  @Field(() => Int, { description: METRICS.clicks.description })
  clicks!: number;

  @Field(() => Int, { description: METRICS.flaggedClicks.description })
  flaggedClicks!: number;

  @Field(() => Int, { description: METRICS.visitors.description })
  visitors!: number;
}

export const ClickStatConnection = listConnectionOf("ClickStat", () => ClickStat);
export type ClickStatConnection = InstanceType<typeof ClickStatConnection>;
