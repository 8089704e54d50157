import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { contractSql } from "./contract-sql.ts";
import type { TransformRefusal } from "./not-in-sql-error.ts";

/**
 * What of a contract the transform in SQL (`compileTrinoTransform`) can't do exactly as `transform` does, by field and rule; empty for a
 * contract that it takes.
 *
 * @throws {TypeError} for what is not a dataset
 *
 * @example
 * ```ts
 * import { transformRefusals } from "@cloudapi/athena";
 * import { apiLogs, defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * console.log(transformRefusals(apiLogs)); // => []
 * const pages = defineDataset({ name: "pages", schema: z.object({ url: z.url(), title: z.string().trim() }) });
 * console.log(transformRefusals(pages).map(({ field, rule }) => `${field}: ${rule}`));
 * // => ["url: url", "title: a function that changes the value, such as .trim()"]
 * ```
 */
export function transformRefusals(dataset: Dataset): readonly TransformRefusal[] {
  checkDataset("transformRefusals", dataset);
  return contractSql(dataset, { maxRecordBytes: 1, maxDepth: 1 }).refusals;
}
