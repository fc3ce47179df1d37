import type { FieldNode, GraphQLResolveInfo } from "graphql";
import { LRUCache } from "lru-cache";

import type { CursorCodec } from "../../shared/cursor.js";
import { StatementNames } from "../../shared/database/statement-names.js";
import { assert } from "../../shared/errors.js";
import type { Permission } from "../../shared/permissions.js";
import type { Statement } from "./statement.js";
import type { Asked } from "./plan.js";
import { Planner } from "./planner.js";
import type { ReadModel } from "./read-model.js";
import { variableShape } from "./variable-shape.js";
import type { Writing } from "./writing.js";

/** Plans of one field of one document: one for each kind of asker and shape of variables. */
const SHAPES_MAX = 50;

/**
 * How reads are done: as the answer's own text; as plain rows below which no resolver is asked; as rows below which
 * resolvers may be; or level by level.
 */
export type ReadMode = "text" | "plain" | "rows" | "levels";

/** A plan with its statement, ready to run. */
export interface Prepared<Plan> {
  plan: Plan;
  statement: Statement;
  /** Under which name connections keep it; undefined where there are too many already. */
  name: string | undefined;
}

/** Makes a plan and its statement for what is asked. */
export type Making<Plan> = (asked: Asked, writing: Writing) => { plan: Plan; statement: Statement };

/** Plans and statements of all operations, each made once. */
export class Reader {
  readonly planner: Planner;
  private readonly prepared = new WeakMap<FieldNode, LRUCache<string, Prepared<unknown>>>();
  private readonly names = new StatementNames("read");
  private readonly askers = new Map<ReadonlySet<Permission>, number>();

  constructor(
    readonly model: ReadModel,
    readonly cursors: CursorCodec,
  ) {
    this.planner = new Planner(model);
  }

  /** The plan of a field for this kind of asker and this shape of values; made if it is new. */
  prepare<Plan>(
    { fieldNodes, ...info }: Pick<GraphQLResolveInfo, "fieldNodes" | "schema" | "fragments" | "variableValues">,
    given: { mode: ReadMode; permissions: ReadonlySet<Permission>; isPartner: boolean; root: object },
    make: Making<Plan>,
  ): Prepared<Plan> {
    const [node] = fieldNodes;
    assert(node, "a field has a place in its document");
    const { mode, permissions, isPartner, root } = given;
    const variables = info.variableValues;
    const key = `${mode}:${this.asker(permissions)}:${variableShape(variables)}:${variableShape(root)}`;
    let plans = this.prepared.get(node);
    if (!plans) this.prepared.set(node, (plans = new LRUCache({ max: SHAPES_MAX })));
    let prepared = plans.get(key) as Prepared<Plan> | undefined;
    if (!prepared) {
      const isText = mode === "text";
      const { schema, fragments } = info;
      const asked: Asked = { schema, fragments, variables, permissions, isText, isByLevel: mode === "levels" };
      const made = make(asked, { isText, isPartner, variables });
      prepared = { ...made, name: this.names.of(made.statement.text) };
      plans.set(key, prepared as Prepared<unknown>);
    }
    return prepared;
  }

  /** Whoever has the same permissions has the same plans. The sets are shared: there are as many as kinds of askers. */
  asker(permissions: ReadonlySet<Permission>): number {
    let number = this.askers.get(permissions);
    if (number === undefined) this.askers.set(permissions, (number = this.askers.size));
    return number;
  }
}
