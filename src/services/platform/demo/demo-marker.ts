import { PlatformSetting } from "../../../entities/platform/platform-setting.entity.js";
import type { Database } from "../../../shared/database/database.js";

const KEY = "demo";

/** What is remembered of a demo world, so that an interrupted seed goes on where it was and a new start finds it. */
export interface DemoMarker {
  seed: number;
  /** ISO 8601: the end of its history. */
  until: string;
  /** Organization ids by slug. */
  organizations: Record<string, string>;
  isComplete: boolean;
}

/** The database's demo world; null where there is none. */
export async function readDemoMarker(database: Database): Promise<DemoMarker | null> {
  const stored = await database.dataSource.getRepository(PlatformSetting).findOneBy({ key: KEY });
  return (stored?.value as DemoMarker | undefined) ?? null;
}

export async function writeDemoMarker(database: Database, marker: DemoMarker): Promise<void> {
  await database.transaction({ role: "tributary_registrar" }, (transaction) =>
    transaction.execute(
      `INSERT INTO platform_setting (key, value) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [KEY, JSON.stringify(marker)],
    ),
  );
}
