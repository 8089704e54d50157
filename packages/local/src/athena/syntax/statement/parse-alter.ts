import { notSupported } from "../../types/trino-error.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atWords,
  expectSymbol,
  expectWords,
  list,
  mismatch,
  parenthesized,
  peek,
} from "../cursor.ts";
import { ddlColumn } from "./ddl-column.ts";
import { ddlString, ifExists, ifNotExists, propertyList, tableName } from "./ddl-cursor.ts";
import type { PartitionSpec, Statement } from "./statement.ts";

/** `ALTER TABLE`: partitions and properties. */
export function parseAlter(cursor: Cursor): Statement {
  if (!acceptWords(cursor, "TABLE"))
    throw notSupported(`ALTER ${peek(cursor).text.toUpperCase()}`, peek(cursor));
  const table = tableName(cursor);
  const at = peek(cursor);
  if (acceptWords(cursor, "ADD")) {
    const ifNot = ifNotExists(cursor);
    if (!atWords(cursor, "PARTITION")) throw notSupported("ALTER TABLE ADD COLUMNS", at);
    return {
      kind: "add-partition",
      table,
      ifNotExists: ifNot,
      partitions: addedPartitions(cursor),
    };
  }
  if (acceptWords(cursor, "DROP")) {
    const exists = ifExists(cursor);
    if (!atWords(cursor, "PARTITION")) throw notSupported("ALTER TABLE DROP COLUMN", at);
    const specs = [partitionSpec(cursor)];
    while (acceptSymbol(cursor, ",")) specs.push(partitionSpec(cursor));
    return { kind: "drop-partition", table, ifExists: exists, specs };
  }
  if (acceptWords(cursor, "SET", "TBLPROPERTIES"))
    return { kind: "set-properties", table, properties: propertyList(cursor) };
  throw notSupported(`ALTER TABLE ${peek(cursor).text.toUpperCase()}`, at);
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
