import { type Dataset, defineDataset } from "@cloudapi/core";
import type { QueryEngine } from "./query-engine.ts";

/** The contracts as an engine's tables have them: without the columns of partitions where tables have none. */
export function tablesOfEngine(
  { hasPartitionColumns = true }: QueryEngine,
  datasets: readonly Dataset[],
): readonly Dataset[] {
  if (hasPartitionColumns) return datasets;
  return datasets.map((dataset) => {
    const { name, schema, eventTime, alias, partition } = dataset;
    if (partition === undefined) return dataset;
    const own = { ...(eventTime === undefined ? {} : { eventTime }), alias: { ...alias } };
    return defineDataset({ name, schema, ...own } as never) as unknown as Dataset;
  });
}
