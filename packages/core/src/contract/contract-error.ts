import { CloudApiError } from "../errors/cloud-api-error.ts";

/** One thing that is wrong with a contract, and the field it is about. */
export interface ContractIssue {
  readonly field: string | undefined;
  readonly message: string;
}

/**
 * A contract that can't be: thrown by `defineDataset` with code `INVALID_CONTRACT`, once, with every issue in `issues`.
 *
 * @example
 * ```ts
 * import { ContractError, defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * try {
 *   defineDataset({ name: "orders", schema: z.object({ tags: z.set(z.string()) }) });
 * } catch (error) {
 *   console.log(error instanceof ContractError && error.issues[0]?.field); // => "tags"
 * }
 * ```
 */
export class ContractError extends CloudApiError {
  readonly dataset: string;
  readonly issues: readonly ContractIssue[];

  constructor(dataset: string, issues: readonly ContractIssue[]) {
    super("INVALID_CONTRACT", describe(dataset, issues));
    this.dataset = dataset;
    this.issues = issues;
  }
}

function describe(dataset: string, issues: readonly ContractIssue[]): string {
  const lines = issues.map(({ field, message }) =>
    field === undefined ? message : `field "${field}": ${message}`,
  );
  const head = `Dataset "${dataset}" can't be defined`;
  return lines.length === 1 ? `${head}: ${lines[0]}` : `${head}:\n- ${lines.join("\n- ")}`;
}
