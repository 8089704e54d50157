import { CloudApiError } from "@cloudapi/core";

/** Something of a contract that SQL can't say exactly. */
export interface TransformRefusal {
  /** The field of the contract; `undefined` for what concerns all of it. */
  readonly field: string | undefined;
  /** What it has: a type, a check, a pattern. */
  readonly rule: string;
}

/**
 * A contract has what the transform in SQL can't do exactly as `transform` does.
 *
 * Codes: `NOT_IN_SQL`.
 *
 * @example
 * ```ts
 * import { compileTrinoTransform, NotInSqlError } from "@cloudapi/athena";
 * import { defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const pages = defineDataset({ name: "pages", schema: z.object({ title: z.string().trim() }) });
 * const tables = { raw: { table: "raw" }, into: { table: "pages" }, rejected: { table: "rejected_rows" } };
 * try {
 *   compileTrinoTransform(pages, { ...tables, runId: "1" });
 * } catch (error) {
 *   if (error instanceof NotInSqlError) console.log(error.refusals[0]?.field); // => title
 * }
 * ```
 */
export class NotInSqlError extends CloudApiError {
  readonly refusals: readonly TransformRefusal[];

  constructor(dataset: string, refusals: readonly TransformRefusal[]) {
    const list = refusals.map(({ field, rule }) => `${field ?? "the contract"}: ${rule}`);
    super(
      "NOT_IN_SQL",
      `Dataset "${dataset}" can't be transformed in SQL exactly: ${list.join("; ")}. Use transform or the Spark job for it, or leave these out of its contract.`,
    );
    this.refusals = refusals;
  }
}
