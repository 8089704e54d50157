import { type Dataset, fileColumns, partitionColumns } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier, quoteLiteral } from "@cloudapi/core/sql";
import { quoteColumn, quoteTable } from "../metrics/column-of.ts";
import { type Statement, statement } from "../statement.ts";
import { contractSql } from "./contract-sql.ts";
import { NotInSqlError } from "./not-in-sql-error.ts";
import { partitionSql } from "./partition-sql.ts";
import { rejectedSelect } from "./rejected-select.ts";
import { fromSteps } from "./step.ts";

/** A table by its name, and its database where that is not the query's own. */
export interface TableName {
  readonly table: string;
  readonly database?: string | undefined;
}

/** Where raw lines are, and where their rows go. */
export interface TrinoTransformInput {
  /** The external table of raw lines, as `buildRawTable` creates it: the column `line`. */
  readonly raw: TableName;
  /** The table of the contract, partitioned as that says. */
  readonly into: TableName;
  /** The table of rejected rows, with the contract `rejectedRows` of `@cloudapi/transform`. */
  readonly rejected: TableName;
  /** Names the run in the table of rejected rows. */
  readonly runId: string;
  /** The files that are read, as `"$path"` has them (`s3://bucket/key`); default all of the raw table. */
  readonly sources?: readonly string[] | undefined;
  /** Default 16 MiB, as of `transform`. */
  readonly maxRecordBytes?: number | undefined;
  /** How deep lists and objects may be nested; default 256, as of `transform`. */
  readonly maxDepth?: number | undefined;
}

/** The statements of a transform in SQL. */
export interface TrinoTransform {
  /** Inserts the valid rows. */
  readonly insertValid: Statement;
  /** Inserts the rejected rows, each with all that is wrong with it. */
  readonly insertRejected: Statement;
  /** One row with `rows_in`, `rows_valid`, `rows_rejected`, to compare with what was inserted. */
  readonly count: Statement;
}

const OPTIONS = ["raw", "into", "rejected", "runId", "sources", "maxRecordBytes", "maxDepth"];

/**
 * The transform of lines of JSON as SQL of Athena and Trino: from an external table of raw lines, valid rows go into the table of the
 * contract, and all others into the table of rejected rows, with the codes that `transform` gives them.
 *
 * What SQL can't say exactly is refused by field and rule, and never approximated: `transformRefusals` lists it. A line is told by Trino
 * from the next one by LF, CRLF or CR, and not whether it is the last: a record that a file ends in has the code `invalid_json` or
 * `invalid_utf8` instead of `truncated_record`. INSERT adds: run again, it adds the same rows again.
 *
 * @throws {NotInSqlError} `NOT_IN_SQL` for a contract that has what SQL can't say exactly
 * @throws {TypeError} for what is not a dataset, an unknown option, a table or a run without a name
 * @throws {RangeError} for a limit that is not a positive integer
 *
 * @example
 * ```ts
 * import { compileTrinoTransform } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const { insertValid } = compileTrinoTransform(apiLogs, {
 *   raw: { table: "raw_logs" },
 *   into: { table: "api_logs" },
 *   rejected: { table: "rejected_rows" },
 *   runId: "2025-01-15",
 * });
 * console.log(insertValid.sql.startsWith('INSERT INTO "api_logs" ("timestamp", "endpoint", ')); // => true
 * ```
 */
export function compileTrinoTransform(
  dataset: Dataset,
  input: TrinoTransformInput,
): TrinoTransform {
  checkDataset("compileTrinoTransform", dataset);
  checkOptionNames("compileTrinoTransform", input, OPTIONS);
  checkTables(input);
  const { maxRecordBytes = 16_777_216, maxDepth = 256, runId } = input;
  for (const [name, limit] of Object.entries({ maxRecordBytes, maxDepth }))
    if (!Number.isInteger(limit) || limit < 1)
      throw new RangeError(`compileTrinoTransform: ${name} must be a positive integer.`);
  if (typeof runId !== "string" || runId === "")
    throw new TypeError("compileTrinoTransform: runId must be text that names the run.");
  const { steps, values, epochMs, isRecord, refusals } = contractSql(dataset, {
    maxRecordBytes,
    maxDepth,
  });
  if (refusals.length > 0) throw new NotInSqlError(dataset.name, refusals);
  const from = fromSteps(linesOf(input, isRecord), steps);
  const files = fileColumns(dataset);
  const keys = partitionColumns(dataset);
  const names = [...files, ...keys].map(({ name }) => quoteColumn(name)).join(", ");
  const selected = [
    ...files.map(({ name }) => values.get(name) ?? ""),
    ...partitionSql(dataset, epochMs),
  ].join(",\n  ");
  const { columns, select } = rejectedSelect(dataset, runId);
  const rejected = columns.map((name) => quoteIdentifier(name)).join(", ");
  return Object.freeze({
    insertValid: statement(
      `INSERT INTO ${tableOf(input.into)} (${names})\nSELECT ${selected}\nFROM ${from}\nWHERE cardinality("issues") = 0`,
    ),
    insertRejected: statement(
      `INSERT INTO ${tableOf(input.rejected)} (${rejected})\nSELECT ${select}\nFROM ${from}\nWHERE cardinality("issues") > 0`,
    ),
    count: statement(
      `SELECT count(*) AS "rows_in", count_if(cardinality("issues") = 0) AS "rows_valid", count_if(cardinality("issues") > 0) AS "rows_rejected"\nFROM ${from}`,
    ),
  });
}

function checkTables(input: TrinoTransformInput): void {
  const given = Object(input) as Readonly<Record<string, unknown>>;
  for (const name of ["raw", "into", "rejected"]) {
    const { table } = Object(given[name]) as { readonly table?: unknown };
    if (typeof table !== "string" || table === "")
      throw new TypeError(
        `compileTrinoTransform: ${name} must name a table, such as { table: "logs" }.`,
      );
  }
}

function tableOf({ table, database }: TableName): string {
  return quoteTable(table, database);
}

/** The lines as text: what is not UTF-8 is replaced in it. A line that Hive reads as null is `\N`. */
function linesOf({ raw, sources }: TrinoTransformInput, isRecord: string): string {
  if (sources !== undefined && (!Array.isArray(sources as unknown) || sources.length === 0))
    throw new TypeError("compileTrinoTransform: sources must be a list of files, at least one.");
  const line = `coalesce("line", '\\N')`;
  const where =
    sources === undefined
      ? ""
      : ` WHERE "$path" IN (${sources.map((source) => quoteLiteral(source)).join(", ")})`;
  const lines = `SELECT "$path" AS "source", to_utf8(${line}) AS "bytes" FROM ${tableOf(raw)}${where}`;
  const texts = `SELECT "source", "bytes", from_utf8("bytes") AS "text" FROM (${lines}) AS "lines"`;
  return `SELECT * FROM (${texts}) AS "texts" WHERE ${isRecord}`;
}
