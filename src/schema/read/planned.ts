import { Extensions } from "type-graphql";

import type { EntityClass } from "./row.js";
import type { List } from "./list.js";

/** What a root field reads by the planner: a page of a list, or one row. */
export type PlannedRoot = List | EntityClass;

/** Says of a root field that it checks and reads, and does nothing else: its answer can be the statement's own. */
export const Planned = (root: PlannedRoot): MethodDecorator => Extensions({ planned: root }) as MethodDecorator;

/** Whether what a root field answers with these arguments changes only with an entry in the journal. */
export type SteadyIf = (args: Record<string, unknown>) => boolean;

/** Says of a root field that is no plan's when its answer may be kept as long as the journal stands still. */
export const Steady = (steadyIf: SteadyIf): MethodDecorator => Extensions({ steadyIf }) as MethodDecorator;
