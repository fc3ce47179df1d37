import type { QueryResultRow } from "pg";
import pg from "pg";

type Statement = pg.QueryConfig & { name: string };
type PipelinedClient = pg.PoolClient & { pipeline: boolean };

/** One prepared statement in a transaction of its own as an organization, in one round trip: as well as it can be done by hand. */
export async function inOneTrip<Row extends QueryResultRow>(
  pool: pg.Pool,
  organizationId: string,
  statement: Statement,
  begin = "BEGIN",
): Promise<Row | undefined> {
  const client = (await pool.connect()) as PipelinedClient;
  client.pipeline = true;
  const [, answered] = await Promise.all([
    client.query(`${begin}; SET LOCAL app.organization_id = '${organizationId}'`),
    client.query<Row>(statement),
    client.query("COMMIT"),
  ]);
  client.pipeline = false;
  client.release();
  return answered.rows[0];
}
