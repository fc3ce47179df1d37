import "reflect-metadata";
import { DataSource } from "typeorm";

import { ENTITIES } from "../../entities/index.js";
import { MIGRATIONS } from "../../migrations/index.js";
import { poolerOptions } from "./pooler-options.js";
import { SnakeNaming } from "./snake-naming.js";

export interface DataSourceSettings {
  url: string;
  poolMax: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
}

/** The one way a DataSource is made: for the runtime role and, with the owner's URL, for migrations. */
export function createDataSource({ url, poolMax, applicationName }: DataSourceSettings): DataSource {
  return new DataSource({
    type: "postgres",
    url,
    applicationName,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: "migration",
    migrationsTransactionMode: "each",
    namingStrategy: new SnakeNaming(),
    // A pool that is exhausted answers soon instead of hanging (CR18).
    extra: { max: poolMax, connectionTimeoutMillis: 5000, idleTimeoutMillis: 30_000, ...poolerOptions(url) },
    logging: false,
  });
}
