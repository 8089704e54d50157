import type { Asking } from "../postgres-pool.ts";

/** A table, a view, a materialized view, a partitioned or a foreign table. */
export interface CatalogTable {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** As `pg_class.relkind` has it. */
  readonly kind: "r" | "p" | "v" | "m" | "f";
  readonly comment: string | null;
  readonly rows: number;
  readonly columns: readonly CatalogField[];
  readonly key: readonly string[];
}

/** A column as the catalog has it. */
export interface CatalogField {
  readonly name: string;
  readonly type: string;
  readonly modifier: number;
  readonly notNull: boolean;
  readonly spelled: string;
  readonly comment: string | null;
}

/** Parts of partitioned tables are in those; what an extension made is its own. */
const TABLES = `
SELECT c.oid::text, n.nspname, c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname`;

/** The key is the primary one, or else the shortest of unique indexes over whole columns without nulls. */
const DETAILS = `
SELECT pg_catalog.json_build_object(
  'oid', c.oid::text, 'schema', n.nspname, 'name', c.relname, 'kind', c.relkind,
  'comment', pg_catalog.obj_description(c.oid, 'pg_class'), 'rows', c.reltuples,
  'columns', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname, 'type', a.atttypid::text, 'modifier', a.atttypmod, 'notNull', a.attnotnull,
      'spelled', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'comment', pg_catalog.col_description(c.oid, a.attnum)) ORDER BY a.attnum), '[]')
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'key', coalesce((SELECT k.names FROM (
      SELECT i.indexrelid, i.indisprimary, i.indnkeyatts,
        pg_catalog.json_agg(a.attname ORDER BY part.place) AS names, pg_catalog.bool_and(a.attnotnull) AS whole
      FROM pg_catalog.pg_index i
      CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS part(number, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = part.number
      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL AND part.place <= i.indnkeyatts
      GROUP BY i.indexrelid, i.indisprimary, i.indnkeyatts) k
    WHERE k.whole ORDER BY k.indisprimary DESC, k.indnkeyatts, k.indexrelid LIMIT 1), '[]')
)::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY ($1::pg_catalog.oid[])
ORDER BY n.nspname, c.relname`;

/** The names of all tables of the database, and where they are. */
export async function readTableNames(
  asking: Asking,
): Promise<readonly { oid: string; schema: string; name: string }[]> {
  const { rows } = await asking(TABLES);
  return rows.map(([oid, schema, name]) => ({
    oid: String(oid),
    schema: String(schema),
    name: String(name),
  }));
}

/** Tables with their columns and keys. */
export async function readTables(
  asking: Asking,
  oids: readonly string[],
): Promise<readonly CatalogTable[]> {
  const { rows } = await asking(DETAILS, [`{${oids.join(",")}}`]);
  return rows.map(([json]) => JSON.parse(String(json)) as CatalogTable);
}
