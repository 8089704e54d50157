import { AthenaResultError } from "../errors/athena-result-error.ts";
import { type ResultColumn, resultColumns } from "./cells-of-row.ts";
import type { ResultPage } from "./result-page.ts";

/**
 * The columns of a page: those of the pages before it, which a page may leave out and must not change.
 *
 * @throws {AthenaResultError} `INVALID_RESPONSE` for other columns, and for rows without any
 */
export function columnsOfPage(
  page: ResultPage,
  before: readonly ResultColumn[],
  queryExecutionId: string,
): readonly ResultColumn[] {
  const found = resultColumns(page.columns, queryExecutionId);
  if (found.length === 0 && before.length === 0 && page.rows.length > 0)
    throw invalid(queryExecutionId, "rows without columns");
  if (before.length === 0) return found;
  if (found.length > 0 && namesOf(found) !== namesOf(before))
    throw invalid(
      queryExecutionId,
      `a page with the columns ${namesOf(found)} after one with ${namesOf(before)}`,
    );
  return before;
}

function namesOf(columns: readonly ResultColumn[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join(", ");
}

function invalid(queryExecutionId: string, what: string): AthenaResultError {
  return new AthenaResultError(
    "INVALID_RESPONSE",
    `GetQueryResults gave ${what} for query ${queryExecutionId}. Read the result file at its output location instead.`,
    { queryExecutionId },
  );
}
