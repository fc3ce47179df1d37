/** What a column of a report holds. Dates are `2026-01-31`; amounts are whole minor units beside their currency. */
export type ColumnType = "id" | "string" | "date" | "dateTime" | "boolean" | "integer" | "json";
export type Unit = "count" | "minorUnits";

export interface Column {
  name: string;
  type: ColumnType;
  unit: Unit | null;
  displayName: string;
}

/** The facts that are counted. */
export type Source = "commissions" | "clicks";

export type DimensionName = "day" | "week" | "month" | "partner" | "program" | "link" | "subId" | "currency";

/** Something that facts can be grouped by. */
export interface Dimension {
  displayName: string;
  description: string;
  sources: readonly Source[];
  /** Its value for the fact `f`, never null, so that groups have one order; `zone` is the time zone as SQL. */
  key: (zone: string) => string;
  /** Its value at an instant, of a dimension of time. */
  period?: (at: string, zone: string) => string;
  keyType: "date" | "uuid" | "text";
  /** What a group says of itself: columns with their SQL over the group `g`, whose key is `by_<name>`, and what is joined to it. */
  columns: readonly (Column & { sql: string })[];
  join?: string;
}

export type MetricName =
  | "conversions"
  | "amountMinor"
  | "heldMinor"
  | "approvedMinor"
  | "paidMinor"
  | "reversedMinor"
  | "adjustedMinor"
  | "clicks"
  | "flaggedClicks"
  | "visitors";

/** Something that is counted or summed over a group's facts. */
export interface Metric extends Column {
  name: MetricName;
  unit: Unit;
  description: string;
  source: Source;
  /** The aggregate over facts `f`. */
  sql: string;
  /** Whether the values of groups may be added up. */
  isAdditive: boolean;
}

const BOTH = ["commissions", "clicks"] as const;
/** In SQL: none, or all of them together. */
export const NO_ID = "'00000000-0000-0000-0000-000000000000'::uuid";

const dateColumn = (name: "day" | "week" | "month", displayName: string) => ({
  name,
  type: "date" as const,
  unit: null,
  displayName,
  sql: `g.by_${name}::text`,
});
const periods = (period: (at: string, zone: string) => string) => ({
  period,
  key: (zone: string): string => period("f.at", zone),
});
const truncated = (unit: "week" | "month") =>
  periods((at, zone) => `date_trunc('${unit}', ${at} AT TIME ZONE ${zone})::date`);
const idColumn = (name: string, displayName: string, sql: string) => ({
  name,
  type: "id" as const,
  unit: null,
  displayName,
  sql,
});
const textColumn = (name: string, displayName: string, sql: string) => ({
  name,
  type: "string" as const,
  unit: null,
  displayName,
  sql,
});

/** By what can be grouped, in the order in which groups stand. */
export const DIMENSIONS: Readonly<Record<DimensionName, Dimension>> = {
  day: {
    displayName: "Day",
    description: "The day in the report's time zone.",
    sources: BOTH,
    ...periods((at, zone) => `(${at} AT TIME ZONE ${zone})::date`),
    keyType: "date",
    columns: [dateColumn("day", "Day")],
  },
  week: {
    displayName: "Week",
    description: "The ISO week in the report's time zone, by its Monday.",
    sources: BOTH,
    ...truncated("week"),
    keyType: "date",
    columns: [dateColumn("week", "Week")],
  },
  month: {
    displayName: "Month",
    description: "The month in the report's time zone, by its first day.",
    sources: BOTH,
    ...truncated("month"),
    keyType: "date",
    columns: [dateColumn("month", "Month")],
  },
  partner: {
    displayName: "Partner",
    description: "The partner who earned, or whose link was clicked.",
    sources: BOTH,
    key: () => "f.partner_id",
    keyType: "uuid",
    columns: [
      idColumn("partnerId", "Partner id", "g.by_partner::text"),
      textColumn("partnerName", "Partner", "partner.name"),
    ],
    join: "LEFT JOIN partner ON partner.organization_id = $1 AND partner.id = g.by_partner",
  },
  program: {
    displayName: "Program",
    description: "The program that pays, or that was clicked into.",
    sources: BOTH,
    key: () => "f.program_id",
    keyType: "uuid",
    columns: [
      idColumn("programId", "Program id", "g.by_program::text"),
      textColumn("programName", "Program", "program.name"),
    ],
    join: "LEFT JOIN program ON program.organization_id = $1 AND program.id = g.by_program",
  },
  link: {
    displayName: "Link",
    description: "The link that was clicked. A commission is shared among its clicks by their credit.",
    sources: BOTH,
    key: () => `coalesce(f.link_id, ${NO_ID})`,
    keyType: "uuid",
    columns: [
      idColumn("linkId", "Link id", `nullif(g.by_link, ${NO_ID})::text`),
      textColumn("linkKey", "Link", "link.key"),
    ],
    join: "LEFT JOIN link ON link.organization_id = $1 AND link.id = g.by_link",
  },
  subId: {
    displayName: "Sub-id",
    description: "The partner's own mark on the click. A commission is shared among its clicks by their credit.",
    sources: BOTH,
    key: () => "coalesce(f.sub_id, '')",
    keyType: "text",
    columns: [textColumn("subId", "Sub-id", `nullif(g."by_subId", '')`)],
  },
  currency: {
    displayName: "Currency",
    description: "The currency of the amounts. Amounts of two currencies are never added.",
    sources: ["commissions"],
    key: () => "f.currency",
    keyType: "text",
    columns: [textColumn("currency", "Currency", "g.by_currency")],
  },
};

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[];

/** Everything but what was taken back. */
const STANDS = "f.status IN ('held', 'approved', 'paid')";

const summed = (what: string, where: string): string => `coalesce(sum(${what}) FILTER (WHERE ${where}), 0)`;

const amount = (name: MetricName, displayName: string, description: string, sql: string): Metric => ({
  name,
  type: "integer",
  unit: "minorUnits",
  displayName,
  description,
  source: "commissions",
  sql,
  isAdditive: true,
});
const count = (
  name: MetricName,
  source: Source,
  displayName: string,
  description: string,
  sql: string,
  isAdditive = true,
): Metric => ({ name, type: "integer", unit: "count", displayName, description, source, sql, isAdditive });

/**
 * What can be measured: the one place from which the typed statistics, the free report and the files are made. A commission
 * counts at the instant of its event, so an imported past and a decision that came late stand where the sale happened.
 */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  conversions: count(
    "conversions",
    "commissions",
    "Conversions",
    "Commissions that stand: held, approved or paid. One shared among clicks counts at the last of them.",
    summed("f.conversion", STANDS),
  ),
  amountMinor: amount(
    "amountMinor",
    "Earned",
    "What the commissions are worth now: held, approved, paid and their corrections.",
    summed("f.amount_minor + f.adjusted_minor", STANDS),
  ),
  heldMinor: amount("heldMinor", "Held", "Earned and still on hold.", summed("f.amount_minor", "f.status = 'held'")),
  approvedMinor: amount(
    "approvedMinor",
    "Approved",
    "Payable, before corrections.",
    summed("f.amount_minor", "f.status = 'approved'"),
  ),
  paidMinor: amount(
    "paidMinor",
    "Paid",
    "Paid out, before corrections.",
    summed("f.amount_minor", "f.status = 'paid'"),
  ),
  reversedMinor: amount(
    "reversedMinor",
    "Taken back",
    "What was taken back, by a later decision or by a person. It is in no other amount.",
    summed("f.amount_minor", "f.status IN ('reversed', 'rejected')"),
  ),
  adjustedMinor: amount(
    "adjustedMinor",
    "Corrections",
    "Later corrections of commissions that stand; negative where they take.",
    summed("f.adjusted_minor", STANDS),
  ),
  clicks: count("clicks", "clicks", "Clicks", "Every click, flagged or not.", "count(*)"),
  flaggedClicks: count(
    "flaggedClicks",
    "clicks",
    "Flagged clicks",
    "Clicks that are flagged and earn nothing.",
    "count(*) FILTER (WHERE f.is_flagged)",
  ),
  visitors: count(
    "visitors",
    "clicks",
    "Visitors",
    "Different visitors. One who came on two days is in both: the numbers of groups must not be added up.",
    "count(DISTINCT f.visitor_id)",
    false,
  ),
};

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

/** The dimensions by which a metric can be grouped. */
export const dimensionsOf = ({ source }: Metric): DimensionName[] =>
  DIMENSION_NAMES.filter((name) => DIMENSIONS[name].sources.includes(source));
