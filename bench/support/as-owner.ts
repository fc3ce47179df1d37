import pg from "pg";

/** Runs statements as the role that owns the tables. */
export async function asOwner(ownerUrl: string, ...statements: string[]): Promise<void> {
  const owner = new pg.Client(ownerUrl);
  await owner.connect();
  for (const statement of statements) await owner.query(statement);
  await owner.end();
}
