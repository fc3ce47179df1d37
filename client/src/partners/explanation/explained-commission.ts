import type { CommissionExplanationQuery } from "../../graph/generated/graphql.js";

/** A commission with its whole explanation. */
export type ExplainedCommission = NonNullable<CommissionExplanationQuery["commission"]>;
export type ExplainedTouch = ExplainedCommission["explanation"]["touches"][number];
