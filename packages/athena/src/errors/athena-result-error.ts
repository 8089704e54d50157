import { CloudApiError } from "@cloudapi/core";
import type { Issue } from "@cloudapi/records";

/** Where in a result, and what is wrong there. */
export interface ResultFault {
  readonly queryExecutionId: string;
  /** The row, counted from 1 over all pages, without the header. */
  readonly rowNumber?: number | undefined;
  readonly column?: string | undefined;
  readonly issues?: readonly Issue[] | undefined;
}

/**
 * A result that can't be given as the rows that were asked for; tell causes apart by `code`.
 *
 * Codes: `INVALID_RESULT_ROW`: a row does not fit the schema (`rowNumber`, `issues`). `MISSING_RESULT_COLUMN`: a column
 * that the schema needs was not selected. `AMBIGUOUS_RESULT_COLUMN`: a column that the contract has as a struct, list or
 * map was selected as it is, and its text can't be read back; select it as JSON. `DUPLICATE_RESULT_COLUMN`: two columns have one name.
 * `UNREADABLE_RESULT_VALUE`: a value is not written as its type is (`rowNumber`, `column`). `INVALID_RESPONSE`: the pages
 * of the result go round in a circle.
 *
 * @example
 * ```ts
 * import { AthenaResultError } from "@cloudapi/athena";
 *
 * const error = new AthenaResultError("DUPLICATE_RESULT_COLUMN", "Two columns are named n; rename one with AS.", { queryExecutionId: "q-1", column: "n" });
 * console.log(error.code, error.column); // => DUPLICATE_RESULT_COLUMN n
 * ```
 */
export class AthenaResultError extends CloudApiError {
  readonly queryExecutionId: string;
  readonly rowNumber: number | undefined;
  readonly column: string | undefined;
  readonly issues: readonly Issue[];

  constructor(code: string, message: string, fault: ResultFault) {
    super(code, message);
    this.queryExecutionId = fault.queryExecutionId;
    this.rowNumber = fault.rowNumber;
    this.column = fault.column;
    this.issues = fault.issues ?? [];
  }
}
