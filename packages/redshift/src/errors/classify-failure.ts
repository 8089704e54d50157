import type { RequestFailure } from "@cloudapi/core/internal";
import { RedshiftError, type RedshiftErrorDetails } from "./redshift-error.ts";

/** A kind of failure: how it is told, what it is called, and what to do. */
interface FailureKind {
  readonly code: string;
  /** SQLSTATEs. */
  readonly states?: readonly string[];
  /** Words of Redshift's message, where no state comes with it. */
  readonly words?: RegExp;
  readonly retryable?: boolean;
  readonly advice: string;
}

/** Looked through in order. The Data API gives the message alone. */
const KINDS: readonly FailureKind[] = [
  {
    code: "SERIALIZATION_CONFLICT",
    states: ["40001"],
    words:
      /serializable isolation violation|could not serialize access|concurrent (?:update|transaction)/i,
    retryable: true,
    advice: "Another transaction changed the same tables; it can be done again.",
  },
  {
    code: "DEADLOCK",
    states: ["40P01"],
    words: /deadlock detected/i,
    retryable: true,
    advice: "Two transactions waited for each other; it can be done again.",
  },
  {
    code: "WAREHOUSE_PAUSED",
    words:
      /cluster .{0,80}(?:is paused|paused state|not available)|is not in (?:an )?available state|is paused/i,
    advice: "Resume the cluster (aws redshift resume-cluster), and run again: nothing was loaded.",
  },
  {
    code: "WAREHOUSE_UNREACHABLE",
    states: ["57P01", "57P02", "57P03", "08000", "08001", "08003", "08006", "53300"],
    words:
      /terminating connection|connection (?:limit|refused|reset|terminated|closed)|too many (?:connections|clients)|query_canceled_by_restart/i,
    retryable: true,
    advice: "The connection could not be made, or broke; it can be done again.",
  },
  {
    code: "STATEMENT_CANCELLED",
    states: ["57014"],
    words:
      /cancel(?:l)?ed on user.?s request|canceling statement|query was cancell?ed|aborted by user/i,
    advice: "Somebody cancelled the statement, or it ran longer than it may.",
  },
  {
    code: "VALUE_TOO_LONG",
    states: ["22001"],
    words:
      /value too long for (?:type )?(?:character|varchar)|exceeds? (?:the )?(?:ddl|declared|maximum) length|string length exceeds/i,
    advice:
      "A varchar counts bytes of UTF-8. Nothing was loaded: bound the text in the contract, or migrate the table to a longer one.",
  },
  {
    code: "NULL_IN_REQUIRED_COLUMN",
    states: ["23502"],
    words: /(?:null value in column|cannot insert a null value into column)/i,
    advice: "The table requires the column and a row has none: nothing was loaded.",
  },
  {
    code: "OBJECT_MISSING",
    words:
      /mandatory (?:url|file)|specified key does not exist|(?:file|object|manifest) .{0,200}(?:not found|does not exist|is missing)|NoSuchKey/i,
    advice:
      "A file of the manifest is not there, or is of another size than the manifest says: nothing was loaded.",
  },
  {
    code: "COLUMN_MISMATCH",
    words:
      /(?:number of columns|column count|incompatible parquet schema|unmatched number of columns|datatype mismatch)/i,
    advice: "The files' columns are not those that COPY names: nothing was loaded.",
  },
  {
    code: "NO_SUCH_COLUMN",
    states: ["42703"],
    words: /column "?.{1,300}"? (?:does not exist|of relation)/i,
    advice: "Bring the table to the contract with buildMigration.",
  },
  {
    code: "NO_SUCH_TABLE",
    states: ["42P01", "3F000"],
    words: /(?:relation|table|schema) "?.{1,300}"? does not exist|cannot find table/i,
    advice: "Make it with buildCreateTable, or name another schema.",
  },
  {
    code: "ACCESS_DENIED",
    states: ["42501", "28000", "28P01"],
    words:
      /permission denied|must be owner|not authorized|access ?denied|password authentication failed|assume role/i,
    advice: "Grant what is missing (buildGrants), or let the role read and write the bucket.",
  },
  {
    code: "SQL_SYNTAX",
    states: ["42601"],
    words: /syntax error/i,
    advice: "Correct the statement.",
  },
];

/** The error for a statement that failed, by Redshift's words and, where there is one, its SQLSTATE. */
export function statementFailure(message: string, details: RedshiftErrorDetails): RedshiftError {
  const kind = kindOf(message, details.sqlState);
  const { code = "STATEMENT_FAILED", retryable = false, advice = "" } = kind ?? {};
  const words = message.trim() === "" ? "Redshift gave no reason" : message.trim();
  return new RedshiftError(code, [`The statement failed: ${words}`, advice].join("\n").trim(), {
    retryable,
    ...details,
  });
}

function kindOf(message: string, sqlState: string | undefined): FailureKind | undefined {
  const byState = KINDS.find(({ states }) => sqlState !== undefined && states?.includes(sqlState));
  return byState ?? KINDS.find(({ words }) => words?.test(message.slice(0, 10_000)));
}

/** Exceptions of the Data API that stand for a state which passes. */
const PASSING: Readonly<Record<string, string>> = {
  ActiveStatementsExceededException: "THROTTLED",
  ActiveSessionsExceededException: "THROTTLED",
  InternalServerException: "WAREHOUSE_UNREACHABLE",
  DatabaseConnectionException: "WAREHOUSE_UNREACHABLE",
};

/** The error for a request that the Data API refused, or that did not reach it. */
export function requestFailure(failure: RequestFailure, cause: unknown): RedshiftError {
  const { name, message, httpStatus = 0 } = failure;
  const words = message === "" ? name : message;
  const refused = (code: string, retryable: boolean, advice: string) =>
    new RedshiftError(
      code,
      `The Data API refused the request (${name}): ${words}\n${advice}`.trim(),
      {
        retryable,
        cause,
      },
    );
  if (failure.isNetwork)
    return new RedshiftError(
      "WAREHOUSE_UNREACHABLE",
      `The Data API was not reached: ${words}\nIt can be done again.`,
      { retryable: true, cause },
    );
  const passing = kindOf(words, undefined)?.code === "WAREHOUSE_PAUSED" ? undefined : PASSING[name];
  if (failure.isThrottling) return refused("THROTTLED", true, "It can be done again, later.");
  if (passing !== undefined) return refused(passing, true, "It can be done again, later.");
  const kind = kindOf(words, undefined);
  if (kind !== undefined) return refused(kind.code, kind.retryable === true, kind.advice);
  if (name === "ResourceNotFoundException")
    return refused("NO_SUCH_STATEMENT", false, "Results are kept for 24 hours.");
  const isServer = httpStatus >= 500;
  return refused(isServer ? "WAREHOUSE_UNREACHABLE" : "REQUEST_REFUSED", isServer, "");
}
