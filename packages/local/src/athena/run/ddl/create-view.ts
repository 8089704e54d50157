import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogView } from "../../catalog/catalog-types.ts";
import type { Statement } from "../../syntax/statement/statement.ts";
import { formatHiveType } from "../../types/hive-type.ts";
import { compileOpened, type Opening } from "../opened-tables.ts";
import { semanticError } from "./hive-error.ts";

type CreateView = Extract<Statement, { kind: "create-view" }>;

/** Analyse the view's query, and keep it with its columns. */
export async function createView(
  statement: CreateView,
  context: Opening & { readonly database: string; readonly now: Date },
): Promise<void> {
  const { catalog } = context;
  const database = statement.view.database ?? context.database;
  const { name } = statement.view;
  if (catalog.database(database) === undefined)
    throw semanticError(10072, `Database does not exist: ${database}`);
  const existing = catalog.relation(database, name);
  if (existing !== undefined && (!statement.orReplace || existing.kind === "table")) {
    throw new TrinoError(
      "TABLE_ALREADY_EXISTS",
      `${existing.kind === "table" ? "Table" : "View"} already exists: 'awsdatacatalog.${database}.${name}'`,
      { line: 1, column: 1 },
    );
  }
  const { columns } = await compileOpened(context, {
    parsed: statement.parsed,
    database: context.database,
    now: context.now,
    parameters: [],
  });
  const seen = new Set<string>();
  for (const [i, column] of columns.entries()) {
    if (column.named === false)
      throw new TrinoError(
        "MISSING_COLUMN_NAME",
        `Column name not specified at position ${i + 1}`,
        { line: 1, column: 1 },
      );
    const key = column.name.toLowerCase();
    if (seen.has(key))
      throw new TrinoError(
        "DUPLICATE_COLUMN_NAME",
        `Column name '${column.name}' specified more than once`,
        { line: 1, column: 1 },
      );
    seen.add(key);
  }
  const view: CatalogView = {
    kind: "view",
    database,
    name,
    sql: statement.sql,
    sqlDatabase: context.database,
    createdAt: context.now,
    columns: columns.map((column) => ({
      name: column.name.toLowerCase(),
      type: formatHiveType(column.type),
      sqlType: column.type,
      comment: undefined,
    })),
  };
  catalog.put(view, { now: context.now });
}
