import { expect, it } from "vitest";
import { classifyFailure } from "./classify-failure.ts";

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

it("does not guess", () => {
  expect(classifyFailure("GENERIC_INTERNAL_ERROR: null")).toBeUndefined();
});
