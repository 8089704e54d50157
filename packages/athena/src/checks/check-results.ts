import { defineDataset } from "@cloudapi/core";
import * as z from "zod";

/**
 * The contract of the table that results of checks are kept in, of whatever dataset they are: one row for each check and run,
 * partitioned by the day on which it was made.
 *
 * @example
 * ```ts
 * import { checkResults } from "@cloudapi/athena/checks";
 *
 * console.log(checkResults.columns.map((column) => column.name).join());
 * // => "run_id,checked_at,dataset,check,column,status,observed,threshold,message"
 * ```
 */
export const checkResults = /* @__PURE__ */ defineDataset({
  name: "check_results",
  schema: z.object({
    run_id: z.string(),
    checked_at: z.iso.datetime(),
    dataset: z.string(),
    check: z.string(),
    /** The columns that it is about, separated by commas. */
    column: z.string().optional(),
    status: z.enum(["pass", "warn", "stop"]),
    /** Null when nothing could be measured. */
    observed: z.number().optional(),
    /** The limits, in words. */
    threshold: z.string(),
    message: z.string(),
  }),
  eventTime: "checked_at",
  partition: { granularity: "day", layout: "hive" },
});

/** A row of {@link checkResults}. */
export type CheckResult = z.output<typeof checkResults.schema>;
