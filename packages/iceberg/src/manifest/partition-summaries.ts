import type { PartitionType } from "../partition/partition-type.ts";
import { compareValues } from "../values/compare-values.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import { bytesOfValue } from "../values/single-value.ts";
import type { DataFile, PartitionSummary } from "./data-file.ts";

/** What is known of the values of each field of a spec, over files. */
export function partitionSummaries(
  entries: readonly { readonly file: DataFile }[],
  type: PartitionType,
): PartitionSummary[] {
  return type.map(({ type: valueType }, i) => {
    const values = entries.map(({ file }) => file.partition[i] ?? null);
    const numbers = values.filter((value) => value !== null && !Number.isNaN(value));
    const bounds = boundsOf(numbers as IcebergValue[]);
    return {
      containsNull: values.includes(null),
      containsNaN: values.some((value) => Number.isNaN(value)),
      ...(bounds === undefined
        ? {}
        : {
            lower: bytesOfValue(valueType, bounds.lower),
            upper: bytesOfValue(valueType, bounds.upper),
          }),
    };
  });
}

function boundsOf(
  values: readonly IcebergValue[],
): { lower: IcebergValue; upper: IcebergValue } | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  let [lower, upper] = [first, first];
  for (const value of values) {
    if (compareValues(value, lower) < 0) lower = value;
    if (compareValues(value, upper) > 0) upper = value;
  }
  return { lower, upper };
}
