import { PlatformSetting } from "../../entities/platform/platform-setting.entity.js";
import type { Database } from "../../shared/database/database.js";

/** Single: one organization with a constant id and no slug in any address. Multi: any number of them. */
export type Tenancy = "single" | "multi";

const KEY = "tenancy";

const isTenancy = (value: unknown): value is Tenancy => value === "single" || value === "multi";

/** The mode that this installation was given at its first start; null before that. */
export async function readTenancy(database: Database): Promise<Tenancy | null> {
  const stored = await database.dataSource.getRepository(PlatformSetting).findOneBy({ key: KEY });
  return isTenancy(stored?.value) ? stored.value : null;
}

/** Stores the mode unless one is stored already, and gives the one that counts. Safe to repeat and to race. */
export async function settleTenancy(database: Database, wanted: Tenancy): Promise<Tenancy> {
  await database.transaction({ role: "tributary_registrar" }, (transaction) =>
    transaction.execute(
      "INSERT INTO platform_setting (key, value) VALUES ($1, to_jsonb($2::text)) ON CONFLICT DO NOTHING",
      [KEY, wanted],
    ),
  );
  return (await readTenancy(database)) ?? wanted;
}

/** Turns the installation to multi mode; its one organization then has its slug in its addresses. Safe to repeat. */
export async function becomeMulti(database: Database): Promise<void> {
  await database.transaction({ role: "tributary_registrar" }, (transaction) =>
    transaction.execute(
      `INSERT INTO platform_setting (key, value) VALUES ($1, to_jsonb('multi'::text))
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [KEY],
    ),
  );
}
