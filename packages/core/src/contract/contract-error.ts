import { CloudApiError } from "../errors/cloud-api-error.ts";

/** One thing that is wrong with a contract, and the field it is about. */
export interface ContractFault {
  readonly field: string | undefined;
  readonly message: string;
}

/**
 * A contract that can't be: thrown by `defineDataset` with code `INVALID_CONTRACT`, once, with every fault in `faults`.
 *
 * @example
 * ```ts
 * import { ContractError, defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * try {
 *   defineDataset({ name: "orders", schema: z.object({ tags: z.array(z.string()) }) });
 * } catch (error) {
 *   console.log(error instanceof ContractError && error.faults[0]?.field); // => "tags"
 * }
 * ```
 */
export class ContractError extends CloudApiError {
  readonly dataset: string;
  readonly faults: readonly ContractFault[];

  constructor(dataset: string, faults: readonly ContractFault[]) {
    super("INVALID_CONTRACT", describe(dataset, faults));
    this.dataset = dataset;
    this.faults = faults;
  }
}

function describe(dataset: string, faults: readonly ContractFault[]): string {
  const lines = faults.map(({ field, message }) =>
    field === undefined ? message : `field "${field}": ${message}`,
  );
  const head = `Dataset "${dataset}" can't be defined`;
  return lines.length === 1 ? `${head}: ${lines[0]}` : `${head}:\n- ${lines.join("\n- ")}`;
}
