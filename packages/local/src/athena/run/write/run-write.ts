import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable } from "@cloudapi/iceberg";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { isIceberg } from "../../catalog/readable.ts";
import { CATALOG } from "../../compile/query/compile-table.ts";
import type { TableName } from "../../syntax/statement/ddl-cursor.ts";
import type { Statement } from "../../syntax/statement/statement.ts";
import type { QueryResult } from "../results/query-result.ts";
import { createIcebergAs } from "./iceberg/create-iceberg-as.ts";
import { insertIceberg } from "./iceberg/insert-iceberg.ts";
import { changeRows } from "./iceberg/rows/change-rows.ts";
import { mergeRows } from "./iceberg/rows/merge-rows.ts";
import { optimizeTable } from "./iceberg/rows/optimize-table.ts";
import { vacuumTable } from "./iceberg/vacuum-table.ts";
import { runCreateTableAs } from "./run-create-table-as.ts";
import { insertTarget, runInsert } from "./run-insert.ts";
import { runUnload } from "./run-unload.ts";
import { tableTypeOf } from "./table-properties.ts";
import type { WriteInput } from "./write-input.ts";

const NEW_ROWS = ["insert", "unload", "create-table-as"] as const;
const CHANGES = ["delete", "update", "merge", "optimize", "vacuum"] as const;

type NewRows = Extract<Statement, { kind: (typeof NEW_ROWS)[number] }>;
type Change = Extract<Statement, { kind: (typeof CHANGES)[number] }>;

/** A statement that writes rows, or changes those that are there. */
export type WriteStatement = NewRows | Change;

/** Run a statement that writes, for the kind of table it is of. */
export async function runWrite(statement: WriteStatement, input: WriteInput): Promise<QueryResult> {
  switch (statement.kind) {
    case "unload":
      return runUnload(statement, input);
    case "insert": {
      const table = insertTarget(statement, input);
      return isIceberg(table)
        ? insertIceberg(statement, nameOf(table), input)
        : runInsert(statement, table, input);
    }
    case "create-table-as":
      return tableTypeOf(statement.properties) === "iceberg"
        ? createIcebergAs(statement, input)
        : runCreateTableAs(statement, input);
    default:
      return runChange(statement, input);
  }
}

function runChange(statement: Change, input: WriteInput): Promise<QueryResult> {
  const name = changeTarget(statement, input);
  switch (statement.kind) {
    case "delete":
    case "update":
      return changeRows(statement, name, input);
    case "merge":
      return mergeRows(statement, name, input);
    case "optimize":
      return optimizeTable(statement, name, input);
    case "vacuum":
      return vacuumTable(name, input);
  }
}

/** The Iceberg table that a statement changes rows of; tables of other kinds have none that can be. */
function changeTarget(statement: Change, input: WriteInput): LoadedTable["name"] {
  const table = insertTarget({ table: tableName(statement) }, input, DOING[statement.kind]);
  if (isIceberg(table)) return nameOf(table);
  throw new TrinoError(
    "NOT_SUPPORTED",
    statement.kind === "optimize" || statement.kind === "vacuum"
      ? `${statement.kind.toUpperCase()} is only supported for Iceberg tables`
      : "Modifying Hive table rows is only supported for transactional tables",
    statement.at,
  );
}

const DOING = {
  delete: "Deleting from",
  update: "Updating through",
  merge: "Merging into",
  optimize: "Optimizing",
  vacuum: "Vacuuming",
} as const;

function tableName({ table, at }: Change): TableName {
  const names = table.map(({ name }) => name.toLowerCase());
  const [catalog = CATALOG] = names.slice(0, -2);
  if (names.length > 3)
    throw new TrinoError("SYNTAX_ERROR", `Too many dots in table name: ${names.join(".")}`, at);
  if (catalog !== CATALOG)
    throw new TrinoError("CATALOG_NOT_FOUND", `Catalog '${catalog}' does not exist`, at);
  return { database: names.at(-2), name: names.at(-1) ?? "" };
}

function nameOf({ database, name }: CatalogTable): LoadedTable["name"] {
  return { namespace: database, name };
}

/** Whether a statement is one of these. */
export function isWrite(statement: Statement): statement is WriteStatement {
  return [...NEW_ROWS, ...CHANGES].some((kind) => kind === statement.kind);
}

/** Whether it leaves a list of the files that it wrote. */
export function hasManifest({ kind }: Statement): boolean {
  return NEW_ROWS.some((each) => each === kind);
}
