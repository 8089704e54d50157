import {
  type Dataset,
  fileColumns,
  type PartitionColumn,
  partitionColumns,
  typeLaw,
} from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier, quoteLiteral } from "@cloudapi/core/sql";
import { type Statement, statement } from "../statement.ts";
import { checkAthenaName } from "./athena-name.ts";
import { type FormatClauses, type TableFormat, tableFormat } from "./table-format.ts";
import { tableLocation } from "./table-location.ts";
import { tableProperties } from "./table-properties.ts";

/** The table to create. */
export interface CreateTableInput {
  /** Where the objects are: `s3://bucket/prefix/`. */
  readonly location: string;
  /** Default: the query's database. */
  readonly database?: string;
  /** Default: the dataset's name. */
  readonly table?: string;
  /** Default `parquet`. */
  readonly format?: TableFormat;
  /**
   * Whether the table reads the files that symlink manifests name (`writeSymlinks` of `@cloudapi/transform`) instead of all under the
   * location; default false.
   */
  readonly symlinks?: boolean;
  /** Whether a table of this name that is there already is left as it is; default true. */
  readonly ifNotExists?: boolean;
  /** Further table properties, such as `parquet.compression`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Further SerDe properties, which may replace the format's own. */
  readonly serdeProperties?: Readonly<Record<string, string>>;
}

const KNOWN = [
  "location",
  "database",
  "table",
  "format",
  "symlinks",
  "ifNotExists",
  "properties",
  "serdeProperties",
] as const satisfies (keyof CreateTableInput)[];

/**
 * The DDL of an external table over a dataset's objects, with partition projection by the dataset's rule, so
 * that no partition is ever registered.
 *
 * `parquet` has the contract's types. `json` is for raw JSON Lines: dates, timestamps and decimals are text there,
 * as they were written. `csv` is for raw CSV with a header: every column is text, an empty cell is empty text, a
 * backslash escapes, and a line break inside a cell breaks the row (Athena's OpenCSV SerDe). Names are lower-cased,
 * as Athena does. The contract's name and hash are in the table properties.
 *
 * @throws {TypeError | RangeError} for a location, name or property that Athena would not take
 *
 * @example
 * ```ts
 * import { buildCreateTable } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const { sql } = buildCreateTable(apiLogs, { database: "logs", location: "s3://cloudapi-logs-processed/api_logs/" });
 * console.log(sql.split("\n")[0]); // => "CREATE EXTERNAL TABLE IF NOT EXISTS `logs`.`api_logs` ("
 * ```
 */
export function buildCreateTable(dataset: Dataset, input: CreateTableInput): Statement {
  checkOptionNames("buildCreateTable", input, KNOWN);
  const { database, table = dataset.name, format = "parquet", ifNotExists = true } = input;
  const location = locationOf(dataset, input);
  const clauses = tableFormat(format, input.symlinks);
  refuseRawCsv(dataset, format);
  const name = checkAthenaName("buildCreateTable: table", table);
  const qualified = [...(database === undefined ? [] : [database]), name]
    .map((part) => quoteIdentifier(part, "ddl"))
    .join(".");
  const lines = [
    `CREATE EXTERNAL TABLE ${ifNotExists ? "IF NOT EXISTS " : ""}${qualified} (\n${columnLines(dataset, clauses)}\n)`,
    ...partitionedBy(dataset),
    ...rowFormat(clauses, input.serdeProperties),
    `STORED AS ${clauses.storedAs}`,
    `LOCATION ${quoteLiteral(location, "ddl")}`,
    `TBLPROPERTIES ${propertyList(tableProperties("buildCreateTable", dataset, { clauses, location, more: input.properties }))}`,
  ];
  return statement(lines.join("\n"));
}

function locationOf({ name }: Dataset, { location, symlinks = false }: CreateTableInput): string {
  if (typeof symlinks !== "boolean")
    throw new TypeError(
      `buildCreateTable: symlinks must be true or false, not ${String(symlinks)}.`,
    );
  return `${tableLocation(location)}${symlinks ? `_symlinks/${name}/` : ""}`;
}

function columnLines(dataset: Dataset, { typeOf }: FormatClauses): string {
  return fileColumns(dataset)
    .map((column) => `  ${columnName(column.name)} ${typeOf(column)}`)
    .join(",\n");
}

function columnName(name: string): string {
  return quoteIdentifier(name.toLowerCase(), "ddl");
}

function partitionedBy(dataset: Dataset): string[] {
  const columns = partitionColumns(dataset);
  if (columns.length === 0) return [];
  return [
    `PARTITIONED BY (\n${columns.map((column) => `  ${partitionColumn(column)}`).join(",\n")}\n)`,
  ];
}

function partitionColumn({ name, type, key }: PartitionColumn): string {
  const column = `${columnName(name)} ${typeLaw(type).athena}`;
  if (key?.projection !== "injected") return column;
  return `${column} COMMENT ${quoteLiteral("every query has to give it, by = or IN", "ddl")}`;
}

/** Raw CSV is read by place: a column that is taken from the key would shift all that come after it. */
function refuseRawCsv({ name, partition }: Dataset, format: TableFormat): void {
  if (format !== "csv" || partition?.by === undefined) return;
  throw new TypeError(
    `buildCreateTable: dataset "${name}" takes ${partition.by.map(({ column }) => column).join(", ")} from the key, but CSV files have it, too, and are read by place. For a table over raw CSV define a dataset without partition.by.`,
  );
}

function rowFormat(
  { serde, serdeProperties }: FormatClauses,
  more: Readonly<Record<string, string>> = {},
): string[] {
  const properties = { ...serdeProperties, ...more };
  const row = `ROW FORMAT SERDE ${quoteLiteral(serde, "ddl")}`;
  return Object.keys(properties).length === 0
    ? [row]
    : [row, `WITH SERDEPROPERTIES ${propertyList(properties)}`];
}

const MAX_KEY_CHARACTERS = 255;

function propertyList(properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([key, value]) => {
    if (key === "" || key.length > MAX_KEY_CHARACTERS)
      throw new RangeError(
        `buildCreateTable: a property's name has 1 to ${MAX_KEY_CHARACTERS} characters.`,
      );
    return `  ${quoteLiteral(key, "ddl")} = ${quoteLiteral(value, "ddl")}`;
  });
  return `(\n${lines.join(",\n")}\n)`;
}
