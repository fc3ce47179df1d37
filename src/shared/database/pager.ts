import type { EntityTarget } from "typeorm";

import type { CursorCodec } from "../cursor.js";
import { cursorInvalid } from "../cursor.js";
import { isUuid } from "../ids.js";
import type { Principal } from "../principal.js";
import type { TenantContext } from "../tenant-context.js";

/** A row that lists are ordered by: instants are milliseconds, so that a cursor and the column agree. */
export interface ListedRow {
  id: string;
  createdAt: Date;
}

export interface PageRequest<Row> {
  /** What the list is, such as `commissions`: a cursor serves no other. */
  list: string;
  /** At most so many; whoever asks has checked the bounds. */
  first: number;
  /** A cursor of this list. */
  after?: string | null | undefined;
  order: "newestFirst" | "oldestFirst";
  /** Equal to these values; absent ones do not matter. */
  where?: { [Property in keyof Row]?: Row[Property] | undefined };
  /** Of the organization's rows only those that this SQL condition on `row` lets through, with its parameters. */
  onlyIf?: { condition: string; parameters: Record<string, unknown> };
}

/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Where a row of the page stands. */
  cursorOf(row: Row): string;
}

/** Pages by key: a page begins after the last row of the one before, so nothing is shown twice or skipped as rows are added. */
export class Pager {
  constructor(private readonly codec: CursorCodec) {}

  async page<Row extends ListedRow & object>(
    ctx: TenantContext,
    entity: EntityTarget<Row>,
    request: PageRequest<Row>,
  ): Promise<Page<Row>> {
    const binding = {
      purpose: request.list,
      organizationId: ctx.organizationId,
      principalId: principalId(ctx.principal),
    };
    const after = request.after == null ? undefined : readPlace(this.codec.open(binding, request.after));
    const rows = await ctx.transaction((ctx) => {
      const query = ctx.open.manager
        .createQueryBuilder(entity, "row")
        .where("row.organizationId = :organizationId", { organizationId: ctx.organizationId });
      for (const [property, value] of Object.entries(request.where ?? {})) {
        if (value !== undefined) query.andWhere(`row.${property} = :${property}`, { [property]: value });
      }
      if (request.onlyIf) query.andWhere(request.onlyIf.condition, request.onlyIf.parameters);
      const isNewestFirst = request.order === "newestFirst";
      if (after) {
        query.andWhere(
          `(row.createdAt, row.id) ${isNewestFirst ? "<" : ">"} (CAST(:afterAt AS timestamptz), CAST(:afterId AS uuid))`,
          { afterAt: after.at, afterId: after.id },
        );
      }
      const direction = isNewestFirst ? "DESC" : "ASC";
      return query
        .orderBy("row.createdAt", direction)
        .addOrderBy("row.id", direction)
        .limit(request.first + 1)
        .getMany();
    });
    return {
      rows: rows.slice(0, request.first),
      hasNextPage: rows.length > request.first,
      hasPreviousPage: after !== undefined,
      cursorOf: (row) => this.codec.seal(binding, `${row.createdAt.toISOString()} ${row.id}`),
    };
  }
}

function readPlace(place: string): { at: string; id: string } {
  const [at, id] = place.split(" ");
  if (at === undefined || Number.isNaN(Date.parse(at)) || !isUuid(id)) throw cursorInvalid();
  return { at, id };
}

/** Whom a cursor is for: the seat, the partner or the key, and so the same through all of their sessions. */
export function principalId(principal: Principal): string {
  switch (principal.kind) {
    case "member":
      return principal.membershipId;
    case "partner":
      return principal.partnerId;
    case "key":
      return principal.keyId;
    case "system":
      return principal.name;
  }
}
