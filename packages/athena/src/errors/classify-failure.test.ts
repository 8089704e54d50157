import { describe, expect, it } from "vitest";
import { classifyFailure } from "./classify-failure.ts";
import { ENGINE_ERRORS, SERVICE_ERRORS } from "./engine-errors.ts";
import { FAILURE_HINTS } from "./failure-hints.ts";

it.each([
  [
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.logs.nope' does not exist. If a data manifest file was generated",
    "NO_SUCH_TABLE",
  ],
  ["SYNTAX_ERROR: line 1:15: Table awsdatacatalog.default.nope does not exist", "NO_SUCH_TABLE"],
  ["FAILED: SemanticException [Error 10001]: Table not found nope", "NO_SUCH_TABLE"],
  [
    "[ErrorCategory:USER_ERROR, ErrorCode:DDL_FAILED], Detail:FAILED: SemanticException Unable to fetch table nope. EntityNotFoundException: Entity Not Found (Table nope)",
    "NO_SUCH_TABLE",
  ],
  [
    "COLUMN_NOT_FOUND: line 3:7: Column 'symbol' cannot be resolved or requester is not authorized to access requested resources",
    "NO_SUCH_COLUMN",
  ],
  ["SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved", "NO_SUCH_COLUMN"],
  ["SCHEMA_NOT_FOUND: line 1:15: Schema 'nope' does not exist", "NO_SUCH_DATABASE"],
  ["FAILED: SemanticException [Error 10072]: Database does not exist: nope", "NO_SUCH_DATABASE"],
  ["CATALOG_NOT_FOUND: line 1:15: Catalog 'x' does not exist", "NO_SUCH_CATALOG"],
  ["FUNCTION_NOT_FOUND: line 1:8: Function 'medain' not registered", "NO_SUCH_FUNCTION"],
  [
    "FAILED: Execution Error, return code 40000 from org.apache.hadoop.hive.ql.ddl.DDLTask. AlreadyExistsException(message:Table t already exists.)",
    "ALREADY_EXISTS",
  ],
  [
    "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket)",
    "NO_SUCH_BUCKET",
  ],
  [
    "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 0",
    "WRONG_PARAMETERS",
  ],
  ["PERMISSION_DENIED: Access Denied", "ACCESS_DENIED"],
  ["Access denied when writing output to url: s3://b/r/q.csv", "ACCESS_DENIED"],
  [
    "Insufficient permissions to execute the query. User: arn:aws:iam::1:user/u is not authorized to perform: glue:GetTable",
    "ACCESS_DENIED",
  ],
  ["TYPE_MISMATCH: line 1:30: Cannot apply operator: varchar = integer", "TYPE_MISMATCH"],
  [
    "[ErrorCategory:USER_ERROR, ErrorCode:DDL_FAILED], Detail:FAILED: ParseException line 1:489 cannot recognize input near '<EOF>'",
    "SQL_SYNTAX",
  ],
  ["line 1:8: mismatched input 'FORM'. Expecting: '*'", "SQL_SYNTAX"],
  ["Only one sql statement is allowed. Got: SELECT 1; SELECT 2", "SQL_SYNTAX"],
  ["Bytes scanned limit was exceeded", "BYTES_SCANNED_LIMIT"],
  ["Query exhausted resources at this scale factor", "RESOURCES_EXHAUSTED"],
  ["HIVE_CURSOR_ERROR: Row is not a valid JSON Object", "BAD_DATA"],
  [
    "HIVE_BAD_DATA: Field status_code's type DOUBLE in parquet is incompatible with type integer defined in table schema",
    "BAD_DATA",
  ],
  ["NOT_SUPPORTED: line 1:1: comparison not supported", "NOT_SUPPORTED"],
  ["Queries of this type are not supported", "NOT_SUPPORTED"],
  ["InvalidRequestException  QueryExecution 5 was not found", "NO_SUCH_QUERY"],
  [
    "InvalidRequestException  Query has not yet finished. Current state: RUNNING",
    "QUERY_NOT_FINISHED",
  ],
])("%s: %s", (message, code) => {
  expect(classifyFailure(message)?.code).toBe(code);
});

describe("a message that quotes the data of a row", () => {
  const quoted = [
    "already exists",
    "Access Denied",
    "Rate exceeded",
    "bytes scanned limit",
    "SlowDown",
    "NoSuchBucket",
    "Table 'x' does not exist",
    "not supported",
    "EntityNotFoundException Table",
    "mismatched input",
    "has not yet finished",
    "it's SlowDown",
  ];

  it.each(quoted)("%j is judged by the engine's name alone", (value) => {
    const code = (message: string) => classifyFailure(message)?.code;
    expect(code(`INVALID_CAST_ARGUMENT: Cannot cast '${value}' to BIGINT`)).toBe("INVALID_VALUE");
    expect(code(`INVALID_FUNCTION_ARGUMENT: Invalid format: "${value}"`)).toBe("INVALID_VALUE");
    expect(
      code(
        `HIVE_BAD_DATA: Error parsing field value '${value}' for field 3: For input string: "${value}"`,
      ),
    ).toBe("BAD_DATA");
    expect(code(`line 1:8: mismatched input '${value}'. Expecting: <EOF>`)).toBe("SQL_SYNTAX");
    expect(code(`SYNTAX_ERROR: line 1:8: '${value}' is not a value`)).toBe("SQL_SYNTAX");
    expect(code(`GENERIC_USER_ERROR: ${JSON.stringify(value)}`)).toBeUndefined();
  });
});

it.each([
  "HIVE_CURSOR_ERROR: com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown; Request ID: X)",
  "HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/k: SlowDown",
  "HIVE_UNKNOWN_ERROR: Please reduce your request rate.",
  "HIVE_METASTORE_ERROR: Rate exceeded (Service: AWSGlue; Status Code: 400; Error Code: ThrottlingException; Request ID: X)",
  "GENERIC_INTERNAL_ERROR: (Service: S3, Status Code: 503, Request ID: X)",
])("throttling behind any of the connector's names: %s", (message) => {
  expect(classifyFailure(message)?.code).toBe("THROTTLED");
});

it.each([
  ["DIVISION_BY_ZERO: / by zero", "INVALID_VALUE"],
  [
    "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'l.t' already exists: s3://b/t. You may need to manually clean the data",
    "LOCATION_NOT_EMPTY",
  ],
  [
    "INSUFFICIENT_PERMISSIONS: Insufficient permissions to execute the query. Table is not accessible",
    "ACCESS_DENIED",
  ],
  [
    "Unable to verify/create output bucket cloudapi-nowhere. Please provide a valid output bucket",
    "OUTPUT_BUCKET_UNAVAILABLE",
  ],
  ["Could not find results", "RESULTS_NOT_FOUND"],
  [
    "HIVE_CURSOR_ERROR: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: X)",
    "ACCESS_DENIED",
  ],
  [
    "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded per-node memory limit of 10GB",
    "RESOURCES_EXHAUSTED",
  ],
  ["HIVE_FILESYSTEM_ERROR: The specified bucket does not exist (s3://b/t)", "NO_SUCH_BUCKET"],
  ["HIVE_METASTORE_ERROR: Access Denied", "ACCESS_DENIED"],
  ["Table 'logs.nope' does not exist", "NO_SUCH_TABLE"],
  ["Query timeout", "QUERY_TIMED_OUT"],
  [
    "TABLE_ALREADY_EXISTS: line 1:1: Table 'awsdatacatalog.logs.t' already exists",
    "ALREADY_EXISTS",
  ],
])("%s: %s", (message, code) => {
  expect(classifyFailure(message)?.code).toBe(code);
});

it("every code that is told has a hint, and every name a code", () => {
  for (const code of [...Object.values(ENGINE_ERRORS), ...Object.values(SERVICE_ERRORS)])
    expect(FAILURE_HINTS[code]).toMatch(/\.$/);
});

it("takes no time over a message without end", () => {
  const started = performance.now();
  expect(classifyFailure(`FAILED: ${"EntityNotFoundException ".repeat(50_000)}`)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(2_000);
});

it("does not guess", () => {
  expect(classifyFailure("GENERIC_INTERNAL_ERROR: null")).toBeUndefined();
});
