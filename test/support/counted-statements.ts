import pg from "pg";

/**
 * The statements of reads that the work sends to PostgreSQL: the planner's, by their names, and what resolvers load. What
 * the same process asks in the background, for its journal, its clicks and its limits, is not among them.
 */
export async function countedStatements(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  // Given back as it was; every call is applied to its own client.
  // oxlint-disable-next-line typescript/unbound-method
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given as [string | { text?: string; name?: string }];
    const { text = "", name = "" } = typeof asked === "string" ? { text: asked } : asked;
    if (name.startsWith("read-") || LOADED.test(text)) statements.push(text);
    return (query as (...all: unknown[]) => unknown).apply(this, given);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}

/** As TypeORM selects entities for loaders. */
const LOADED = /^SELECT DISTINCT ON .* FROM "program_version"|^SELECT "[A-Z]\w+"\."/s;
