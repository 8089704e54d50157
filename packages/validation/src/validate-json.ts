import { type Dataset, type Row } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { Source } from "@cloudapi/records";
import type * as z from "zod";
import { VALIDATE_OPTIONS, type ValidateOptions, validateSource } from "./validate-source.ts";
import type { ValidationReport } from "./validation-report.ts";

/**
 * Check every record of a JSON array or of JSON Lines, told apart by content, and report.
 *
 * The source is read as it comes, compressed or not, in memory that does not grow with it. Bad data is
 * reported, never thrown.
 *
 * @throws {TypeError} for an unknown option, something else than a dataset, or a source that bytes can't be read from
 * @throws what the source throws when reading it fails, and the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { validateJson } from "@cloudapi/validation";
 *
 * const source = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n{"endpoint":"/"}\n';
 * const report = await validateJson(apiLogs, source);
 * console.log(report.rowsValid, report.rowsRejected, report.rejections[0]?.line); // => 1 1 2
 * ```
 */
export async function validateJson<S extends z.core.$ZodObject>(
  dataset: Dataset<S>,
  source: Source,
  options: ValidateOptions<Row<Dataset<S>>> = {},
): Promise<ValidationReport> {
  checkDataset("validateJson", dataset);
  checkOptionNames("validateJson", options, VALIDATE_OPTIONS);
  return validateSource(dataset as unknown as Dataset, source, options, {
    what: "validateJson",
    format: "json",
  });
}
