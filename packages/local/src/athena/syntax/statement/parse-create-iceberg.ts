import type { Cursor } from "@cloudapi/athena/internal/analysis";
import {
  acceptSymbol,
  acceptWords,
  list,
  mismatch,
  next,
  parenthesized,
  peek,
} from "@cloudapi/athena/internal/analysis";
import type { CatalogColumn } from "../../catalog/catalog-types.ts";
import { tableColumns } from "./ddl-column.ts";
import type { TableName } from "./ddl-cursor.ts";
import { ddlString, ifNotExists, propertyList, tableName } from "./ddl-cursor.ts";

/** `CREATE TABLE` without EXTERNAL: of an Iceberg table. */
export interface CreateIceberg {
  readonly kind: "create-iceberg";
  readonly table: TableName;
  readonly ifNotExists: boolean;
  readonly columns: readonly CatalogColumn[];
  /** As they are written: `category`, `day(ts)`, `bucket(16, id)`. */
  readonly partition: readonly string[];
  readonly comment: string | undefined;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

/** From the table's name on. */
export function parseCreateIceberg(cursor: Cursor): CreateIceberg {
  const ifNot = ifNotExists(cursor);
  const table = tableName(cursor);
  const columns = tableColumns(cursor);
  const comment = acceptWords(cursor, "COMMENT") ? ddlString(cursor) : undefined;
  const partition = acceptWords(cursor, "PARTITIONED", "BY")
    ? parenthesized(cursor, (inner) => list(inner, partitionText))
    : [];
  const location = acceptWords(cursor, "LOCATION") ? ddlString(cursor) : undefined;
  const properties = acceptWords(cursor, "TBLPROPERTIES") ? propertyList(cursor) : {};
  if (peek(cursor).kind !== "end")
    throw mismatch(cursor, "'COMMENT'", "'PARTITIONED'", "'LOCATION'", "'TBLPROPERTIES'", "<EOF>");
  return {
    kind: "create-iceberg",
    table,
    ifNotExists: ifNot,
    columns,
    partition,
    comment,
    location,
    properties,
  };
}

/** A column, or a transform of one with what it takes, up to the comma behind it. */
function partitionText(cursor: Cursor): string {
  const from = next(cursor);
  if (!["word", "backquoted", "quoted"].includes(from.kind))
    throw mismatch(cursor, "<column>", "<transform>");
  let end = from.end;
  if (acceptSymbol(cursor, "(")) {
    while (peek(cursor).kind !== "end" && peek(cursor).text !== ")") next(cursor);
    end = peek(cursor).end;
    if (!acceptSymbol(cursor, ")")) throw mismatch(cursor, "')'");
  }
  return cursor.sql.slice(from.start, end);
}
