import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { expectEnd, GRAMMAR, openCursor, parseType } from "@cloudapi/athena/internal/analysis";
import type { CatalogColumn, CatalogRelation, CatalogView } from "../catalog/catalog-types.ts";
import type { TableDefinition } from "../catalog/definitions.ts";
import { type Place, readColumns, readTable } from "../catalog/read-table.ts";
import { formatHiveType } from "../types/hive-type.ts";

/** What a query makes of a table or view that Glue was given. */
export function readRelation(definition: TableDefinition, place: Place): CatalogRelation {
  return definition.TableType === "VIRTUAL_VIEW"
    ? readView(definition, place)
    : readTable(definition, place);
}

function readView(definition: TableDefinition, place: Place): CatalogView {
  const { Name, StorageDescriptor: { Columns } = {}, ViewOriginalText = "" } = definition;
  const presto = readPresto(ViewOriginalText);
  return {
    kind: "view",
    ...place,
    name: Name,
    columns: presto?.columns ?? readColumns(Columns),
    sql: presto?.sql ?? "",
    sqlDatabase: presto?.database ?? place.database,
    unreadable: presto === undefined ? "views of engines other than Athena" : undefined,
  };
}

interface PrestoView {
  readonly sql: string;
  readonly database: string | undefined;
  readonly columns: readonly CatalogColumn[];
}

/** The query that a Presto view's comment holds; `undefined` for the text of another engine. */
function readPresto(text: string): PrestoView | undefined {
  const encoded = /^\/\* Presto View: ([\w+/=]+) \*\/$/.exec(text.trim())?.[1];
  if (encoded === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(encoded, "base64").toString());
    return typeof read === "object" && read !== null ? prestoView(read) : undefined;
  } catch {
    return undefined;
  }
}

function prestoView(read: { originalSql?: unknown; schema?: unknown; columns?: unknown }) {
  const { originalSql: sql, schema, columns } = read;
  if (typeof sql !== "string" || !Array.isArray(columns)) return undefined;
  return {
    sql,
    database: typeof schema === "string" ? schema.toLowerCase() : undefined,
    columns: columns.map(({ name, type }: { name?: unknown; type?: unknown }) => {
      const sqlType = readType(String(type));
      const column = { name: String(name).toLowerCase(), type: formatHiveType(sqlType), sqlType };
      return { ...column, comment: undefined };
    }),
  };
}

function readType(text: string): SqlType {
  const cursor = openCursor(text, GRAMMAR);
  const type = parseType(cursor);
  expectEnd(cursor);
  return type;
}
