import type { Operation } from "./operation.ts";
import { DATABASE_OPERATIONS } from "./operations/database-operations.ts";
import { OTHER_OPERATIONS } from "./operations/other-operations.ts";
import { PARTITION_BATCHES } from "./operations/partition-batches.ts";
import { PARTITION_OPERATIONS } from "./operations/partition-operations.ts";
import { TABLE_OPERATIONS } from "./operations/table-operations.ts";
import { VERSION_OPERATIONS } from "./operations/version-operations.ts";

/** The operations of the Glue Data Catalog over the catalog that Athena's statements read and write. */
export const GLUE_OPERATIONS: Readonly<Record<string, Operation>> = {
  ...DATABASE_OPERATIONS,
  ...TABLE_OPERATIONS,
  ...VERSION_OPERATIONS,
  ...PARTITION_OPERATIONS,
  ...PARTITION_BATCHES,
  ...OTHER_OPERATIONS,
};
