/**
 * The names under which a contract's identity travels with its data: in the Parquet key-value metadata
 * and table properties (`datasetProperty`, `hashProperty`) and in S3 object metadata (`hashHeader`).
 *
 * @example
 * ```ts
 * import { CONTRACT_METADATA } from "@cloudapi/core";
 *
 * console.log(CONTRACT_METADATA.hashProperty); // => "cloudapi.contract_hash"
 * ```
 */
export const CONTRACT_METADATA = Object.freeze({
  datasetProperty: "cloudapi.dataset",
  hashProperty: "cloudapi.contract_hash",
  datasetHeader: "cloudapi-dataset",
  hashHeader: "cloudapi-contract-hash",
});

/** A contract's identity as the metadata of an object: by it, CloudAPI knows what it wrote itself. */
export function contractHeaders({
  name,
  contractHash,
}: {
  readonly name: string;
  readonly contractHash: string;
}): Readonly<Record<string, string>> {
  return {
    [CONTRACT_METADATA.datasetHeader]: name,
    [CONTRACT_METADATA.hashHeader]: contractHash,
  };
}
