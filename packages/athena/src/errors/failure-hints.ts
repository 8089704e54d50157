/** What to do about a failure, by its code. */
export const FAILURE_HINTS = {
  ACCESS_DENIED:
    "Grant the missing action to the caller; the message names it where Athena does. Under Lake Formation the table and its location need a grant there as well.",
  ALREADY_EXISTS: "Drop it first, or say IF NOT EXISTS.",
  ATHENA_UNREACHABLE:
    "Check the region, the endpoint, the network and the proxy. A query that was running goes on.",
  BAD_DATA: "Compare the files under the table's location with its columns and format.",
  BYTES_SCANNED_LIMIT:
    "Narrow the query to fewer partitions or columns, or raise the work group's limit.",
  INVALID_VALUE:
    "A value does not fit what is done with it; TRY and TRY_CAST give NULL where it does not.",
  LOCATION_NOT_EMPTY:
    "Choose a location without objects, or delete them first if they are no longer needed: a CREATE TABLE AS that failed may have left some.",
  NO_CREDENTIALS: "Give the client credentials, or the process a role.",
  NO_OUTPUT_LOCATION: "Pass outputLocation, or set one in the work group.",
  NO_SUCH_BUCKET: "Check the buckets of the output location and of the table's location.",
  NO_SUCH_CATALOG: "Check the catalog's name; the Glue Data Catalog is AwsDataCatalog.",
  NO_SUCH_COLUMN:
    "Check the column's name against the table; Athena also answers so when the caller may not see the column.",
  NO_SUCH_DATABASE: "Create the database, or check its name.",
  NO_SUCH_FUNCTION: "Check the function's name and the types of its arguments.",
  NO_SUCH_QUERY: "Check the id, region and account; Athena keeps a query's record for 45 days.",
  NO_SUCH_TABLE:
    "Create it with buildCreateTable, or check the database and the spelling (Athena's names are lower-case).",
  NO_SUCH_WORK_GROUP: "Check the work group's name and region.",
  NOT_SUPPORTED: "Rewrite the statement without the construct that is named.",
  OUTPUT_BUCKET_UNAVAILABLE:
    "The bucket of the output location must exist, in the query's region, and the caller needs s3:GetBucketLocation and s3:ListBucket on it.",
  QUERY_FAILED: "Look at the query's own reason: runQuery reports it, as does GetQueryExecution.",
  QUERY_NOT_FINISHED: "Wait for it with runQuery.",
  QUERY_TIMED_OUT: "Make the query smaller, or ask for a higher quota on its duration.",
  RESOURCES_EXHAUSTED:
    "Make the query smaller: fewer partitions, fewer groups, approximate percentiles.",
  RESULTS_NOT_FOUND:
    "The result file is gone from the output location; it was deleted by hand or by a lifecycle rule; run the query again.",
  SQL_SYNTAX: "Correct the statement at the place shown.",
  THROTTLED: "Run fewer queries at once, or ask for a higher quota.",
  TYPE_MISMATCH: "Cast one side; a parameter is a varchar when it is a string.",
  WRONG_PARAMETERS: "Give one parameter for each ? of the statement, in their order.",
} as const;

/** The codes that a failure can be recognised as. */
export type FailureCode = keyof typeof FAILURE_HINTS;
