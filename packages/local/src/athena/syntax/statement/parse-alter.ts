import type { Cursor } from "@cloudapi/athena/internal/analysis";
import {
  acceptSymbol,
  acceptWords,
  atWords,
  expectSymbol,
  expectWords,
  list,
  mismatch,
  notSupported,
  parenthesized,
  peek,
} from "@cloudapi/athena/internal/analysis";
import { ddlColumn, tableColumns, typedColumn } from "./ddl-column.ts";
import type { TableName } from "./ddl-cursor.ts";
import { ddlString, ifExists, ifNotExists, propertyList, tableName } from "./ddl-cursor.ts";
import type { PartitionSpec, Statement } from "./statement.ts";

/** `ALTER TABLE`: partitions, columns, properties and the name. */
export function parseAlter(cursor: Cursor): Statement {
  if (!acceptWords(cursor, "TABLE"))
    throw notSupported(`ALTER ${peek(cursor).text.toUpperCase()}`, peek(cursor));
  const table = tableName(cursor);
  const at = peek(cursor);
  if (acceptWords(cursor, "ADD")) {
    const ifNot = ifNotExists(cursor);
    if (!ifNot && acceptWords(cursor, "COLUMNS"))
      return { kind: "add-columns", table, columns: tableColumns(cursor) };
    if (!atWords(cursor, "PARTITION"))
      throw mismatch(cursor, ...(ifNot ? [] : ["'COLUMNS'"]), "'PARTITION'");
    return {
      kind: "add-partition",
      table,
      ifNotExists: ifNot,
      partitions: addedPartitions(cursor),
    };
  }
  if (acceptWords(cursor, "DROP")) {
    const exists = ifExists(cursor);
    if (!exists && acceptWords(cursor, "COLUMN"))
      return { kind: "drop-column", table, column: ddlColumn(cursor) };
    if (!atWords(cursor, "PARTITION"))
      throw mismatch(cursor, ...(exists ? [] : ["'COLUMN'"]), "'PARTITION'");
    const specs = [partitionSpec(cursor)];
    while (acceptSymbol(cursor, ",")) specs.push(partitionSpec(cursor));
    return { kind: "drop-partition", table, ifExists: exists, specs };
  }
  if (acceptWords(cursor, "SET", "TBLPROPERTIES"))
    return { kind: "set-properties", table, properties: propertyList(cursor) };
  if (acceptWords(cursor, "UNSET", "TBLPROPERTIES")) return unsetProperties(cursor, table);
  if (acceptWords(cursor, "CHANGE")) return changeColumn(cursor, table);
  if (acceptWords(cursor, "RENAME", "TO"))
    return { kind: "rename-table", table, to: tableName(cursor) };
  throw notSupported(`ALTER TABLE ${peek(cursor).text.toUpperCase()}`, at);
}

function unsetProperties(cursor: Cursor, table: TableName): Statement {
  ifExists(cursor);
  const names = parenthesized(cursor, (inner) => list(inner, ddlString));
  return { kind: "unset-properties", table, names };
}

/** `CHANGE [COLUMN] old new type [COMMENT text] [FIRST | AFTER column]` */
function changeColumn(cursor: Cursor, table: TableName): Statement {
  acceptWords(cursor, "COLUMN");
  const column = ddlColumn(cursor);
  const to = typedColumn(cursor);
  const first = acceptWords(cursor, "FIRST");
  const after = !first && acceptWords(cursor, "AFTER") ? ddlColumn(cursor) : undefined;
  return { kind: "change-column", table, column, to, first, after };
}

function addedPartitions(cursor: Cursor): { spec: PartitionSpec; location: string | undefined }[] {
  const partitions = [];
  while (atWords(cursor, "PARTITION")) {
    const spec = partitionSpec(cursor);
    partitions.push({
      spec,
      location: acceptWords(cursor, "LOCATION") ? ddlString(cursor) : undefined,
    });
  }
  return partitions;
}

function partitionSpec(cursor: Cursor): PartitionSpec {
  expectWords(cursor, "PARTITION");
  const pairs = parenthesized(cursor, (inner) =>
    list(inner, (each): [string, string] => {
      const name = ddlColumn(each);
      expectSymbol(each, "=");
      return [name, partitionValue(each)];
    }),
  );
  return Object.fromEntries(pairs);
}

function partitionValue(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind === "word" && token.value.toUpperCase() === "DATE") cursor.index++;
  const sign = acceptSymbol(cursor, "-") ? "-" : "";
  const value = peek(cursor);
  if (!["string", "integer", "decimal"].includes(value.kind))
    throw mismatch(cursor, "<string>", "<number>");
  cursor.index++;
  return sign + value.value;
}
