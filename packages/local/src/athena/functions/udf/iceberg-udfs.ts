import { partitionText } from "./partition-text.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

/** What the partitions of Iceberg tables are made with. */
export const ICEBERG_UDFS: readonly Udf[] = [
  udf("iceberg_partition", ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR", partitionText),
];
