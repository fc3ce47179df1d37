import type { DataSource } from "typeorm";

import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import { newId } from "../../src/shared/ids.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import type { Principal } from "../../src/shared/principal.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
import type { TestDatabase } from "./test-cluster.js";
import { createTestDatabase } from "./test-cluster.js";

export interface WorldSettings {
  /** The instant at which the world begins; by default the database's. */
  now?: string;
}

/** A migrated database of its own with the runtime role's pool on it: the ground on which a test builds. */
export class World {
  readonly database: Database;
  readonly operator: OperatorContext;

  private constructor(
    readonly storage: TestDatabase,
    readonly dataSource: DataSource,
  ) {
    this.database = new Database(dataSource);
    this.operator = new OperatorContext(this.database, { kind: "system", name: "test" });
  }

  static async start({ now }: WorldSettings = {}): Promise<World> {
    const storage = await createTestDatabase();
    const dataSource = createDataSource({ url: storage.appUrl, poolMax: 10, applicationName: "tributary test" });
    await dataSource.initialize();
    const world = new World(storage, dataSource);
    if (now !== undefined) {
      await world.database.transaction({}, async () => undefined);
      world.database.clock.set(now);
    }
    return world;
  }

  get clock(): Database["clock"] {
    return this.database.clock;
  }

  /** Someone in an organization; by default the system, who may do everything. */
  as(organizationId: string, principal: Principal = { kind: "system", name: "test" }): TenantContext {
    return new TenantContext({ database: this.database, organizationId, principal });
  }

  /** A bare organization, for tests of the boundary itself. */
  async bareOrganization(slug = `org-${newId().slice(-12)}`): Promise<string> {
    const id = newId();
    await this.operator.asRegistrar(id, async (ctx) => {
      await ctx.execute("INSERT INTO organization (id, slug, name, created_at) VALUES ($1, $2, $2, now())", [id, slug]);
      await ctx.execute("INSERT INTO settings_head (organization_id) VALUES ($1)", [id]);
    });
    return id;
  }

  /** A statement on the job queue's own tables. */
  async asOwnerOfJobs(statement: string): Promise<void> {
    await this.database.transaction({ role: "tributary_jobs" }, (transaction) => transaction.query(statement));
  }

  async end(): Promise<void> {
    await this.dataSource.destroy();
    await this.storage.drop();
  }
}

/** Starts a world that ends with the test file's last test. */
export const startWorld = (settings?: WorldSettings): Promise<World> => World.start(settings);
