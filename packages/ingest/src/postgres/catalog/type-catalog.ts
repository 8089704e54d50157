import type { Asking } from "../postgres-pool.ts";

/** A type as the server's catalog has it. */
export interface PostgresType {
  readonly oid: string;
  readonly name: string;
  readonly kind: "base" | "array" | "composite" | "domain" | "enum" | "range" | "other";
  /** Of an array. */
  readonly element: string;
  readonly delimiter: string;
  /** Of a domain: what it is made of, and with which modifier. */
  readonly base: string;
  readonly baseModifier: number;
  readonly labels: readonly string[];
  readonly fields: readonly CompositeField[];
}

/** A field of a composite type. */
export interface CompositeField {
  readonly name: string;
  readonly type: string;
  readonly modifier: number;
}

/** The types of columns and everything that those are made of, by their oids. */
export type TypeCatalog = ReadonlyMap<string, PostgresType>;

const QUERY = `
WITH RECURSIVE used(oid) AS (
  SELECT unnest($1::pg_catalog.oid[])
  UNION
  SELECT inner_oid FROM used u
  JOIN pg_catalog.pg_type t ON t.oid = u.oid
  CROSS JOIN LATERAL (
    SELECT t.typelem AS inner_oid WHERE t.typelem <> 0
    UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
    UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
      WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) AS parts
)
SELECT pg_catalog.json_build_object(
  'oid', t.oid::text, 'name', t.typname,
  'kind', CASE WHEN t.typinput = 'pg_catalog.array_in'::pg_catalog.regproc THEN 'array'
    ELSE CASE t.typtype WHEN 'b' THEN 'base' WHEN 'c' THEN 'composite' WHEN 'd' THEN 'domain' WHEN 'e' THEN 'enum'
      WHEN 'r' THEN 'range' WHEN 'm' THEN 'range' ELSE 'other' END END,
  'element', t.typelem::text,
  'delimiter', (SELECT e.typdelim FROM pg_catalog.pg_type e WHERE e.oid = t.typelem),
  'base', t.typbasetype::text, 'baseModifier', t.typtypmod,
  'labels', (SELECT coalesce(pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]')
    FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
  'fields', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname, 'type', a.atttypid::text, 'modifier', a.atttypmod) ORDER BY a.attnum), '[]')
    FROM pg_catalog.pg_attribute a
    WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
)::text
FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid`;

/** Look up types, and what they are made of. */
export async function readTypes(asking: Asking, oids: ReadonlySet<string>): Promise<TypeCatalog> {
  const { rows } = await asking(QUERY, [`{${[...oids].join(",")}}`]);
  const types = rows.map(([json]) => JSON.parse(String(json)) as PostgresType);
  return new Map(types.map((type) => [type.oid, type]));
}
