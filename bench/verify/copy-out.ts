import pg from "pg";

/** What pg's client asks of a query, and a copy's data, which its own queries have no use for. */
interface CopyQuery extends pg.Submittable {
  handleError(error: Error): void;
  handleRowDescription(): void;
  handleCopyData(): void;
  handleCommandComplete(message: { text: string }): void;
  handleReadyForQuery(): void;
}

/** Copies out what a COPY … TO STDOUT gives, drops it, and gives the number of rows. */
export function copyOut(client: pg.Client, statement: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    const query: CopyQuery = {
      submit: (connection) => connection.query(statement),
      handleError: reject,
      handleRowDescription: () => undefined,
      handleCopyData: () => undefined,
      handleCommandComplete: ({ text }) => (rows = Number(text.split(" ").at(-1))),
      handleReadyForQuery: () => resolve(rows),
    };
    client.query(query);
  });
}
