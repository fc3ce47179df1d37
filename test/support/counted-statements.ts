import pg from "pg";

/** A statement that is sent to PostgreSQL. */
interface Sent {
  text: string;
  name: string;
}

/** The planner's reads, by their names, and what resolvers load. */
const isRead = ({ text, name }: Sent): boolean => name.startsWith("read-") || LOADED.test(text);

/**
 * The statements that the work sends to PostgreSQL, reads unless told otherwise. What the same process asks in the
 * background, for its journal, its clicks and its limits, is no read.
 */
export async function countedStatements(
  work: () => Promise<unknown>,
  isCounted: (sent: Sent) => boolean = isRead,
): Promise<string[]> {
  const statements: string[] = [];
  // Given back as it was; every call is applied to its own client.
  // oxlint-disable-next-line typescript/unbound-method
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given as [string | { text?: string; name?: string }];
    const { text = "", name = "" } = typeof asked === "string" ? { text: asked } : asked;
    if (isCounted({ text, name })) statements.push(text);
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
