import { Field, ID, InputType, ObjectType } from "type-graphql";

import type { ColumnType as Type, Unit } from "../../services/partners/reporting/catalog.js";
import { DateTime } from "../common/date-time.js";
import { JSONObject } from "../common/json-object.js";
import { PageInfo } from "../common/page-info.js";
import { ColumnType, ColumnUnit } from "./report-catalog.js";

@InputType({ description: "Which facts a report counts. Absent is all that you may see." })
export class ReportFilters {
  @Field(() => ID, { nullable: true, description: "Only this partner's." })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only this program's." })
  programId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only this link's." })
  linkId?: string | null;
}

@InputType({ description: "Which instants a report covers." })
export class ReportRange {
  @Field(() => DateTime, { nullable: true, description: "From this instant on. By default the last 90 days." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Before this instant. By default up to now." })
  until?: Date | null;
}

@ObjectType({ simpleResolvers: true, description: "A column of a report." })
export class ReportColumn {
  @Field(() => String, { description: "Its name in every row." })
  name!: string;

  @Field(() => ColumnType, { description: "What it holds." })
  type!: Type;

  @Field(() => ColumnUnit, { nullable: true, description: "What its number counts; null for what is no measure." })
  unit!: Unit | null;

  @Field(() => String, { description: "What people call it." })
  displayName!: string;
}

@ObjectType({ simpleResolvers: true, description: "A report's answer, as a table." })
export class ReportTable {
  @Field(() => [ReportColumn], { description: "The columns: first what was grouped by, then what was measured." })
  columns!: ReportColumn[];

  @Field(() => [JSONObject], {
    description:
      "The rows: each an object with every column by its name. Sums of minor units are as `MinorUnits`: text beyond ±(2^53 − 1).",
  })
  rows!: Record<string, unknown>[];

  @Field(() => DateTime, { description: "The instant whose state it shows." })
  generatedAt!: Date;

  @Field(() => Boolean, {
    description:
      "Whether the range is over. If not, more may still be counted in its last days. Late facts can correct either.",
  })
  isComplete!: boolean;

  @Field(() => PageInfo, { description: "Whether there is more." })
  pageInfo!: PageInfo;
}
