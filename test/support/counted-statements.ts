import pg from "pg";

/** What opens and closes transactions, and what sealers and followers ask in the background. */
const OTHERS = /^(BEGIN|COMMIT|ROLLBACK)|journal_|rate_limit|NOTIFY|LISTEN/;

/** The statements that the work sends to PostgreSQL. */
export async function countedStatements(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  // Given back as it was; every call is applied to its own client.
  // oxlint-disable-next-line typescript/unbound-method
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [asked] = given as [string | { text?: string }];
    const text = typeof asked === "string" ? asked : (asked.text ?? "");
    if (!OTHERS.test(text)) statements.push(text);
    return (query as (...all: unknown[]) => unknown).apply(this, given);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}
