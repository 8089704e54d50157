import { randomUUID } from "node:crypto";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Catalog } from "../catalog/catalog.ts";
import type { Execution } from "../run/execution.ts";
import type { ParsedStatement } from "../syntax/statement/parse-statement.ts";
import { parseStatement } from "../syntax/statement/parse-statement.ts";
import type { Statement } from "../syntax/statement/statement.ts";
import { kindOf } from "../syntax/statement/statement.ts";
import { invalidRequest } from "./api-error.ts";
import type { Input } from "./read-input.ts";
import {
  checkMembers,
  optionalString,
  optionalStrings,
  optionalStructure,
  requiredString,
} from "./read-input.ts";
import type { WorkGroup, WorkGroups } from "./work-groups.ts";
import { checkOutputLocation } from "./work-groups.ts";

const MAX_QUERY_CHARACTERS = 262_144;

/** Check a StartQueryExecution and make the execution it stands for. */
export function startQuery(input: Input, workGroups: WorkGroups, catalog: Catalog): Execution {
  const text = trimStatement(requiredString(input, "QueryString"));
  if (text.length > MAX_QUERY_CHARACTERS)
    throw invalidRequest(
      `1 validation error detected: Value at 'queryString' failed to satisfy constraint: Member must have length less than or equal to ${MAX_QUERY_CHARACTERS}`,
    );
  const context = optionalStructure(input, "QueryExecutionContext") ?? {};
  const results = optionalStructure(input, "ResultConfiguration") ?? {};
  checkMembers(results, "ResultConfiguration.", [
    "EncryptionConfiguration",
    "AclConfiguration",
    "ExpectedBucketOwner",
  ]);
  checkMembers(input, "", ["EngineConfiguration"]);
  const group = workGroups.get(optionalString(input, "WorkGroup") ?? "primary");
  if (!group.enabled) throw invalidRequest(`WorkGroup ${group.name} is disabled.`);
  const folder = outputFolder(group, optionalString(results, "OutputLocation"));
  const database = plainName(optionalString(context, "Database"));
  const source = optionalString(context, "Catalog");
  if (source !== undefined && source.toLowerCase() !== "awsdatacatalog")
    throw invalidRequest(
      `The embedded Athena has no catalog but AwsDataCatalog: QueryExecutionContext.Catalog is ${source} (see docs/local-athena.md)`,
    );
  const { sql, statement } = readStatement(text);
  checkTarget(statement, database ?? "default", catalog);
  const id = randomUUID();
  return {
    id,
    sql,
    kind: kindOf(statement),
    statement,
    catalog: source,
    database,
    workGroup: group.name,
    parameters: optionalStrings(input, "ExecutionParameters"),
    resultReuse: optionalStructure(input, "ResultReuseConfiguration"),
    outputLocation: `${folder}${outputName(statement, id)}`,
    enforced: group.enforced && group.outputLocation !== undefined,
    manifestLocation: undefined,
    cutoffBytes: group.cutoffBytes,
    submittedAt: Date.now(),
    abort: new AbortController(),
    state: "QUEUED",
    reason: undefined,
    error: undefined,
    startedAt: undefined,
    completedAt: undefined,
    bytesScanned: 0,
    shape: undefined,
  };
}

/** A database's name; the backticks that DDL writes around one are not part of it. */
function plainName(name: string | undefined): string | undefined {
  const quoted = /^`((?:[^`]|``)+)`$/.exec(name ?? "")?.[1];
  return quoted === undefined ? name : quoted.replaceAll("``", "`");
}

/** The statement without white space and semicolons around it. */
function trimStatement(text: string): string {
  let end = text.length;
  while (/[\s;]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end).replace(/^[\s;]+/, "");
}

function outputFolder(group: WorkGroup, asked: string | undefined): string {
  if (asked !== undefined) checkOutputLocation(asked);
  const location = group.enforced
    ? (group.outputLocation ?? asked)
    : (asked ?? group.outputLocation);
  if (location === undefined) {
    throw invalidRequest(
      "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
    );
  }
  return location.endsWith("/") ? location : `${location}/`;
}

/** What writes rows has no result but what lies beside it; a table from a query is by default made there. */
function outputName({ kind }: Statement, id: string): string {
  if (kind === "create-table-as") return `tables/${id}`;
  if (kind === "insert" || kind === "unload") return id;
  const isCsv = ["query", "delete", "update", "merge"].includes(kind);
  return isCsv ? `${id}.csv` : `${id}.txt`;
}

/** Athena refuses what it can't parse at once, before there is an execution. */
function readStatement(text: string): ParsedStatement {
  try {
    return parseStatement(text);
  } catch (error) {
    if (!(error instanceof TrinoError)) throw error;
    if (error.errorName === "SYNTAX_ERROR") throw invalidRequest(error.located, "MALFORMED_QUERY");
    throw invalidRequest(`${error.errorName}: ${error.located}`, error.errorName);
  }
}

/** DESCRIBE and SHOW COLUMNS of what isn't there are refused at once; so is a table without a place. */
function checkTarget(statement: Statement, database: string, catalog: Catalog): void {
  if (statement.kind === "create-table" && statement.location === undefined) {
    throw invalidRequest(
      "No location was specified for table. An S3 location must be specified",
      "MALFORMED_QUERY",
    );
  }
  if (
    statement.kind === "create-table" &&
    !/^s3[an]?:\/\/[^/]+(\/|$)/.test(statement.location ?? "")
  ) {
    throw invalidRequest(
      `The location '${statement.location}' is not an S3 location: s3://bucket/prefix/`,
      "MALFORMED_QUERY",
    );
  }
  if (statement.kind !== "describe" && statement.kind !== "show-columns") return;
  if (catalog.relation(statement.table.database ?? database, statement.table.name) !== undefined)
    return;
  throw invalidRequest(
    `Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: ${randomUUID()}; Proxy: null)`,
  );
}
