import type { Issue } from "@cloudapi/records";
import type * as z from "zod";
import { AthenaResultError } from "./athena-result-error.ts";

const SHOWN_ISSUES = 3;

/** The error for a row that does not fit its schema. */
export function invalidRow(
  queryExecutionId: string,
  rowNumber: number,
  issues: readonly Issue[],
): AthenaResultError {
  const shown = issues.slice(0, SHOWN_ISSUES).map(({ message }) => message);
  const more = issues.length > SHOWN_ISSUES ? ` (and ${issues.length - SHOWN_ISSUES} more)` : "";
  const message = `Row ${rowNumber} of query ${queryExecutionId} does not fit the schema: ${shown.join(" ")}${more}`;
  return new AthenaResultError("INVALID_RESULT_ROW", message, {
    queryExecutionId,
    rowNumber,
    issues,
  });
}

/** An issue of zod's as one of ours. */
export function issueOfZod({ code, path, message }: z.core.$ZodIssue): Issue {
  const place = path.map((each) => (typeof each === "number" ? each : String(each)));
  const where = place.length === 0 ? "" : `${place.join(".")}: `;
  return { code: code ?? "custom", path: place, message: where + message };
}
