import { type Dataset, type Row } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { CsvOptions, Source } from "@cloudapi/records";
import { CSV_OPTIONS, csvFormatOf } from "@cloudapi/records/internal";
import type * as z from "zod";
import { VALIDATE_OPTIONS, type ValidateOptions, validateSource } from "./validate-source.ts";
import type { ValidationReport } from "./validation-report.ts";

/** Options of `validateCsv`: those of {@link csvFormat} beside those of every validation. */
export interface ValidateCsvOptions<T> extends ValidateOptions<T>, CsvOptions {}

/**
 * Check the header and every row of a CSV file, and report.
 *
 * Without options the file is read as RFC 4180 says, with a header, which is the first line that is not blank. Cells
 * are read by the type of their column; an empty one is null. The options say how another file is written. The source is
 * read as it comes, compressed or not, in memory that does not grow with it. Bad data is reported, never thrown.
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
  checkOptionNames("validateCsv", options, [...VALIDATE_OPTIONS, ...CSV_OPTIONS]);
  return validateSource(dataset as unknown as Dataset, source, options, {
    what: "validateCsv",
    format: csvFormatOf("validateCsv", csvOptions(options)),
  });
}

/** Of the options, those that say how the file is written. */
function csvOptions(options: CsvOptions): CsvOptions {
  return Object.fromEntries(
    CSV_OPTIONS.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}
