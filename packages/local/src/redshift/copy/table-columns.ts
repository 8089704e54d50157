import { quoteLiteral } from "@cloudapi/core/sql";
import type { CopyStatement } from "../dialect/parse-copy.ts";
import type { SqlSession } from "../engine/sql-engine.ts";

/** A column of the table that rows are put into. */
export interface TableColumn {
  readonly name: string;
  /** PostgreSQL's name of the type, such as `int4`. */
  readonly type: string;
  /** Bytes of a text. */
  readonly maxBytes: number | undefined;
}

/** The columns that a COPY fills, in the files' order. */
export async function tableColumns(
  { schema, table, columns }: CopyStatement,
  session: SqlSession,
): Promise<readonly TableColumn[]> {
  const place =
    schema === undefined ? "pg_table_is_visible(c.oid)" : `n.nspname = ${quoteLiteral(schema)}`;
  const { rows } = await session.query(
    `SELECT a.attname::text, t.typname::text, a.atttypmod::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid WHERE c.relname = ${quoteLiteral(table)} AND ${place} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  );
  if (rows.length === 0)
    throw new Error(`relation "${[schema, table].filter(Boolean).join(".")}" does not exist`);
  const known = new Map(
    rows.map(([name = "", type = "", size = ""]) => [
      name ?? "",
      { name: name ?? "", type: type ?? "", maxBytes: bytesOf(type ?? "", Number(size)) },
    ]),
  );
  return (columns ?? [...known.keys()]).map((name) => {
    const column = known.get(name);
    if (column === undefined)
      throw new Error(`column "${name}" of relation "${table}" does not exist`);
    return column;
  });
}

/** A varchar's modifier is its length and four. */
function bytesOf(type: string, modifier: number): number | undefined {
  return type === "varchar" && modifier > 4 ? modifier - 4 : undefined;
}
