import {
  CONTRACT_METADATA,
  type Dataset,
  partitionColumns,
  partitionProjection,
  typeLaw,
} from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier, quoteLiteral } from "@cloudapi/core/sql";
import { type Statement, statement } from "../statement.ts";
import { checkAthenaName } from "./athena-name.ts";
import { type FormatClauses, type TableFormat, tableFormat } from "./table-format.ts";
import { tableLocation } from "./table-location.ts";

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
  const location = tableLocation(input.location);
  const clauses = tableFormat(format);
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
    `TBLPROPERTIES ${propertyList(tableProperties(dataset, clauses, location, input.properties))}`,
  ];
  return statement(lines.join("\n"));
}

function columnLines(dataset: Dataset, { typeOf }: FormatClauses): string {
  return dataset.columns
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
    `PARTITIONED BY (\n${columns.map(({ name, type }) => `  ${columnName(name)} ${typeLaw(type).athena}`).join(",\n")}\n)`,
  ];
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

function tableProperties(
  dataset: Dataset,
  clauses: FormatClauses,
  location: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const own: Record<string, string> = {
    ...clauses.tableProperties,
    ...partitionProjection(dataset, location),
    [CONTRACT_METADATA.datasetProperty]: dataset.name,
    [CONTRACT_METADATA.hashProperty]: dataset.contractHash,
  };
  for (const key of Object.keys(more)) {
    const isOurs =
      Object.hasOwn(own, key) ||
      /^(?:projection\.|storage\.location\.template$|cloudapi\.)/.test(key);
    if (isOurs)
      throw new RangeError(
        `buildCreateTable: the property "${key}" comes from the contract and can't be set.`,
      );
  }
  return { ...own, ...more };
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
