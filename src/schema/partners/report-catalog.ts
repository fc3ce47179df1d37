import { Field, ObjectType } from "type-graphql";

import type { ColumnType as Type, DimensionName, MetricName, Unit } from "../../services/partners/reporting/catalog.js";
import { DIMENSIONS, DIMENSION_NAMES, METRICS, METRIC_NAMES } from "../../services/partners/reporting/catalog.js";
import { graphEnum } from "../common/graph-enum.js";

const described = <Name extends string>(names: readonly Name[], of: Record<Name, { description: string }>) =>
  Object.fromEntries(names.map((name) => [name, of[name].description])) as Record<Name, string>;

export const Metric = graphEnum<MetricName>(
  "Metric",
  "What a report measures. `reportCatalog` says more of each.",
  described(METRIC_NAMES, METRICS),
);
export const Dimension = graphEnum<DimensionName>(
  "Dimension",
  "What facts are grouped by.",
  described(DIMENSION_NAMES, DIMENSIONS),
);

export type Grain = Extract<DimensionName, "day" | "week" | "month">;
export const Grain = graphEnum<Grain>("Grain", "How finely time is grouped.", {
  day: DIMENSIONS.day.description,
  week: DIMENSIONS.week.description,
  month: DIMENSIONS.month.description,
});

export const ColumnType = graphEnum<Type>("ColumnType", "What a column of a report holds.", {
  id: "An id, as text.",
  string: "Text.",
  date: "A day, as `2026-01-31`.",
  dateTime: "An instant, in ISO 8601.",
  boolean: "True or false.",
  integer: "A whole number.",
  json: "Any JSON.",
});
export const ColumnUnit = graphEnum<Unit>("ColumnUnit", "What a column's number counts.", {
  count: "Things.",
  minorUnits: "A currency's smallest units, such as cents; the row says which currency.",
});

@ObjectType({ simpleResolvers: true, description: "A metric, and how it may be used." })
export class MetricInfo {
  @Field(() => Metric, { description: "What `report` takes." })
  name!: MetricName;

  @Field(() => String, { description: "What people call it." })
  displayName!: string;

  @Field(() => String, { description: "What exactly it is." })
  description!: string;

  @Field(() => ColumnType, { description: "What its column holds." })
  type!: Type;

  @Field(() => ColumnUnit, { description: "What its number counts." })
  unit!: Unit;

  @Field(() => [Dimension], { description: "By what it can be grouped." })
  dimensions!: DimensionName[];

  @Field(() => Boolean, { description: "Whether the values of groups may be added up." })
  isAdditive!: boolean;
}
