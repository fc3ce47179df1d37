import DataLoader from "dataloader";
import type { FieldNode, GraphQLResolveInfo } from "graphql";
import { getNamedType, isObjectType } from "graphql";

import { assert, notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import { nounOf } from "../../shared/noun-of.js";
import { requireOneOf } from "../../shared/permissions.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Json } from "./finish.js";
import { finishPage, finishRow, finishValue } from "./finish.js";
import type { List } from "./list.js";
import type { TextRow } from "./page-text.js";
import { JsonText } from "./json-text.js";
import { pageText } from "./page-text.js";
import type { PlannedField, PlannedObject, PlannedPage } from "./plan.js";
import { NestedRefusal, ReadRun } from "./read-run.js";
import type { Making, Prepared, Reader, ReadMode } from "./reader.js";
import type { EntityClass } from "./row.js";
import { PLACE } from "./page-sql.js";
import { statementOfField, statementOfMany, statementOfOne, statementOfPage } from "./statement.js";
import { countOf } from "./total-count.js";

/** Rows of which one field is read at a time. */
const ROWS_MAX = 500;

/** Where in the document a read stands: a resolver's `@Info()`. */
export type ReadPlace = Pick<
  GraphQLResolveInfo,
  "fieldNodes" | "schema" | "fragments" | "variableValues" | "returnType" | "parentType"
>;

interface PageRow extends TextRow {
  /** On each row the same: how many rows the whole list has. */
  total?: number;
}

/**
 * One operation's reads. Whoever calls has checked the permission; which rows a partner sees is the plan's affair.
 * In mode `text` a result is a JsonText, which only the executor takes.
 */
export class Read {
  private readonly loaders = new Map<FieldNode, DataLoader<string, unknown>>();

  constructor(
    private readonly reader: Reader,
    private readonly ctx: TenantContext,
    private readonly mode: ReadMode,
  ) {}

  /** The row with this id, and what is selected of it. NOT_FOUND where there is none that the asker may see. */
  one(entity: EntityClass, id: string, place: ReadPlace): Promise<object> {
    const type = this.reader.model.of(entity);
    return this.attempt(async (mode) => {
      const { plan, ...prepared } = this.prepare<PlannedObject>(place, mode, {}, (asked, writing) => {
        const plan = this.reader.planner.object(type, place.fieldNodes, asked);
        return { plan, statement: statementOfOne(plan, writing) };
      });
      const run = this.run(place, { id });
      const [row] = isUuid(id) ? await this.query<TextRow>(prepared, run) : [];
      if (!row) throw notFound(nounOf(entity.name));
      return mode === "text" ? new JsonText(row.value) : finishRow(plan, JSON.parse(row.value) as Json, run.factsOf);
    });
  }

  /**
   * The rows with these ids, in the ids' order, and what is selected of their type; null where there is none that the asker
   * may see. The selection may be one of several types.
   */
  many(entity: EntityClass, ids: readonly string[], place: ReadPlace): Promise<(object | null)[]> {
    const type = this.reader.model.of(entity);
    return this.attempt(async (mode) => {
      // One place may be read for several types, each with a plan of its own.
      const { plan, ...prepared } = this.prepare<PlannedObject>(
        place,
        mode,
        { [type.name]: true },
        (asked, writing) => {
          const plan = this.reader.planner.object(type, place.fieldNodes, asked);
          return { plan, statement: statementOfMany(plan, writing) };
        },
      );
      const run = this.run(place, { ids: ids.filter(isUuid) });
      const rows = await this.query<TextRow & { id: string }>(prepared, run);
      const found = new Map(rows.map(({ id, value }) => [id, finishRow(plan, JSON.parse(value) as Json, run.factsOf)]));
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    });
  }

  /** A page of a list. Refuses a page that is out of bounds, and a cursor that is not this asker's for this list. */
  async page(list: List, args: object, place: ReadPlace): Promise<object> {
    const root = args as Record<string, unknown>;
    requireOneOf(this.ctx, list.needs);
    const connection = getNamedType(place.returnType);
    assert(isObjectType(connection), "a list's field is a connection");
    return this.attempt(async (mode) => {
      const { plan, ...prepared } = this.prepare<PlannedPage>(place, mode, root, (asked, writing) => {
        const plan = this.reader.planner.page(list, connection, place.fieldNodes, asked, () => root);
        return { plan, statement: statementOfPage(plan, writing, root) };
      });
      const run = this.run(place, root, plan);
      const rows = await this.query<PageRow>(prepared, run);
      // A list that is counted has a row with its total even where it has no other.
      const [total, found] = [rows[0]?.total, rows.filter(({ value }) => value !== null)];
      if (mode === "text") return pageText(plan, found, run.factsOf(plan), total);
      const nodes = JSON.parse(`[${found.map(({ value }) => value).join(",")}]`) as Json[];
      if (plan.isPaged) for (const [index, node] of nodes.entries()) node[PLACE] = found[index]?.place;
      return finishPage(plan, { nodes, ...(total !== undefined && countOf(total)) }, run.factsOf);
    });
  }

  /** A described field of a row that came without it, read at once for all rows that ask in this turn. */
  field(row: { id: string }, place: ReadPlace): Promise<unknown> {
    const [node] = place.fieldNodes;
    assert(node, "a field has a place in its document");
    let loader = this.loaders.get(node);
    if (!loader) {
      loader = new DataLoader((ids) => this.fieldOf(ids, place), { maxBatchSize: ROWS_MAX });
      this.loaders.set(node, loader);
    }
    return loader.load(row.id);
  }

  private async fieldOf(ids: readonly string[], place: ReadPlace): Promise<unknown[]> {
    const type = this.reader.model.named(place.parentType.name);
    assert(type, "a described field belongs to a type that is read");
    const described = type.described(type.properties.get(place.fieldNodes[0]?.name.value ?? "") ?? "");
    if (described?.kind === "list") requireOneOf(this.ctx, described.list().needs);
    return this.attempt(async (mode) => {
      const { plan, ...prepared } = this.prepare<PlannedField>(place, mode, {}, (asked, writing) => {
        const plan = this.reader.planner.single(type, place.fieldNodes, asked);
        assert(plan, `${type.name} describes the field that is asked for`);
        return { plan, statement: statementOfField(type, plan, writing) };
      });
      const page = plan.kind === "list" ? plan.page : undefined;
      const run = this.run(place, { ids, ...page?.argumentsOf(place.variableValues) }, page);
      const rows = await this.query<TextRow & { id: string }>(prepared, run);
      const values = new Map(
        rows.map(({ id, value }) => [id, finishValue(plan, (JSON.parse(value) as Json)[plan.key], run.factsOf)]),
      );
      return ids.map((id) => values.get(id) ?? null);
    });
  }

  /**
   * A page below the root that is asked for what it cannot give is an error of its own field: then the root is read without
   * what leads on from it, and each field by itself.
   */
  private async attempt<Result>(work: (mode: ReadMode) => Promise<Result>): Promise<Result> {
    try {
      return await work(this.mode);
    } catch (error) {
      if (!(error instanceof NestedRefusal)) throw error;
      if (this.mode === "text" || this.mode === "plain") throw error.refusal;
      return work("levels");
    }
  }

  private prepare<Plan>(place: ReadPlace, mode: ReadMode, root: object, make: Making<Plan>): Prepared<Plan> {
    const { permissions, principal } = this.ctx;
    return this.reader.prepare(place, { mode, permissions, isPartner: principal.kind === "partner", root }, make);
  }

  private run({ variableValues }: ReadPlace, root: Record<string, unknown>, top?: PlannedPage): ReadRun {
    return new ReadRun(this.ctx, this.reader.cursors, variableValues, root, top);
  }

  private query<Row extends object>(
    { statement, name }: Omit<Prepared<unknown>, "plan">,
    run: ReadRun,
  ): Promise<Row[]> {
    const values = statement.bindings.map((binding) => binding(run));
    return this.ctx.read<Row>(statement.text, values, name);
  }
}
