import {
  catalogNeeds,
  type Need,
  type OperationNeeds,
  storageNeeds,
} from "@cloudapi/core/internal";

const HISTORY: readonly Need[] = ["ListQueryExecutions", "BatchGetQueryExecution"].map(
  (name): Need => ({
    action: `athena:${name}`,
    resource: "arn:{partition}:athena:{region}:{accountId}:workgroup/{workGroup}",
    sid: "ReadHistory",
    for: "reads the work group's history of queries",
  }),
);

const READ_CATALOG = { sid: "ReadCatalog" } as const;
const TABLES: readonly Need[] = [
  ...catalogNeeds("GetTable", "table", { ...READ_CATALOG, for: "reads the table's columns" }),
  ...catalogNeeds("GetPartitions", "table", {
    ...READ_CATALOG,
    when: "registeredPartitions",
    for: "finds partitions that are registered",
  }),
  {
    ...storageNeeds().list,
    sid: "ListTable",
    for: "tells by the table's objects whether its rows have changed",
  },
];

/**
 * What the functions of this package need of IAM themselves, as data: `@cloudapi/iam` composes policies of it. Engines, sinks and warehouses
 * that they are given have needs of their own.
 *
 * @example
 * ```ts
 * import { apiNeeds } from "@cloudapi/api/needs";
 *
 * console.log(apiNeeds.athenaHistory.needs.map(({ action }) => action)[0]); // => "athena:ListQueryExecutions"
 * ```
 */
export const apiNeeds = {
  glueTables: { operation: "glueTables", needs: TABLES },
  athenaHistory: { operation: "athenaHistory", needs: HISTORY },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
