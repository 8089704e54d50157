import { type Dataset, type Row } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { compileRecordChecker } from "@cloudapi/records";
import { renameRecord } from "@cloudapi/records/internal";
import type * as z from "zod";
import type { ValidationResult } from "./validation-result.ts";

/**
 * Check one parsed record against a dataset: the row, or every issue of it.
 *
 * The row holds the contract's fields only, with defaults filled in; unknown fields are dropped, unless
 * the contract is strict. `undefined`, null and an absent field are the same. Nothing is thrown for a bad record.
 *
 * @throws {TypeError} when dataset is not what `defineDataset` returns
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { validateRecord } from "@cloudapi/validation";
 *
 * const result = validateRecord(apiLogs, { timestamp: "2025-01-15T10:30:45Z", endpoint: "api", status_code: 99 });
 * console.log(result.valid ? [] : result.issues.map(({ code, path }) => [code, path[0]]));
 * // => [["invalid_format", "endpoint"], ["too_small", "status_code"]]
 * ```
 */
export function validateRecord<S extends z.core.$ZodObject>(
  dataset: Dataset<S>,
  record: unknown,
): ValidationResult<Row<Dataset<S>>> {
  checkDataset("validateRecord", dataset);
  const plain = dataset as unknown as Dataset;
  const renamed = renameRecord(plain, record);
  const result = compileRecordChecker(plain).check(renamed.record);
  const issues = [...(renamed.issues ?? []), ...(result.valid ? [] : result.issues)];
  if (!result.valid || issues.length > 0) return { valid: false, issues };
  return { valid: true, value: result.value as Row<Dataset<S>> };
}
