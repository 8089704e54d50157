import type { AthenaClient, QueryExecution } from "@aws-sdk/client-athena";
import { type Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import type * as z from "zod";
import { AthenaQueryError } from "../errors/athena-query-error.ts";
import { queryFailure } from "../errors/query-failure.ts";
import { getExecution } from "../run/get-execution.ts";
import { readPollOptions } from "../run/poll-options.ts";
import { cellsOfRow, type ResultColumn, type RowShaper } from "./cells-of-row.ts";
import { columnsOfPage } from "./columns-of-page.ts";
import type { AthenaValue } from "./convert-cell.ts";
import { readPages } from "./read-pages.ts";
import { checkSchema, type ResultSchema, rowShaper } from "./row-shaper.ts";

/** A row of a result that is read without a schema. */
export type AthenaRow = Record<string, AthenaValue>;

/** The type of a result's row, by what it is typed by. */
export type ResultRow<S> =
  S extends Dataset<infer Z> ? z.output<Z> : S extends z.ZodType ? z.output<S> : AthenaRow;

/** Which result to read, and as what. */
export interface GetResultsInput<S extends ResultSchema | undefined = ResultSchema | undefined> {
  readonly queryExecutionId: string;
  /** A dataset, or a zod schema of the row; without it values are typed by Athena's column types. */
  readonly schema?: S;
}

/** A column of a result. */
export interface ResultColumnType {
  readonly name: string;
  /** As Athena calls it: `bigint`, `decimal(10,2)`, `timestamp`. */
  readonly type: string;
}

/** How to read a result. */
export interface GetResultsOptions {
  readonly signal?: AbortSignal;
  /** Rows a request, 1 to 1,000; default 1,000. */
  readonly pageSize?: number;
  /** Read empty text as null, for tables over raw CSV, in which Athena can't tell the two apart; default false. */
  readonly emptyAsNull?: boolean;
  /**
   * Called once with the columns of the result that the schema does not know, whose values are left out: such as those that a
   * table has by a later contract.
   */
  readonly onUnknownColumns?: (names: readonly string[]) => void;
  /** Called once with the columns of the result and Athena's types of them, before its first row, if there is one. */
  readonly onColumns?: (columns: readonly ResultColumnType[]) => void;
}

/**
 * The rows of a query that has succeeded, typed by a dataset or zod schema, page by page as they are asked for.
 *
 * Null and empty text are distinguished. With a dataset, columns are matched without case, partition columns are left
 * out, and each value comes back as the contract has it. A column of a dataset that the result lacks, nullable or not, is an
 * error, since the table then has another contract; a zod schema of what is selected may have nullable fields more. Without a schema: integers are numbers, bigint is bigint,
 * decimal is text, date is `YYYY-MM-DD`, timestamps are RFC 3339 text in UTC, varbinary is bytes; arrays,
 * maps, rows and json stay Athena's text. So does a timestamp in the zone of a region that has this local time twice.
 * The lines of SHOW, DESCRIBE and MSCK REPAIR TABLE come with each cell in its column and without filling spaces.
 *
 * IAM: `athena:GetQueryExecution` and `athena:GetQueryResults` on the work group, `s3:GetObject` on the
 * output location, with a KMS key `kms:Decrypt` on it.
 *
 * @throws {AthenaQueryError} when there is no such query, it has not succeeded, or may not be read
 * @throws {AthenaResultError} `INVALID_RESULT_ROW` at the first row that does not fit, `MISSING_RESULT_COLUMN`,
 * `DUPLICATE_RESULT_COLUMN`, `UNREADABLE_RESULT_VALUE`, `INVALID_RESPONSE`
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { getResults, runQuery } from "@cloudapi/athena";
 * import * as z from "zod";
 *
 * const athena = new AthenaClient();
 * const { queryExecutionId } = await runQuery(athena, {
 *   sql: "SELECT * FROM (VALUES ('/api/users', 2), ('/api/orders', 1)) AS t (endpoint, requests)",
 *   outputLocation: "s3://cloudapi-logs-processed/athena-results/",
 * });
 * const schema = z.object({ endpoint: z.string(), requests: z.int32() });
 * for await (const row of getResults(athena, { queryExecutionId, schema })) {
 *   console.log(row.endpoint, row.requests);
 * }
 * athena.destroy();
 * ```
 */
export function getResults<S extends ResultSchema | undefined = undefined>(
  athena: AthenaClient,
  input: GetResultsInput<S>,
  options: GetResultsOptions = {},
): AsyncGenerator<ResultRow<S>, void, undefined> {
  checkOptionNames("getResults", input, ["queryExecutionId", "schema"]);
  checkOptionNames("getResults", options, [
    "signal",
    "pageSize",
    "emptyAsNull",
    "onUnknownColumns",
    "onColumns",
  ]);
  const { queryExecutionId } = input;
  if (typeof queryExecutionId !== "string" || queryExecutionId === "")
    throw new TypeError("getResults: queryExecutionId must be a string that is not empty.");
  checkSchema(input.schema);
  const { pageSize = 1_000 } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 1_000) {
    throw new RangeError(
      `getResults: pageSize must be an integer from 1 to 1000, not ${String(pageSize)}.`,
    );
  }
  return readRows(athena, input, { ...options, pageSize }) as AsyncGenerator<
    ResultRow<S>,
    void,
    undefined
  >;
}

async function* readRows(
  athena: AthenaClient,
  { queryExecutionId, schema }: GetResultsInput,
  {
    signal,
    pageSize,
    emptyAsNull = false,
    onUnknownColumns,
    onColumns,
  }: GetResultsOptions & { readonly pageSize: number },
): AsyncGenerator<unknown, void, undefined> {
  const execution = await succeededExecution(athena, queryExecutionId, signal);
  let columns: readonly ResultColumn[] = [];
  let shape: RowShaper | undefined;
  let rowNumber = 0;
  for await (const page of readPages(athena, execution, pageSize, signal)) {
    const isFirst = columns.length === 0;
    columns = columnsOfPage(page, columns, queryExecutionId);
    if (isFirst && columns.length > 0)
      onColumns?.(columns.map(({ name, type }) => ({ name, type })));
    if (columns.length > 0)
      shape ??= rowShaper(schema, columns, { queryExecutionId, onUnknownColumns });
    for (const row of page.rows) {
      const cells = cellsOfRow(columns, row, queryExecutionId, ++rowNumber);
      const values = emptyAsNull
        ? cells.map(([name, value]): [string, AthenaValue] => [name, value === "" ? null : value])
        : cells;
      yield shape?.(values, rowNumber);
    }
  }
}

async function succeededExecution(
  athena: AthenaClient,
  queryExecutionId: string,
  signal: AbortSignal | undefined,
): Promise<QueryExecution & { readonly QueryExecutionId: string }> {
  const execution = {
    ...(await getExecution(athena, queryExecutionId, readPollOptions(), signal)),
    QueryExecutionId: queryExecutionId,
  };
  const state = execution.Status?.State;
  if (state === "FAILED" || state === "CANCELLED") throw queryFailure(execution, undefined);
  if (state === "QUEUED" || state === "RUNNING") {
    throw new AthenaQueryError("QUERY_NOT_FINISHED", {
      reason: `it is still ${state}.`,
      hint: "Wait for it with runQuery.",
      queryExecutionId,
      state,
    });
  }
  return execution;
}
