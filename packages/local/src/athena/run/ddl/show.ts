import { formatType } from "@cloudapi/athena/internal/analysis";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogColumn, CatalogTable, CatalogView } from "../../catalog/catalog-types.ts";
import { isProjected } from "../../scan/partitions/projection.ts";
import { parseHiveType } from "../../types/hive-type.ts";
import type { QueryResult } from "../results/query-result.ts";
import { executionError, semanticError } from "./hive-error.ts";

function utility(
  columns: readonly string[],
  lines: readonly string[],
  type: "string" | "utility varchar" = "string",
  updateCount: number | undefined = 0,
): QueryResult {
  return {
    columns: columns.map((name) => ({ name, type })),
    rows: lines.flatMap((line) => line.split("\n")).map((line) => [line]),
    header: false,
    updateCount,
  };
}

/**
 * A pattern of SHOW: a Java regular expression over the whole name, in which `*` alone is everything
 * and, in SHOW TABLES, `*` is any text.
 */
function matching(names: readonly string[], pattern: string | undefined, stars: boolean): string[] {
  if (pattern === undefined || pattern === "*") return [...names];
  const source = stars ? pattern.replaceAll(/(?<!\.)\*/g, ".*") : pattern;
  try {
    const rule = new RegExp(`^(?:${source})$`);
    return names.filter((name) => rule.test(name));
  } catch (error) {
    throw executionError(
      `MetaException(message:Unable to match '${pattern}': ${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

export function showDatabases(catalog: Catalog, pattern: string | undefined): QueryResult {
  return utility(
    ["database_name"],
    matching(
      catalog.databases().map((database) => database.name),
      pattern,
      false,
    ),
  );
}

export function showTables(
  catalog: Catalog,
  database: string,
  pattern: string | undefined,
): QueryResult {
  return utility(
    ["tab_name"],
    matching(
      catalog.relations(database).map((relation) => relation.name),
      pattern,
      true,
    ),
  );
}

export function showViews(
  catalog: Catalog,
  database: string,
  pattern: string | undefined,
): QueryResult {
  const views = catalog.relations(database).filter((relation) => relation.kind === "view");
  return utility(
    ["views"],
    matching(
      views.map((view) => view.name),
      pattern,
      true,
    ),
    "utility varchar",
  );
}

/** Registered partitions; a projected table has none, whatever lies in storage. */
export function showPartitions(
  catalog: Catalog,
  table: CatalogTable,
  _context: unknown,
): QueryResult {
  if (table.partitionKeys.length === 0)
    throw semanticError(undefined, `Table ${table.name} is not a partitioned table`);
  const partitions = isProjected(table) ? [] : catalog.partitions(table);
  return utility(
    ["partition"],
    partitions.map((partition) =>
      table.partitionKeys.map((key, i) => `${key.name}=${partition.values[i]}`).join("/"),
    ),
  );
}

const WIDTH = 20;

/** One line of DESCRIBE: name, type and comment, each filled up to 20 characters. */
function describeLine(name: string, type: string, comment: string): string {
  const [cut = ""] = fill(comment).split("\t");
  return `${fill(name)}\t${fill(type)}\t${cut}`;
}

function fill(text: string): string {
  return text + " ".repeat(Math.max(0, WIDTH - Array.from(text).length));
}

export function describe(relation: CatalogTable | CatalogView): QueryResult {
  if (relation.kind === "view") return viewColumns(relation);
  const line = (column: CatalogColumn) =>
    describeLine(column.name, column.type, column.comment ?? "");
  const lines = [...relation.columns, ...relation.partitionKeys].map(line);
  if (relation.partitionKeys.length > 0) {
    const heading = describeLine("# col_name", "data_type", "comment");
    lines.push(
      "\t \t ",
      "# Partition Information\t \t ",
      heading,
      "\t \t ",
      ...relation.partitionKeys.map(line),
    );
  }
  return utility(["col_name", "data_type", "comment"], lines, "string", undefined);
}

export function showColumns(relation: CatalogTable | CatalogView): QueryResult {
  if (relation.kind === "view") return viewColumns(relation);
  return utility(
    ["field"],
    [...relation.columns, ...relation.partitionKeys].map((column) => fill(column.name)),
  );
}

function viewColumns(view: CatalogView): QueryResult {
  const lines = view.columns.map(
    (column) =>
      `${column.name}\t${formatType(column.sqlType ?? parseHiveType(column.type) ?? { kind: "unknown" })}`,
  );
  return utility(["column", "type"], lines, "utility varchar");
}

export function showProperties(table: CatalogTable, key: string | undefined): QueryResult {
  const lines = Object.entries(table.properties).map(([name, value]) => `${name}\t${value}`);
  if (key === undefined) return utility(["prpt_name", "prpt_value"], lines);
  const value = table.properties[key];
  return utility(
    ["prpt_name", "prpt_value"],
    [
      value === undefined
        ? `Table ${table.database}.${table.name} does not have property: ${key}`
        : `${key}\t${value}`,
    ],
  );
}

export function showCreateView(view: CatalogView): QueryResult {
  return utility(["create view"], [`CREATE VIEW "${view.name}" AS `, view.sql], "utility varchar");
}

/** The statement that would make the table again, in Hive's layout. */
export function showCreateTable(table: CatalogTable): QueryResult {
  const lines = [
    `CREATE EXTERNAL TABLE \`${table.database}.${table.name}\`(`,
    ...columnLines(table.columns, ")"),
    ...(table.comment === undefined ? [] : [`COMMENT ${literal(table.comment)}`]),
    ...(table.partitionKeys.length === 0
      ? []
      : ["PARTITIONED BY ( ", ...columnLines(table.partitionKeys, ")")]),
    "ROW FORMAT SERDE ",
    `  ${literal(table.storage.serde)} `,
    ...properties("WITH SERDEPROPERTIES ( ", table.storage.serdeProperties, " "),
    "STORED AS INPUTFORMAT ",
    `  ${literal(table.storage.inputFormat)} `,
    "OUTPUTFORMAT ",
    `  ${literal(table.storage.outputFormat)}`,
    "LOCATION",
    `  ${literal(table.location)}`,
    ...properties("TBLPROPERTIES (", withoutExternal(table.properties), ""),
  ];
  return utility(["createtab_stmt"], lines, "string", undefined);
}

function withoutExternal(all: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== "EXTERNAL"));
}

function columnLines(columns: readonly CatalogColumn[], end: string): string[] {
  return columns.map((column, i) => {
    const comment = column.comment === undefined ? "" : ` COMMENT ${literal(column.comment)}`;
    return `  \`${column.name}\` ${column.type}${comment}${i === columns.length - 1 ? end : ", "}`;
  });
}

function properties(
  head: string,
  values: Readonly<Record<string, string>>,
  tail: string,
): string[] {
  const entries = Object.entries(values);
  if (entries.length === 0) return [];
  return [
    head,
    ...entries.map(
      ([name, value], i) =>
        `  ${literal(name)}=${literal(value)}${i === entries.length - 1 ? `)${tail}` : ", "}`,
    ),
  ];
}

function literal(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
