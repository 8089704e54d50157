import { CloudApiError } from "@cloudapi/core";
import type { Issue } from "@cloudapi/records";

/** One row that was refused: its place among the rows, the first being 1, and everything wrong with it. */
export interface RowRejection {
  readonly row: number;
  readonly issues: readonly Issue[];
}

/** What a {@link RowsError} is made of. */
export interface RefusedRows {
  readonly dataset: string;
  readonly rowsRejected: number;
  readonly rejections: readonly RowRejection[];
  /** The function that puts such rows into quarantine instead: `transform` for text, `writeRows` for rows. */
  readonly instead: "transform" | "writeRows";
}

/**
 * Rows that do not fit the dataset, code `INVALID_ROWS`; `rejections` has the first of them, `rowsRejected` counts all.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { RowsError, toParquet } from "@cloudapi/transform";
 *
 * try {
 *   toParquet(apiLogs, [{ timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 999 }]);
 * } catch (error) {
 *   console.log(error instanceof RowsError && error.rejections[0]?.row); // => 1
 * }
 * ```
 */
export class RowsError extends CloudApiError {
  readonly dataset: string;
  readonly rowsRejected: number;
  readonly rejections: readonly RowRejection[];

  constructor({ dataset, rowsRejected, rejections, ...refused }: RefusedRows) {
    super("INVALID_ROWS", describe({ dataset, rowsRejected, rejections, ...refused }));
    this.dataset = dataset;
    this.rowsRejected = rowsRejected;
    this.rejections = rejections;
  }
}

const SHOWN = 3;

function describe({ dataset, rowsRejected, rejections, instead }: RefusedRows): string {
  const subject = rowsRejected === 1 ? "1 row does" : `${rowsRejected} rows do`;
  const shown = rejections.slice(0, SHOWN).map(
    ({ row, issues }) =>
      `row ${row}: ${issues
        .map(({ message }) => message)
        .join(" ")
        .replace(/\.$/, "")}`,
  );
  const rest = rowsRejected > SHOWN ? ` (and ${rowsRejected - SHOWN} more)` : "";
  return `${subject} not fit dataset "${dataset}", so nothing was written: ${shown.join("; ")}${rest}. Remove or correct them, or use ${instead}, which puts such rows into quarantine.`;
}
