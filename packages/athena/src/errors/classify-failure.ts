/** What an engine's message means: a stable code, and what to do about it. */
export interface FailureKind {
  readonly code: string;
  readonly hint: string;
}

type Rule = readonly [pattern: RegExp, code: string, hint: string];

/**
 * In the order they are tried. Athena words a failure in three ways: Trino's (`TABLE_NOT_FOUND: line 1:15: ...`),
 * Hive's (`FAILED: SemanticException [Error 10001]: ...`) and that of the API's own exceptions.
 */
const RULES: readonly Rule[] = [
  [
    /bytes scanned limit/i,
    "BYTES_SCANNED_LIMIT",
    "Narrow the query to fewer partitions or columns, or raise the work group's limit.",
  ],
  [
    /\bCOLUMN_NOT_FOUND\b|Column '[^']*' cannot be resolved/i,
    "NO_SUCH_COLUMN",
    "Check the column's name against the table; Athena also answers so when the caller may not see the column.",
  ],
  [
    /\bTABLE_NOT_FOUND\b|Table '?[^\s']+'? does not exist|\[Error 10001\]|\bTable not found\b|EntityNotFoundException[\s\S]*Table/i,
    "NO_SUCH_TABLE",
    "Create it with buildCreateTable, or check the database and the spelling (Athena's names are lower-case).",
  ],
  [
    /\bSCHEMA_NOT_FOUND\b|Schema '?[^\s']+'? does not exist|\[Error 10072\]|Database does not exist|Database [^\s]+ not found|EntityNotFoundException[\s\S]*Database/i,
    "NO_SUCH_DATABASE",
    "Create the database, or check its name.",
  ],
  [
    /\bCATALOG_NOT_FOUND\b|Catalog '?[^\s']+'? (?:does not exist|not found)/i,
    "NO_SUCH_CATALOG",
    "Check the catalog's name; the Glue Data Catalog is AwsDataCatalog.",
  ],
  [
    /\bFUNCTION_NOT_FOUND\b|Function '?[^\s']+'? not registered/i,
    "NO_SUCH_FUNCTION",
    "Check the function's name and the types of its arguments.",
  ],
  [/already exists/i, "ALREADY_EXISTS", "Drop it first, or say IF NOT EXISTS."],
  [
    /NoSuchBucket|specified bucket does not exist/i,
    "NO_SUCH_BUCKET",
    "Check the buckets of the output location and of the table's location.",
  ],
  [
    /\bINVALID_PARAMETER_USAGE\b|Incorrect number of parameters/i,
    "WRONG_PARAMETERS",
    "Give one parameter for each ? of the statement, in their order.",
  ],
  [
    /PERMISSION_DENIED|AccessDenied|Access ?denied|not authorized|Insufficient (?:permissions|Lake Formation)/i,
    "ACCESS_DENIED",
    "Grant the missing action to the caller; the message names it where Athena does.",
  ],
  [
    /\bTYPE_MISMATCH\b|Cannot apply operator/i,
    "TYPE_MISMATCH",
    "Cast one side; a parameter is a varchar when it is a string.",
  ],
  [
    /\bSYNTAX_ERROR\b|ParseException|mismatched input|extraneous input|no viable alternative|MALFORMED_QUERY|Only one sql statement/i,
    "SQL_SYNTAX",
    "Correct the statement at the place shown.",
  ],
  [
    /No output location/i,
    "NO_OUTPUT_LOCATION",
    "Pass outputLocation, or set one in the work group.",
  ],
  [
    /WorkGroup (?:[^\s]+ )?(?:is )?not found/i,
    "NO_SUCH_WORK_GROUP",
    "Check the work group's name and region.",
  ],
  [
    /QueryExecution [^\s]+ was not found|not a valid query execution/i,
    "NO_SUCH_QUERY",
    "Check the id, region and account; Athena keeps a query's record for 45 days.",
  ],
  [
    /has not yet finished|Current state: (?:QUEUED|RUNNING)/i,
    "QUERY_NOT_FINISHED",
    "Wait for it with runQuery.",
  ],
  [
    /ThrottlingException|TooManyRequests|Rate exceeded|Throttling\b/i,
    "THROTTLED",
    "Run fewer queries at once, or ask for a higher quota.",
  ],
  [
    /exhausted resources/i,
    "RESOURCES_EXHAUSTED",
    "Make the query smaller: fewer partitions, fewer groups, approximate percentiles.",
  ],
  [
    /\bHIVE_(?:BAD_DATA|CURSOR_ERROR|CANNOT_OPEN_SPLIT|INVALID_METADATA|INVALID_PARTITION_VALUE|MISSING_DATA|PARTITION_SCHEMA_MISMATCH|UNSUPPORTED_FORMAT)\b/,
    "BAD_DATA",
    "Compare the files under the table's location with its columns and format.",
  ],
  [
    /\bNOT_SUPPORTED\b|not supported|unsupported/i,
    "NOT_SUPPORTED",
    "Rewrite the statement without the construct that is named.",
  ],
];

/** The code and hint for the message of a failed query or request; `undefined` when no rule knows it. */
export function classifyFailure(message: string): FailureKind | undefined {
  for (const [pattern, code, hint] of RULES) {
    if (pattern.test(message)) return { code, hint };
  }
  return undefined;
}
