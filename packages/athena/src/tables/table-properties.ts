import { CONTRACT_METADATA, type Dataset, partitionProjection } from "@cloudapi/core";
import type { FormatClauses } from "./table-format.ts";

/** Whether a table property comes from the contract. */
export function isContractProperty(key: string): boolean {
  return /^(?:projection\.|storage\.location\.template$|cloudapi\.)/.test(key);
}

/**
 * The properties of a dataset's table: of its format, its partition projection, its contract, and those that are asked for.
 *
 * @param what the function that was called, for the message
 * @throws {RangeError} for a property that comes from the contract
 */
export function tableProperties(
  what: string,
  dataset: Dataset,
  table: {
    readonly clauses: FormatClauses;
    readonly location: string;
    readonly more?: Readonly<Record<string, string>> | undefined;
  },
): Record<string, string> {
  const { clauses, location, more = {} } = table;
  const own: Record<string, string> = {
    ...clauses.tableProperties,
    ...partitionProjection(dataset, location),
    [CONTRACT_METADATA.datasetProperty]: dataset.name,
    [CONTRACT_METADATA.hashProperty]: dataset.contractHash,
  };
  const taken = Object.keys(more).find((key) => Object.hasOwn(own, key) || isContractProperty(key));
  if (taken !== undefined)
    throw new RangeError(
      `${what}: the property "${taken}" comes from the contract and can't be set.`,
    );
  return { ...own, ...more };
}
