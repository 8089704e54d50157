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
