import { randomUUID } from "node:crypto";
import type { StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import { checkOptionNames } from "@cloudapi/core/internal";
import { quoteValue, type SqlValue } from "@cloudapi/core/sql";

/** A query to run, and where. */
export interface RunQueryInput {
  /** One statement, at most 262,144 characters; `?` stands for a parameter (DML only, in conditions). */
  readonly sql: string;
  /** The values of the `?`, in their order. */
  readonly parameters?: readonly SqlValue[];
  /** The database that unqualified table names are looked up in. */
  readonly database?: string;
  /** The data catalog; default `AwsDataCatalog`. */
  readonly catalog?: string;
  /** Default `primary`. */
  readonly workGroup?: string;
  /** `s3://bucket/prefix/` for the result files; not needed when the work group sets one. */
  readonly outputLocation?: string;
  /** 32 to 128 characters; the same token again gives the same query instead of a second one. Default: a new one per call. */
  readonly clientRequestToken?: string;
  /** Stop the query, and fail, once it has scanned more bytes than this. */
  readonly maxBytesScanned?: number;
  /** Take the result of the same query if it is no older than this many minutes (0 to 10,080). */
  readonly reuseResultsMaxAgeMinutes?: number;
}

const KNOWN = [
  "sql",
  "parameters",
  "database",
  "catalog",
  "workGroup",
  "outputLocation",
  "clientRequestToken",
  "maxBytesScanned",
  "reuseResultsMaxAgeMinutes",
] as const satisfies (keyof RunQueryInput)[];

const MAX_SQL_CHARACTERS = 262_144;
const MAX_PARAMETER_CHARACTERS = 1_024;
const MAX_AGE_MINUTES = 10_080;

/**
 * The request for StartQueryExecution.
 *
 * @throws {TypeError | RangeError} for what Athena would not take
 */
export function startRequest(input: RunQueryInput): StartQueryExecutionCommandInput {
  checkOptionNames("runQuery", input, KNOWN);
  const parameters = (input.parameters ?? []).map(parameterText);
  return {
    QueryString: checkSql(input.sql),
    ...(parameters.length > 0 && { ExecutionParameters: parameters }),
    QueryExecutionContext: {
      ...(input.database !== undefined && { Database: input.database }),
      ...(input.catalog !== undefined && { Catalog: input.catalog }),
    },
    ...(input.workGroup !== undefined && { WorkGroup: input.workGroup }),
    ...(input.outputLocation !== undefined && {
      ResultConfiguration: { OutputLocation: checkOutputLocation(input.outputLocation) },
    }),
    ClientRequestToken: checkToken(input.clientRequestToken) ?? randomUUID(),
    ...reuseOf(input.reuseResultsMaxAgeMinutes),
  };
}

function checkSql(sql: unknown): string {
  if (typeof sql !== "string")
    throw new TypeError(`runQuery: sql must be a string, not ${typeof sql}.`);
  if (sql.trim() === "") throw new RangeError("runQuery: sql is empty.");
  if (sql.length > MAX_SQL_CHARACTERS) {
    throw new RangeError(
      `runQuery: sql has ${sql.length} characters; Athena takes at most ${MAX_SQL_CHARACTERS}.`,
    );
  }
  return sql;
}

function parameterText(value: SqlValue, index: number): string {
  const literal = quoteValue(value);
  if (literal.length <= MAX_PARAMETER_CHARACTERS) return literal;
  throw new RangeError(
    `runQuery: parameter ${index + 1} is ${literal.length} characters long as a SQL literal; Athena takes at most ${MAX_PARAMETER_CHARACTERS}. Put it in the SQL with quoteLiteral.`,
  );
}

function checkOutputLocation(location: unknown): string {
  if (typeof location === "string" && /^s3:\/\/[^/\s]+\/?/.test(location)) return location;
  throw new TypeError(
    `runQuery: outputLocation must be s3://bucket/prefix/, not "${String(location)}".`,
  );
}

function checkToken(token: string | undefined): string | undefined {
  if (
    token === undefined ||
    (typeof token === "string" && token.length >= 32 && token.length <= 128)
  )
    return token;
  throw new RangeError("runQuery: clientRequestToken must have 32 to 128 characters.");
}

function reuseOf(
  maxAge: number | undefined,
): Pick<StartQueryExecutionCommandInput, "ResultReuseConfiguration"> {
  if (maxAge === undefined) return {};
  if (!Number.isInteger(maxAge) || maxAge < 0 || maxAge > MAX_AGE_MINUTES) {
    throw new RangeError(
      `runQuery: reuseResultsMaxAgeMinutes must be an integer from 0 to ${MAX_AGE_MINUTES}, not ${String(maxAge)}.`,
    );
  }
  return {
    ResultReuseConfiguration: {
      ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: maxAge },
    },
  };
}
