import { type Dataset, partitionColumns } from "@cloudapi/core";
import { catalogType } from "@cloudapi/core/internal";
import type { EngineTableState } from "../engine/query-engine.ts";

/** What of a contract is read. */
export type ReadContract = Pick<Dataset, "name" | "contractHash" | "columns" | "partition">;

/**
 * What keeps a table from being read by a contract, in words: columns that it lacks or has of another type. None when it
 * was made by this contract, or when it isn't known by which. Columns that it has beside those of the contract are in nobody's way.
 */
export function contractFaults(contract: ReadContract, state: EngineTableState): readonly string[] {
  const { contractHash, columns } = state;
  if (contractHash === undefined || contractHash === contract.contractHash) return [];
  if (columns === undefined) return [`it was made by the contract ${contractHash}`];
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), plain(type)]));
  const keys = partitionColumns(contract);
  const inKeys = new Set(keys.map(({ name }) => name.toLowerCase()));
  const inFiles = contract.columns.filter(({ name }) => !inKeys.has(name.toLowerCase()));
  return [...inFiles, ...keys].flatMap(({ name, type }) => {
    const [there, wanted] = [types.get(name.toLowerCase()), plain(catalogType(type))];
    if (there === undefined) return [`it has no column "${name}"`];
    // How a part of a date is written in the catalog (int, string) is the rule of who made the table.
    if (there === wanted || inKeys.has(name.toLowerCase())) return [];
    return [`its column "${name}" is ${there} and not ${wanted}`];
  });
}

function plain(type: string): string {
  return type.toLowerCase().replaceAll(/[\s`]/g, "");
}
