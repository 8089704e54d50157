import { isCloudApiError } from "@cloudapi/core";
import { ProblemError, type ProblemInput } from "../http/problem.ts";

/** What a failure of the engine is to who asked. What the engine said, SQL among it, is for the log. */
export function engineProblem(
  error: unknown,
  tables: readonly { readonly table: string }[] = [],
): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = isCloudApiError(error) ? error.code : "";
  const known = PROBLEMS.get(code) ?? FAILED;
  const names = tables.map(({ table }) => `"${table}"`);
  const which =
    ABOUT_TABLES.has(known) && names.length > 0 ? ` It is about ${names.join(", ")}.` : "";
  return new ProblemError({ ...known, detail: `${known.detail}${which}`, cause: error });
}

/** The problem of a table that was made by another contract, so that it can't be read by that of the API. */
export function contractProblem(table: string, faults: readonly string[]): ProblemError {
  const more = faults.length > MAX_FAULTS ? `, and ${faults.length - MAX_FAULTS} more` : "";
  const reasons = `${faults.slice(0, MAX_FAULTS).join(", ")}${more}`;
  return new ProblemError({
    ...OTHER_CONTRACT,
    detail: `The table "${table}" was made by another contract than this API: ${reasons}. Whoever runs it has to alter one of the two.`,
  });
}

const MAX_FAULTS = 5;

const SOON = { "retry-after": "5" };

const FAILED: ProblemInput = {
  status: 502,
  code: "ENGINE_FAILED",
  title: "The query engine could not answer.",
  detail: "The query failed in the engine. The logs have the reason under the request id.",
};

const BUSY: ProblemInput = {
  status: 503,
  code: "ENGINE_BUSY",
  title: "The query engine is busy.",
  detail: "It takes no more queries now. Ask again in some seconds.",
  headers: SOON,
};

const DOWN: ProblemInput = {
  status: 503,
  code: "ENGINE_UNREACHABLE",
  title: "The query engine can't be reached.",
  detail: "Ask again in some seconds.",
  headers: SOON,
};

const CANCELLED: ProblemInput = {
  status: 503,
  code: "QUERY_CANCELLED",
  title: "The query was cancelled.",
  detail: "Somebody else cancelled it in the engine. Ask again.",
  headers: SOON,
};

const TOO_LONG: ProblemInput = {
  status: 504,
  code: "QUERY_TIMED_OUT",
  title: "The query took too long.",
  detail: "It was stopped. Ask for less: a shorter time range, or more filters.",
};

const TOO_LARGE: ProblemInput = {
  status: 422,
  code: "SCAN_LIMIT",
  title: "The query reads too much.",
  detail:
    "It was stopped at the bytes that a request may scan. Ask for less: a shorter time range, or fewer fields.",
};

const NO_TABLE: ProblemInput = {
  status: 503,
  code: "TABLE_MISSING",
  title: "The table isn't there.",
  detail: "The engine doesn't know the table of this resource. It may not have been loaded yet.",
  headers: { "retry-after": "60" },
};

const OTHER_CONTRACT: ProblemInput = {
  status: 503,
  code: "CONTRACT_MISMATCH",
  title: "The table isn't as its contract says.",
  detail:
    "Its columns are others than this API was made for. Whoever runs it has to alter one of the two.",
  headers: { "retry-after": "60" },
};

const ABOUT_TABLES: ReadonlySet<ProblemInput> = new Set([NO_TABLE, OTHER_CONTRACT]);

const PROBLEMS: ReadonlyMap<string, ProblemInput> = new Map([
  ["THROTTLED", BUSY],
  ["RESOURCES_EXHAUSTED", BUSY],
  ["ATHENA_UNREACHABLE", DOWN],
  ["WAREHOUSE_UNREACHABLE", DOWN],
  ["WAREHOUSE_PAUSED", DOWN],
  ["QUERY_CANCELLED", CANCELLED],
  ["STATEMENT_CANCELLED", CANCELLED],
  ["QUERY_TIMED_OUT", TOO_LONG],
  ["BYTES_SCANNED_LIMIT", TOO_LARGE],
  ["NO_SUCH_TABLE", NO_TABLE],
  ["NO_SUCH_DATABASE", NO_TABLE],
  ["NO_SUCH_COLUMN", OTHER_CONTRACT],
  ["TYPE_MISMATCH", OTHER_CONTRACT],
]);

/** The problem of a request that ran out of time. */
export function timeOutProblem(): ProblemError {
  return new ProblemError(TOO_LONG);
}
