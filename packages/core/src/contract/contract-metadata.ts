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
