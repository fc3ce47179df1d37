import type { DoorOrganization } from "./door-world.js";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const TENANT_TABLES = `
  SELECT c.relname::text AS name, array_agg(a.attname::text) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT')
  GROUP BY c.relname HAVING bool_or(a.attname = 'organization_id')
  ORDER BY 1`;

/** Columns whose texts nobody else has: where one of them shows, a row shows. */
const TELLING = ["name", "email", "slug", "key", "prefix", "external_id", "user_id"];

/** Everything by which an organization's rows can be recognised in an answer. */
export class OrganizationTraces {
  private constructor(
    private readonly ids: ReadonlySet<string>,
    private readonly texts: readonly string[],
  ) {}

  static async of({ ctx, id, slug }: DoorOrganization): Promise<OrganizationTraces> {
    const [ids, texts] = [new Set([id]), new Set([slug])];
    for (const { name, columns } of await tables(ctx)) {
      const rows = await ctx.query(`SELECT to_jsonb(t) AS row FROM ${name} t WHERE organization_id = $1`, [id]);
      for (const { row } of rows as { row: Record<string, unknown> }[]) {
        if (typeof row["id"] === "string") ids.add(row["id"]);
        for (const column of TELLING.filter((telling) => columns.includes(telling))) {
          const text = row[column];
          if (typeof text === "string" && text.length > 12) texts.add(text);
        }
      }
    }
    return new OrganizationTraces(ids, [...texts]);
  }

  get size(): number {
    return this.ids.size + this.texts.length;
  }

  /** What of the organization stands in the text. */
  in(text: string): string[] {
    const ids = [...text.matchAll(UUID)].map(([id]) => id).filter((id) => this.ids.has(id));
    return [...ids, ...this.texts.filter((one) => text.includes(one))];
  }
}

/** One text for each table that changes when any row of the organization does. */
export async function contentOf({ ctx, id }: DoorOrganization): Promise<Record<string, string | null>> {
  const content: Record<string, string | null> = {};
  for (const { name } of await tables(ctx)) {
    const [row] = await ctx.query<{ digest: string | null }>(
      `SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) AS digest FROM ${name} t WHERE organization_id = $1`,
      [id],
    );
    content[name] = row?.digest ?? null;
  }
  return content;
}

const tables = (ctx: DoorOrganization["ctx"]) => ctx.query<{ name: string; columns: string[] }>(TENANT_TABLES);
