import DataLoader from "dataloader";
import type { FindOptionsWhere } from "typeorm";
import { In } from "typeorm";

import type { TenantRow } from "../shared/database/tenant-repository.js";
import { notFound } from "../shared/errors.js";
import { nounOf } from "../shared/noun-of.js";
import type { TenantContext } from "../shared/tenant-context.js";

const BATCH_MAX = 500;

/** Loads what belongs to each of the ids, in their order. */
export type Batch<Value> = (ctx: TenantContext, ids: readonly string[]) => Promise<readonly Value[]>;

/** What the fields of one operation ask for, row by row, loaded in batches and each thing once. */
export class Loaders {
  private readonly rowLoaders = new Map<object, DataLoader<string, TenantRow>>();
  private readonly batchLoaders = new Map<Batch<unknown>, DataLoader<string, unknown>>();

  constructor(private readonly ctx: TenantContext) {}

  /** The row with this id. It is there: a foreign key says so. */
  row<Row extends TenantRow>(entity: new () => Row, id: string): Promise<Row> {
    let loader = this.rowLoaders.get(entity);
    if (!loader) {
      loader = new DataLoader((ids) => this.rows(entity, ids), { maxBatchSize: BATCH_MAX });
      this.rowLoaders.set(entity, loader);
    }
    return loader.load(id) as Promise<Row>;
  }

  /** What the batch loads for this id. Give the same function each time: it is the name of what is loaded. */
  by<Value>(batch: Batch<Value>, id: string): Promise<Value> {
    let loader = this.batchLoaders.get(batch);
    if (!loader) {
      loader = new DataLoader((ids) => batch(this.ctx, ids), { maxBatchSize: BATCH_MAX });
      this.batchLoaders.set(batch, loader);
    }
    return loader.load(id) as Promise<Value>;
  }

  private async rows<Row extends TenantRow>(entity: new () => Row, ids: readonly string[]): Promise<(Row | Error)[]> {
    const found = await this.ctx.repo(entity).findBy({ id: In([...ids]) } as FindOptionsWhere<Row>);
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? notFound(nounOf(entity.name)));
  }
}
