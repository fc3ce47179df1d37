/** Where a table of a Citus cluster is: split by its organization, whole on every node, or on the coordinator alone. */
export type Layout = "distributed" | "reference" | "local";

/** What the catalogue says of one table. */
export interface CatalogueTable {
  name: string;
  /** Type of `organization_id`; null: there is none, or it may be null. */
  organizationType: string | null;
  /** Columns of each primary key, unique constraint and unique index, with its name. */
  uniques: { name: string; columns: (string | null)[] }[];
  foreignKeys: {
    name: string;
    columns: string[];
    refers: string;
    referred: string[];
    /** As `pg_constraint` has them: a, r, c, n or d. */
    onDelete: string;
    onUpdate: string;
  }[];
  exclusions: string[];
  triggers: string[];
  /** Columns that an identity or a sequence fills, with their types. */
  numbered: { column: string; type: string }[];
  /** Policies whose expressions hold a subquery. */
  asking: string[];
}

const DISTRIBUTED_BY = "organization_id";
const NO_ACTION = new Set(["a", "r"]);

/** What Citus would refuse, one sentence each. Ours is what its documentation and its sources say of versions 11 to 13. */
export function citusFaults(tables: readonly CatalogueTable[], layouts: ReadonlyMap<string, Layout>): string[] {
  const known = new Set(tables.map(({ name }) => name));
  return [
    ...[...layouts.keys()].filter((name) => !known.has(name)).map((name) => `${name} is laid out and not there`),
    ...tables.flatMap((table) => faultsOf(table, layouts).map((fault) => `${table.name} ${fault}`)),
  ];
}

function faultsOf(table: CatalogueTable, layouts: ReadonlyMap<string, Layout>): string[] {
  const layout = layouts.get(table.name);
  if (layout === undefined) return ["has no lay-out"];
  const faults = table.foreignKeys.flatMap((key) => foreignKeyFaults(key, layout, layouts.get(key.refers)));
  if (layout === "local") return faults;
  faults.push(
    ...table.triggers.map((name) => `has the trigger ${name}`),
    ...table.asking.map((name) => `has a subquery in its policy ${name}`),
  );
  if (layout === "reference") return faults;
  if (table.organizationType !== "uuid") faults.push("has no organization to be split by");
  return [
    ...faults,
    ...table.uniques
      .filter(({ columns }) => !columns.includes(DISTRIBUTED_BY))
      .map(({ name }) => `cannot keep ${name} unique over all shards`),
    ...table.exclusions.map((name) => `has the exclusion ${name}`),
    ...table.numbered
      .filter(({ type }) => type !== "bigint")
      .map(({ column }) => `numbers ${column}, which is no bigint`),
  ];
}

function foreignKeyFaults(
  { name, columns, refers, referred, onDelete, onUpdate }: CatalogueTable["foreignKeys"][number],
  from: Layout,
  to: Layout | undefined,
): string[] {
  if (to === undefined || (from === "local" && to === "local")) return [];
  const place = columns.indexOf(DISTRIBUTED_BY);
  const changesOwner = place !== -1 && !(NO_ACTION.has(onUpdate) && (NO_ACTION.has(onDelete) || onDelete === "c"));
  switch (`${from} ${to}`) {
    case "distributed distributed":
      return place === -1 || referred[place] !== DISTRIBUTED_BY
        ? [`refers to ${refers} by ${name} without the organization in the same place`]
        : changesOwner
          ? [`may change the organization by ${name}`]
          : [];
    case "distributed reference":
      return changesOwner ? [`may change the organization by ${name}`] : [];
    case "reference reference":
    case "local reference":
      return [];
    default:
      return [`refers to ${refers} by ${name}, from ${from} to ${to}`];
  }
}

/** The catalogue of the tables in `public`, in the form above. */
export const CATALOGUE = `
  SELECT c.relname AS name,
    (SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attname = '${DISTRIBUTED_BY}' AND a.attnotnull) AS "organizationType",
    coalesce((SELECT json_agg(json_build_object('name', i.indexrelid::regclass::text, 'columns',
        (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k (number, n)
         LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0)))
      FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique), '[]') AS uniques,
    coalesce((SELECT json_agg(json_build_object('name', f.conname, 'refers', f.confrelid::regclass::text,
        'onDelete', f.confdeltype, 'onUpdate', f.confupdtype,
        'columns', (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(f.conkey) WITH ORDINALITY k (number, n)
           JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number),
        'referred', (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(f.confkey) WITH ORDINALITY k (number, n)
           JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number)))
      FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'), '[]') AS "foreignKeys",
    coalesce((SELECT json_agg(x.conname) FROM pg_constraint x WHERE x.conrelid = c.oid AND x.contype = 'x'), '[]') AS exclusions,
    coalesce((SELECT json_agg(t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '[]') AS triggers,
    coalesce((SELECT json_agg(json_build_object('column', a.attname, 'type', format_type(a.atttypid, a.atttypmod)))
      FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%')), '[]') AS numbered,
    coalesce((SELECT json_agg(p.polname) FROM pg_policy p
      WHERE p.polrelid = c.oid AND concat(p.polqual::text, p.polwithcheck::text) LIKE '%{SUBLINK%'), '[]') AS asking
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname`;
