import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";

/** What a table's properties say of the contract that it has its columns from. */
export function contractProperties({
  name,
  contractHash,
}: Pick<Dataset, "name" | "contractHash">): Readonly<Record<string, string>> {
  return {
    [CONTRACT_METADATA.datasetProperty]: name,
    [CONTRACT_METADATA.hashProperty]: contractHash,
  };
}
