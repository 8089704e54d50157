import { checkDataset } from "../contract/check-dataset.ts";
import type { Dataset } from "../contract/dataset.ts";
import { CONTRACT_JSON_VERSION, type ContractJson, type UnsaidCheck } from "./contract-json.ts";
import { describeFields } from "./describe-field.ts";
import { unsaidOfCheck } from "./unsaid-check.ts";

/**
 * A contract as JSON, for a catalog, a review or another language: columns with type, nullability and checks, event
 * time, partition rule and hash.
 *
 * What JSON can't say, such as a function in `.refine()`, is listed in `unsaid`: where that is not empty, the JSON
 * accepts more than the contract does. `datasetFromJson` makes a dataset of it again.
 *
 * @throws {TypeError} when it is not a dataset
 *
 * @example
 * ```ts
 * import { apiLogs, datasetToJson } from "@cloudapi/core";
 *
 * const { columns, unsaid } = datasetToJson(apiLogs);
 * console.log(columns[1]); // => { name: "endpoint", type: "string", startsWith: ["/"] }
 * console.log(unsaid); // => []
 * ```
 */
export function datasetToJson(dataset: Dataset): ContractJson {
  checkDataset("datasetToJson", dataset);
  const unsaid: UnsaidCheck[] = checksOfRecord(dataset);
  const columns = describeFields(dataset.schema._zod.def.shape, {
    path: "",
    unsaid: (path, what) => unsaid.push({ path, what }),
  });
  const { name, contractHash, strict, eventTime, partition, alias } = dataset;
  return deepFreeze({
    contractVersion: CONTRACT_JSON_VERSION,
    name,
    contractHash,
    ...(strict && { strict }),
    columns,
    ...(eventTime !== undefined && { eventTime }),
    ...(Object.keys(alias).length > 0 && { alias }),
    ...(partition !== undefined && { partition }),
    unsaid: withoutRepeats(unsaid),
  });
}

/** The checks of the record as a whole are functions; one of them may stand for what an earlier JSON could not say. */
function checksOfRecord({ schema }: Dataset): UnsaidCheck[] {
  return (schema._zod.def.checks ?? []).flatMap(
    ({ _zod }) => unsaidOfCheck(_zod.def) ?? [{ path: "", what: "a check by a function" }],
  );
}

function withoutRepeats(unsaid: readonly UnsaidCheck[]): UnsaidCheck[] {
  return [...new Map(unsaid.map((each) => [`${each.path}\n${each.what}`, each])).values()];
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) deepFreeze(each);
  return Object.freeze(value);
}
