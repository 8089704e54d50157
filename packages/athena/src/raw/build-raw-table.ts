import { checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { type Statement, statement } from "../statement.ts";
import { checkAthenaName } from "../tables/athena-name.ts";
import { tableLocation } from "../tables/table-location.ts";

/** The table of raw lines to create. */
export interface RawTableInput {
  /** Where the files are: `s3://bucket/prefix/`. */
  readonly location: string;
  readonly table: string;
  /** Default: the query's database. */
  readonly database?: string | undefined;
}

/**
 * The DDL of an external table over files of lines, as `compileTrinoTransform` reads it: each line is one text, `line`. The files may be
 * compressed with gzip, bzip2 or zstd.
 *
 * Fields end at the end of a line, so that no character of a line ends one, and nothing of a line is lost. A line that is `\N` is null, as
 * Hive has it; `compileTrinoTransform` knows.
 *
 * @throws {TypeError | RangeError} for a location or name that Athena would not take
 *
 * @example
 * ```ts
 * import { buildRawTable } from "@cloudapi/athena";
 *
 * const { sql } = buildRawTable({ table: "raw_logs", location: "s3://cloudapi-logs-raw/2025/01/15/" });
 * console.log(sql.split("\n")[0]); // => "CREATE EXTERNAL TABLE IF NOT EXISTS `raw_logs` (`line` string)"
 * ```
 */
export function buildRawTable(input: RawTableInput): Statement {
  checkOptionNames("buildRawTable", input, ["location", "table", "database"]);
  const name = checkAthenaName("buildRawTable: table", input.table);
  const qualified = [...(input.database === undefined ? [] : [input.database]), name]
    .map((part) => quoteIdentifier(part, "ddl"))
    .join(".");
  return statement(`CREATE EXTERNAL TABLE IF NOT EXISTS ${qualified} (\`line\` string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\n' LINES TERMINATED BY '\\n'
STORED AS TEXTFILE
LOCATION '${tableLocation(input.location)}'`);
}
