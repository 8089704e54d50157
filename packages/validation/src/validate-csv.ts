import { type Dataset, type Row } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { Source } from "@cloudapi/records";
import type * as z from "zod";
import { VALIDATE_OPTIONS, type ValidateOptions, validateSource } from "./validate-source.ts";
import type { ValidationReport } from "./validation-report.ts";

/** Options of `validateCsv`. */
export interface ValidateCsvOptions<T> extends ValidateOptions<T> {
  /** The character between cells, one of `,` (default) `;` `|` and tab. */
  readonly delimiter?: string | undefined;
}

/**
 * Check the header and every row of a CSV file (RFC 4180), and report.
 *
 * The header is the first line that is not blank. Cells are read by the type of their column; an empty
 * one is null. The source is read as it comes, plain or gzip, in memory that does not grow with it. Bad
 * data is reported, never thrown.
 *
 * @throws {TypeError} for an unknown option, something else than a dataset, or a source that bytes can't be read from
 * @throws what the source throws when reading it fails, and the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { validateCsv } from "@cloudapi/validation";
 *
 * const report = await validateCsv(apiLogs, "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/api/users,99\n");
 * console.log(report.rejections[0]?.issues[0]?.message); // => "status_code: expected at least 100, received 99."
 * ```
 */
export async function validateCsv<S extends z.core.$ZodObject>(
  dataset: Dataset<S>,
  source: Source,
  options: ValidateCsvOptions<Row<Dataset<S>>> = {},
): Promise<ValidationReport> {
  checkDataset("validateCsv", dataset);
  checkOptionNames("validateCsv", options, [...VALIDATE_OPTIONS, "delimiter"]);
  return validateSource(dataset as unknown as Dataset, source, options, {
    format: "csv",
    delimiter: options.delimiter,
  });
}
