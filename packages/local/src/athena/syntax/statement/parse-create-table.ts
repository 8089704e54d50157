import type { Cursor } from "@cloudapi/athena/internal/analysis";
import {
  acceptWords,
  atWords,
  expectEnd,
  expectWords,
  list,
  mismatch,
  next,
  notSupported,
  parenthesized,
  peek,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import type { CatalogColumn, Storage } from "../../catalog/catalog-types.ts";
import { delimitedStorage, storageOf } from "../../catalog/storage-formats.ts";
import { tableColumns, typedColumn } from "./ddl-column.ts";
import type { TableName } from "./ddl-cursor.ts";
import { ddlString, ifNotExists, propertyList, tableName } from "./ddl-cursor.ts";

export interface CreateTable {
  readonly kind: "create-table";
  readonly table: TableName;
  readonly ifNotExists: boolean;
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly CatalogColumn[];
  readonly comment: string | undefined;
  readonly storage: Storage;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

interface Clauses {
  comment?: string;
  partitionKeys?: CatalogColumn[];
  serde?: string;
  serdeProperties?: Record<string, string>;
  delimited?: Record<string, string>;
  storedAs?: string;
  inputFormat?: string;
  outputFormat?: string;
  location?: string;
  properties?: Record<string, string>;
}

/** `CREATE EXTERNAL TABLE ...`, from its name on. */
export function parseCreateTable(cursor: Cursor): CreateTable {
  const ifNot = ifNotExists(cursor);
  const table = tableName(cursor);
  const columns = tableColumns(cursor);
  const clauses: Clauses = {};
  while (peek(cursor).kind !== "end") clause(cursor, clauses);
  expectEnd(cursor);
  const partitionKeys = clauses.partitionKeys ?? [];
  refuseDuplicates([...columns, ...partitionKeys]);
  return {
    kind: "create-table",
    table,
    ifNotExists: ifNot,
    columns,
    partitionKeys,
    comment: clauses.comment,
    storage: storage(clauses),
    location: clauses.location,
    properties: clauses.properties ?? {},
  };
}

function refuseDuplicates(columns: readonly CatalogColumn[]): void {
  const names = columns.map((each) => each.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new TrinoError(
      "SYNTAX_ERROR",
      `Column '${twice}' appears more than once in the table definition`,
    );
}

function clause(cursor: Cursor, clauses: Clauses): void {
  if (acceptWords(cursor, "COMMENT")) clauses.comment = ddlString(cursor);
  else if (acceptWords(cursor, "PARTITIONED", "BY"))
    clauses.partitionKeys = parenthesized(cursor, (inner) => list(inner, typedColumn));
  else if (acceptWords(cursor, "ROW", "FORMAT", "SERDE")) clauses.serde = ddlString(cursor);
  else if (acceptWords(cursor, "WITH", "SERDEPROPERTIES"))
    clauses.serdeProperties = propertyList(cursor);
  else if (acceptWords(cursor, "ROW", "FORMAT", "DELIMITED")) clauses.delimited = delimited(cursor);
  else if (acceptWords(cursor, "STORED", "AS", "INPUTFORMAT")) {
    clauses.inputFormat = ddlString(cursor);
    expectWords(cursor, "OUTPUTFORMAT");
    clauses.outputFormat = ddlString(cursor);
  } else if (acceptWords(cursor, "STORED", "AS"))
    clauses.storedAs = next(cursor).value.toUpperCase();
  else if (acceptWords(cursor, "LOCATION")) clauses.location = ddlString(cursor);
  else if (acceptWords(cursor, "TBLPROPERTIES")) clauses.properties = propertyList(cursor);
  else if (atWords(cursor, "CLUSTERED"))
    throw notSupported("CLUSTERED BY (bucketed tables)", peek(cursor));
  else
    throw mismatch(
      cursor,
      "'COMMENT'",
      "'LOCATION'",
      "'PARTITIONED'",
      "'ROW'",
      "'STORED'",
      "'TBLPROPERTIES'",
      "'WITH'",
      "<EOF>",
    );
}

function delimited(cursor: Cursor): Record<string, string> {
  const properties: Record<string, string> = {};
  for (;;) {
    if (acceptWords(cursor, "FIELDS", "TERMINATED", "BY")) {
      properties["field.delim"] = ddlString(cursor);
      properties["serialization.format"] = properties["field.delim"];
      if (acceptWords(cursor, "ESCAPED", "BY")) properties["escape.delim"] = ddlString(cursor);
    } else if (acceptWords(cursor, "COLLECTION", "ITEMS", "TERMINATED", "BY"))
      properties["colelction.delim"] = ddlString(cursor);
    else if (acceptWords(cursor, "MAP", "KEYS", "TERMINATED", "BY"))
      properties["mapkey.delim"] = ddlString(cursor);
    else if (acceptWords(cursor, "LINES", "TERMINATED", "BY"))
      properties["line.delim"] = ddlString(cursor);
    else if (acceptWords(cursor, "NULL", "DEFINED", "AS"))
      properties["serialization.null.format"] = ddlString(cursor);
    else return properties;
  }
}

function storage(clauses: Clauses): Storage {
  const format = storageOf(clauses.storedAs, clauses.serde);
  const serdeProperties = { ...clauses.delimited, ...clauses.serdeProperties };
  if (Object.keys(serdeProperties).length === 0 && format === delimitedStorage)
    serdeProperties["serialization.format"] = "1";
  return {
    serde: clauses.serde ?? format.serde,
    serdeProperties,
    inputFormat: clauses.inputFormat ?? format.inputFormat,
    outputFormat: clauses.outputFormat ?? format.outputFormat,
  };
}
