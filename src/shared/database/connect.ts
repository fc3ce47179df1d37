import { assertBoundary } from "./assert-boundary.js";
import { explainConnectionFault } from "./connection-fault.js";
import { createDataSource } from "./data-source.js";
import { Database } from "./database.js";
import { migrate } from "./migrate.js";

export interface ConnectSettings {
  ownerUrl: string;
  appUrl: string;
  poolMax: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
}

/**
 * Brings the database to the newest schema and connects to it as the runtime role, having made sure that the boundary
 * between organizations stands.
 *
 * @throws SetupError when it cannot be reached or would not be safe
 */
export async function connect({ ownerUrl, appUrl, poolMax, applicationName }: ConnectSettings): Promise<Database> {
  await migrate({ ownerUrl, appUrl }).catch((error: unknown) => {
    throw explainConnectionFault(error, ownerUrl);
  });
  const dataSource = createDataSource({ url: appUrl, poolMax, applicationName });
  await dataSource.initialize().catch((error: unknown) => {
    throw explainConnectionFault(error, appUrl);
  });
  try {
    await assertBoundary(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return new Database(dataSource);
}
