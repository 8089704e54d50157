import {
  catalogNeeds,
  type Need,
  type OperationNeeds,
  storageNeeds,
} from "@cloudapi/core/internal";

const WORK_GROUP = "arn:{partition}:athena:{region}:{accountId}:workgroup/{workGroup}";
const DEFAULT_DATABASE = "arn:{partition}:glue:{region}:{accountId}:database/default";
const table = storageNeeds();
const results = storageNeeds("results.");
const unload = storageNeeds("unload.");

function onWorkGroup(action: string, reason: string): Need {
  return { action: `athena:${action}`, resource: WORK_GROUP, sid: "RunQueries", for: reason };
}

const READ_CATALOG = { sid: "ReadCatalog", by: "athena" } as const;
const CHANGE_CATALOG = { sid: "ChangeCatalog", by: "athena", when: "ddl" } as const;

/** What Athena looks up with the rights of the caller to understand a statement about the table. */
const FIND_TABLE: readonly Need[] = [
  ...catalogNeeds("GetDatabase", "database", { ...READ_CATALOG, for: "finds the database" }),
  {
    ...READ_CATALOG,
    action: "glue:GetDatabase",
    resource: DEFAULT_DATABASE,
    when: "defaultDatabase",
    for: "begins a session, in the database default",
  },
  ...catalogNeeds("GetTable", "table", { ...READ_CATALOG, for: "reads the table's columns" }),
];

/** What it does to plan a query over the table, and to run it. */
const READ_TABLE: readonly Need[] = [
  ...FIND_TABLE,
  ...catalogNeeds("GetPartitions", "table", {
    ...READ_CATALOG,
    when: "registeredPartitions",
    for: "finds partitions that are registered",
  }),
  {
    action: "s3:GetObject",
    resource: table.objects,
    sid: "ReadTable",
    for: "reads the table's objects",
    by: "athena",
  },
  { ...table.list, sid: "ListTable", for: "finds the table's objects", by: "athena" },
  ...table.readUnderKey,
];

const RESULTS = {
  resource: results.objects,
  when: "results",
  sid: "WriteResults",
  by: "athena",
} as const;
const RESULTS_BUCKET = { ...RESULTS, resource: results.bucket, sid: "CheckResults" } as const;

/** Where Athena writes results with the rights of the caller; a work group that manages its results needs none. */
const WRITE_RESULTS: readonly Need[] = [
  { ...RESULTS_BUCKET, action: "s3:GetBucketLocation", for: "finds the region of the results" },
  {
    ...RESULTS_BUCKET,
    action: "s3:ListBucketMultipartUploads",
    for: "finds unfinished uploads of results",
  },
  {
    ...RESULTS,
    ...results.list,
    sid: "ListResults",
    for: "sees whether results are there",
  },
  { ...RESULTS, action: "s3:GetObject", for: "reads results" },
  { ...RESULTS, action: "s3:PutObject", for: "writes results" },
  { ...RESULTS, action: "s3:AbortMultipartUpload", for: "removes results that failed" },
  { ...RESULTS, action: "s3:ListMultipartUploadParts", for: "finds parts of results" },
  ...results.readUnderKey,
  ...results.writeUnderKey,
];

const RUN: readonly Need[] = [
  onWorkGroup("StartQueryExecution", "starts queries"),
  onWorkGroup("GetQueryExecution", "waits for queries"),
  onWorkGroup("StopQueryExecution", "stops a query that was aborted or scans too much"),
];

/** Statements that write objects of a table: `changeRows` is INSERT, MERGE, UPDATE, DELETE and OPTIMIZE of Iceberg tables. */
const WRITING = ["createAs", "insert", "changeRows", "vacuum"] as const;
const WRITE_CATALOG = { sid: "ChangeCatalog", by: "athena" } as const;
const WRITE_TABLE = { sid: "WriteTable", by: "athena", resource: table.objects } as const;

/** What statements that write do to a table. */
const WRITE: readonly Need[] = [
  ...catalogNeeds("CreateTable", "table", {
    ...WRITE_CATALOG,
    when: "createAs",
    for: "makes the table of a query",
  }),
  ...catalogNeeds("BatchCreatePartition", "table", {
    ...WRITE_CATALOG,
    within: ["createAs", "insert", "partitions"],
    for: "registers partitions",
  }),
  ...catalogNeeds("UpdateTable", "table", {
    ...WRITE_CATALOG,
    within: ["changeRows", "vacuum"],
    for: "commits to the Iceberg table",
  }),
  ...catalogNeeds("DeleteTable", "table", {
    ...WRITE_CATALOG,
    when: "dropWithData",
    for: "drops the Iceberg table",
  }),
  ...catalogNeeds("GetPartition", "table", {
    ...WRITE_CATALOG,
    within: ["insert", "partitions"],
    for: "looks a partition up",
  }),
  ...catalogNeeds("DeletePartition", "table", {
    ...WRITE_CATALOG,
    when: "partitions",
    for: "drops partitions",
  }),
  {
    ...WRITE_TABLE,
    within: WRITING,
    action: "s3:PutObject",
    for: "writes the table's objects",
  },
  {
    ...WRITE_TABLE,
    within: WRITING,
    action: "s3:AbortMultipartUpload",
    for: "removes the parts of objects that failed",
  },
  {
    ...WRITE_TABLE,
    within: WRITING,
    action: "s3:ListMultipartUploadParts",
    for: "finds parts of objects",
  },
  {
    ...WRITE_TABLE,
    within: ["vacuum", "dropWithData"],
    action: "s3:DeleteObject",
    for: "removes the Iceberg table's objects",
  },
  ...table.writeUnderKey.map((need) => ({ ...need, within: WRITING })),
];

const WRITE_UNLOAD = {
  resource: unload.objects,
  when: "unload",
  sid: "Unload",
  by: "athena",
} as const;

/** Where UNLOAD writes: its folder has to be empty. */
const UNLOAD: readonly Need[] = [
  { ...WRITE_UNLOAD, ...unload.list, for: "sees whether the folder is empty" },
  { ...WRITE_UNLOAD, action: "s3:PutObject", for: "writes what is unloaded" },
  { ...WRITE_UNLOAD, action: "s3:AbortMultipartUpload", for: "removes what failed" },
  { ...WRITE_UNLOAD, action: "s3:ListMultipartUploadParts", for: "finds parts of what it writes" },
  ...unload.writeUnderKey,
];

const MAKE_VIEW = { sid: "MakeView", by: "athena" } as const;

/** What making, replacing and dropping a view is. */
const VIEW: readonly Need[] = [
  ...catalogNeeds("GetTable", "view", { ...MAKE_VIEW, for: "looks for the view" }),
  ...catalogNeeds("CreateTable", "view", { ...MAKE_VIEW, for: "makes the view" }),
  ...catalogNeeds("UpdateTable", "view", { ...MAKE_VIEW, for: "replaces the view" }),
];
const DROP_VIEW = catalogNeeds("DeleteTable", "view", { ...MAKE_VIEW, for: "drops the view" });

const RUN_QUERY: readonly Need[] = [
  ...RUN,
  ...READ_TABLE,
  ...catalogNeeds("CreateTable", "table", { ...CHANGE_CATALOG, for: "makes tables" }),
  ...catalogNeeds("UpdateTable", "table", { ...CHANGE_CATALOG, for: "alters tables" }),
  ...catalogNeeds("DeleteTable", "table", { ...CHANGE_CATALOG, for: "drops tables" }),
  ...[...VIEW, ...DROP_VIEW].map((need) => ({ ...need, when: "view" })),
  ...WRITE,
  ...UNLOAD,
  ...WRITE_RESULTS,
];

/** A view is made of the table's columns: its objects are not read. */
const CREATE_VIEW: readonly Need[] = [...RUN, ...FIND_TABLE, ...VIEW, ...WRITE_RESULTS];

const READ_RESULTS: readonly Need[] = [
  onWorkGroup("GetQueryResults", "reads the rows"),
  { ...RESULTS, action: "s3:GetObject", for: "reads results" },
  ...results.readUnderKey,
];
const GET_RESULTS: readonly Need[] = [
  onWorkGroup("GetQueryExecution", "looks whether the query has succeeded"),
  ...READ_RESULTS,
];
const QUERY: readonly Need[] = [...RUN_QUERY, ...READ_RESULTS];

/**
 * What each function of `@cloudapi/athena` needs of IAM, as data: `@cloudapi/iam` composes policies of it.
 *
 * @example
 * ```ts
 * import { athenaNeeds } from "@cloudapi/athena/needs";
 *
 * const own = athenaNeeds.getResults.needs.filter(({ by }) => by === undefined);
 * console.log(own.map(({ action }) => action)); // => ["athena:GetQueryExecution", "athena:GetQueryResults"]
 * ```
 */
export const athenaNeeds = {
  runQuery: { operation: "runQuery", needs: RUN_QUERY },
  getResults: { operation: "getResults", needs: GET_RESULTS },
  getUpdateCount: { operation: "getUpdateCount", needs: READ_RESULTS },
  query: { operation: "query", needs: QUERY },
  queryMetrics: { operation: "queryMetrics", needs: QUERY },
  queryPercentiles: { operation: "queryPercentiles", needs: QUERY },
  createMetricsView: { operation: "createMetricsView", needs: CREATE_VIEW },
} as const satisfies Readonly<Record<string, OperationNeeds>>;

const GET_TABLE = catalogNeeds("GetTable", "table", {
  sid: "ReadCatalog",
  for: "reads the table's entry",
});
const CHANGE = { sid: "ChangeCatalog" } as const;

/**
 * What each function of `@cloudapi/athena/glue` needs of IAM, as data.
 *
 * @example
 * ```ts
 * import { glueNeeds } from "@cloudapi/athena/needs";
 *
 * const actions = glueNeeds.ensureTable.needs.map(({ action }) => action);
 * console.log([...new Set(actions)]); // => ["glue:GetTable", "glue:CreateTable", "glue:UpdateTable"]
 * ```
 */
export const glueNeeds = {
  ensureTable: {
    operation: "ensureTable",
    needs: [
      ...GET_TABLE,
      ...catalogNeeds("CreateTable", "table", { ...CHANGE, for: "makes the table" }),
      ...catalogNeeds("UpdateTable", "table", { ...CHANGE, for: "alters the table" }),
    ],
  },
  ensureDatabase: {
    operation: "ensureDatabase",
    needs: [
      ...catalogNeeds("GetDatabase", "database", { sid: "ReadCatalog", for: "looks it up" }),
      ...catalogNeeds("CreateDatabase", "database", { ...CHANGE, for: "makes the database" }),
      ...catalogNeeds("UpdateDatabase", "database", { ...CHANGE, for: "alters the database" }),
    ],
  },
  ensurePartitions: {
    operation: "ensurePartitions",
    needs: [
      ...GET_TABLE,
      ...catalogNeeds("BatchGetPartition", "table", {
        sid: "ReadCatalog",
        for: "looks which partitions are registered",
      }),
      ...catalogNeeds("BatchCreatePartition", "table", { ...CHANGE, for: "registers partitions" }),
      ...catalogNeeds("BatchUpdatePartition", "table", { ...CHANGE, for: "moves partitions" }),
    ],
  },
  listPartitions: {
    operation: "listPartitions",
    needs: [
      ...GET_TABLE,
      ...catalogNeeds("GetPartitions", "table", { sid: "ReadCatalog", for: "lists partitions" }),
    ],
  },
  dropPartitions: {
    operation: "dropPartitions",
    needs: [
      ...GET_TABLE,
      ...catalogNeeds("BatchDeletePartition", "table", { ...CHANGE, for: "drops partitions" }),
    ],
  },
  listTables: {
    operation: "listTables",
    needs: catalogNeeds("GetTables", "tables", { sid: "ReadCatalog", for: "lists tables" }),
  },
  describeTable: { operation: "describeTable", needs: GET_TABLE },
  dropTable: {
    operation: "dropTable",
    needs: catalogNeeds("DeleteTable", "table", { ...CHANGE, for: "drops the table" }),
  },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
