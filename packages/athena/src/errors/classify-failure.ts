import { ENGINE_ERRORS, SERVICE_ERRORS } from "./engine-errors.ts";
import { FAILURE_HINTS, type FailureCode } from "./failure-hints.ts";

/** What an engine's message means: a stable code, and what to do about it. */
export interface FailureKind {
  readonly code: FailureCode;
  readonly hint: string;
}

type Rule = readonly [pattern: RegExp, code: FailureCode];

/** Characters that are looked at: what is judged stands early, and a message may go on without end. */
const MAX_LENGTH = 10_000;
/** `NAME: ...`, as Trino begins its messages; Athena sometimes gives the name alone. */
const ENGINE_NAME = /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?::\s*|$)/;
/** The end of an SDK for Java exception's message, as the engine passes it on. */
const SERVICE_ERROR =
  /\(Service: [^;,()]{1,40}[;,] Status Code: (\d{3})[;,](?: Error Code: (\w+))?/;
/** What may stand before the message proper. */
const PREFIXES = /^(?:\w+(?:Exception|Error):?\s+|\[ErrorCategory:[^\]]*\],?\s*|Detail:\s*)+/;
/** What S3 says, where the engine passes on its words without its code. */
const S3_WORDS: readonly Rule[] = [
  [/\bSlowDown\b|reduce your request rate/, "THROTTLED"],
  [/\bspecified bucket does not exist\b/, "NO_SUCH_BUCKET"],
  [/\bAccess Denied\b/, "ACCESS_DENIED"],
];

/**
 * What SYNTAX_ERROR, and some engines without a name for the error, say of a name that isn't there; the name is from the
 * statement, not from a row.
 */
const MISSING_NAMES: readonly Rule[] = [
  [/^Column '[^']*' cannot be resolved/, "NO_SUCH_COLUMN"],
  [/^Table '?[^\s']+'? does not exist/, "NO_SUCH_TABLE"],
  [/^Schema '?[^\s']+'? does not exist/, "NO_SUCH_DATABASE"],
  [/^Catalog '?[^\s']+'? (?:does not exist|not found)/, "NO_SUCH_CATALOG"],
  [/^Function '?[^\s']+'? not registered/, "NO_SUCH_FUNCTION"],
];

/** Hive's words, for DDL. */
const HIVE: readonly Rule[] = [
  [/^FAILED: ParseException\b/, "SQL_SYNTAX"],
  [/^FAILED: SemanticException (?:\S+ )?\[Error 10001\]/, "NO_SUCH_TABLE"],
  [/^FAILED: SemanticException (?:\S+ )?\[Error 10072\]/, "NO_SUCH_DATABASE"],
  [/^FAILED: [\s\S]*\bAlreadyExistsException\b/, "ALREADY_EXISTS"],
  [
    /^FAILED: [\s\S]*(?:\bEntityNotFoundException\b[\s\S]*\bTable\b|\bTable not found\b)/,
    "NO_SUCH_TABLE",
  ],
  [
    /^FAILED: [\s\S]*(?:\bEntityNotFoundException\b[\s\S]*\bDatabase\b|\bDatabase does not exist\b)/,
    "NO_SUCH_DATABASE",
  ],
  [/^FAILED: [\s\S]*(?:\bAccessDeniedException\b|\bnot authorized to perform\b)/, "ACCESS_DENIED"],
];

/** Sentences of Athena itself, from their beginning: what follows may quote anything. */
const SENTENCES: readonly Rule[] = [
  [/^(?:Query cancelled! : )?Bytes scanned limit\b/i, "BYTES_SCANNED_LIMIT"],
  [/^Query exhausted resources\b/i, "RESOURCES_EXHAUSTED"],
  [/^Query timeout\b/i, "QUERY_TIMED_OUT"],
  [/^Unable to verify\/create output bucket\b/i, "OUTPUT_BUCKET_UNAVAILABLE"],
  [/^Could not find results\b/i, "RESULTS_NOT_FOUND"],
  [/^The specified bucket does not exist\b/i, "NO_SUCH_BUCKET"],
  [/^No output location\b/i, "NO_OUTPUT_LOCATION"],
  [/^Incorrect number of parameters\b/i, "WRONG_PARAMETERS"],
  [/^Insufficient (?:permissions|Lake Formation)\b/i, "ACCESS_DENIED"],
  [/^(?:Access denied|User: \S+ is not authorized)\b/i, "ACCESS_DENIED"],
  [/^Database \S+ not found\b/i, "NO_SUCH_DATABASE"],
  [/^Table \S+ not found\b/i, "NO_SUCH_TABLE"],
  [/^WorkGroup (?:\S+ )?(?:is )?not found\b/i, "NO_SUCH_WORK_GROUP"],
  [/^QueryExecution \S+ was not found\b|^.{0,100}\bnot a valid query execution/i, "NO_SUCH_QUERY"],
  [/^Query did not finish successfully\b/i, "QUERY_FAILED"],
  [/^Query has not yet finished\b/i, "QUERY_NOT_FINISHED"],
  [/^(?:Rate exceeded|Too many|You have exceeded the limit)\b/i, "THROTTLED"],
  [/^(?:Only one sql statement|Queries? of this type)\b.*\ballowed\b/i, "SQL_SYNTAX"],
  [/^Queries of this type are not supported\b/i, "NOT_SUPPORTED"],
  [
    /^(?:line \d+:\d+: )?(?:mismatched input|extraneous input|no viable alternative|missing '|token recognition error)/i,
    "SQL_SYNTAX",
  ],
];

/**
 * The code and hint for the message of a failed query or request; `undefined` when it says nothing that is known.
 *
 * A message may quote the data of a row or the text of the statement, so it is judged by what Athena puts where
 * neither can stand: the engine's name for the error, the error code of the service that failed, the beginning.
 */
export function classifyFailure(message: string): FailureKind | undefined {
  const text = message.slice(0, MAX_LENGTH).trim();
  const code = codeOf(text.replace(PREFIXES, ""));
  return code === undefined ? undefined : { code, hint: FAILURE_HINTS[code] };
}

/** The code and hint for an exception of the API, by its name and Athena's own code, before its message. */
export function classifyRequest(failure: {
  readonly name: string;
  readonly athenaErrorCode: string | undefined;
  readonly message: string;
}): FailureKind | undefined {
  const named: FailureCode | undefined = Object.hasOwn(SERVICE_ERRORS, failure.name)
    ? SERVICE_ERRORS[failure.name]
    : failure.athenaErrorCode === "MALFORMED_QUERY"
      ? "SQL_SYNTAX"
      : undefined;
  return named === undefined
    ? classifyFailure(failure.message)
    : { code: named, hint: FAILURE_HINTS[named] };
}

function codeOf(text: string): FailureCode | undefined {
  const name = ENGINE_NAME.exec(text);
  if (name === null)
    return serviceCode(text) ?? firstOf([...HIVE, ...MISSING_NAMES, ...SENTENCES], text);
  const detail = text.slice(name[0].length);
  return engineCode(name[1] ?? "", detail);
}

function engineCode(name: string, detail: string): FailureCode | undefined {
  if (name === "SYNTAX_ERROR") {
    return firstOf(MISSING_NAMES, detail.replace(/^line \d+:\d+:\s*/, "")) ?? "SQL_SYNTAX";
  }
  const known = Object.hasOwn(ENGINE_ERRORS, name) ? ENGINE_ERRORS[name] : undefined;
  // Only the connector's and internal errors pass on what a service said; the others may quote a row that looks so.
  const passesOn = name.startsWith("HIVE_") || name.startsWith("GENERIC_") || known === undefined;
  if (!passesOn) return known;
  return serviceCode(detail) ?? firstOf(S3_WORDS, withoutQuoted(detail)) ?? known;
}

/** What S3 or Glue answered, where the engine passes it on. */
function serviceCode(text: string): FailureCode | undefined {
  const match = SERVICE_ERROR.exec(text);
  if (match === null) return undefined;
  const [, status, code = ""] = match;
  if (Object.hasOwn(SERVICE_ERRORS, code)) return SERVICE_ERRORS[code];
  return status === "503" || status === "429" ? "THROTTLED" : undefined;
}

/** Without everything between the first and the last quotation mark, which may be data. */
function withoutQuoted(text: string): string {
  return text.replace(/['"][\s\S]*['"]/, "''");
}

function firstOf(rules: readonly Rule[], text: string): FailureCode | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}
