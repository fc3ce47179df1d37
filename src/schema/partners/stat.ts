import { ArgsType, Field, ID, ObjectType } from "type-graphql";

import type { DimensionName } from "../../services/partners/reporting/catalog.js";
import { DateTime } from "../common/date-time.js";
import { PageArgs } from "../common/page-args.js";
import { Dimension } from "./report-catalog.js";

const GROUPED = "Null unless it is grouped by.";

/** What every group of statistics says of itself: flat columns, null unless it is grouped by them. In the graph only its kinds are. */
@ObjectType({ description: "One group of statistics." })
export class Stat {
  @Field(() => ID, { description: "The group's key: the same arguments name the same group by it, at any time." })
  id!: string;

  @Field(() => String, { nullable: true, description: `The day, such as 2026-01-31. ${GROUPED}` })
  day?: string | null;

  @Field(() => String, { nullable: true, description: `The Monday of the ISO week. ${GROUPED}` })
  week?: string | null;

  @Field(() => String, { nullable: true, description: `The first day of the month. ${GROUPED}` })
  month?: string | null;

  @Field(() => ID, { nullable: true, description: `The partner's id. ${GROUPED}` })
  partnerId?: string | null;

  @Field(() => String, { nullable: true, description: `The partner's name. ${GROUPED}` })
  partnerName?: string | null;

  @Field(() => ID, { nullable: true, description: `The program's id. ${GROUPED}` })
  programId?: string | null;

  @Field(() => String, { nullable: true, description: `The program's name. ${GROUPED}` })
  programName?: string | null;

  @Field(() => ID, { nullable: true, description: `The link's id. ${GROUPED}` })
  linkId?: string | null;

  @Field(() => String, { nullable: true, description: `The link's key, as in its address. ${GROUPED}` })
  linkKey?: string | null;

  @Field(() => String, { nullable: true, description: `The click's sub-id; also null where it has none. ${GROUPED}` })
  subId?: string | null;

  @Field(() => DateTime, { description: "When something that is counted here was last new or changed." })
  updatedAt!: Date;
}

@ArgsType()
export class StatArgs extends PageArgs {
  @Field(() => [Dimension], {
    defaultValue: ["day"],
    description: "What makes a group. An empty list: everything is one.",
  })
  groupBy!: DimensionName[];

  @Field(() => ID, { nullable: true, description: "Only this partner's." })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only this program's." })
  programId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only this link's." })
  linkId?: string | null;

  @Field(() => DateTime, { nullable: true, description: "From this instant on. By default the last 90 days." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Before this instant. By default up to now." })
  until?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "An IANA time zone for days, weeks and months, such as Europe/Berlin. By default the organization's.",
  })
  timeZone?: string | null;
}
