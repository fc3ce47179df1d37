import type { DeepPartial, EntityTarget, FindManyOptions, FindOptionsWhere } from "typeorm";

import { notFound } from "../errors.js";
import { isUuid, newId } from "../ids.js";
import type { TenantContext } from "../tenant-context.js";

export interface TenantRow {
  organizationId: string;
  id: string;
}

/** An organization's rows of one entity: filtered by the organization on every read and stamped with it on every insert. */
export class TenantRepository<Row extends TenantRow> {
  constructor(
    private readonly ctx: TenantContext,
    private readonly entity: EntityTarget<Row>,
  ) {}

  /** The row, or NOT_FOUND: also for another organization's. */
  async get(id: string): Promise<Row> {
    return (await this.findBy({ id } as FindOptionsWhere<Row>, { take: 1 }))[0] ?? this.missing();
  }

  /** The row, locked until the transaction ends, or NOT_FOUND. */
  async getForUpdate(id: string): Promise<Row> {
    const lock = { mode: "pessimistic_write" as const };
    return (await this.findBy({ id } as FindOptionsWhere<Row>, { take: 1, lock }))[0] ?? this.missing();
  }

  async findOneBy(where: FindOptionsWhere<Row>): Promise<Row | null> {
    return (await this.findBy(where, { take: 1 }))[0] ?? null;
  }

  async findBy(where: FindOptionsWhere<Row>, options: Omit<FindManyOptions<Row>, "where"> = {}): Promise<Row[]> {
    const { id } = where as { id?: unknown };
    if (typeof id === "string" && !isUuid(id)) return [];
    const scoped = { ...where, organizationId: this.ctx.organizationId };
    return this.ctx.transaction((ctx) => ctx.open.manager.find(this.entity, { ...options, where: scoped }));
  }

  /** Inserts one row, with a new id unless it brings one, and gives it back. */
  async insert(row: DeepPartial<Row>): Promise<Row> {
    return this.ctx.transaction(async (ctx) => {
      const { manager } = ctx.open;
      const stamped = manager.create(this.entity, {
        id: newId(),
        ...row,
        organizationId: this.ctx.organizationId,
      } as DeepPartial<Row>);
      await manager.insert(this.entity, stamped as never);
      return stamped;
    });
  }

  /** Writes the changed columns of a row that was read in this transaction. */
  async save(row: Row): Promise<Row> {
    return this.ctx.transaction(async (ctx) => {
      await ctx.open.manager.save(this.entity, row as never);
      return row;
    });
  }

  private missing(): never {
    const name = typeof this.entity === "function" ? this.entity.name : "row";
    throw notFound(name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
  }
}
