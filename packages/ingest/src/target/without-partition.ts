import { type Dataset, defineDataset } from "@cloudapi/core";

/** Files of one folder have all columns. */
export function withoutPartition(dataset: Dataset): Dataset {
  const { name, schema, alias, partition } = dataset;
  if (partition === undefined) return dataset;
  return defineDataset({ name, schema, alias: { ...alias } }) as unknown as Dataset;
}
