import type { Dataset } from "@cloudapi/core";
import type { Issue } from "../report/issue.ts";

/** A record that is to be checked. */
export interface AdaptedRecord {
  readonly record: unknown;
  /** Why it is rejected, whatever the contract says of it. */
  readonly issues: readonly Issue[] | undefined;
}

/**
 * A parsed record with its fields under the names of the contract's columns. Where no column has another name in sources
 * it is the record itself.
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import { renameRecord } from "@cloudapi/records/internal";
 * import * as z from "zod";
 *
 * const orders = defineDataset({
 *   name: "orders",
 *   schema: z.object({ order_id: z.string() }),
 *   alias: { order_id: "order-id" },
 * });
 * console.log(renameRecord(orders, { "order-id": "A1" }).record); // => { order_id: "A1" }
 * ```
 */
export function renameRecord(
  { sourceNames }: Pick<Dataset, "sourceNames">,
  record: unknown,
): AdaptedRecord {
  const isObject = typeof record === "object" && record !== null && !Array.isArray(record);
  if (sourceNames === undefined || !isObject) return { record, issues: undefined };
  const { record: renamed, issues } = sourceNames.rename(record);
  return { record: renamed, issues: issues.length === 0 ? undefined : issues };
}
