import {
  catalogNeeds,
  functionNeeds,
  type Need,
  type OperationNeeds,
  storageNeeds,
} from "@cloudapi/core/internal";
import { redshiftNeeds } from "@cloudapi/redshift/needs";
import { GLUE_FOLDERS } from "./glue-folder-needs.ts";
import { SCHEDULE_TASK, START_TASK } from "./task-needs.ts";

const { objects, list, readUnderKey, writeUnderKey } = storageNeeds();
const CATALOG = "arn:{partition}:glue:{region}:{accountId}";
const JOB_LOGS = "arn:{partition}:logs:{region}:{accountId}:log-group:/aws-glue/jobs/";
/** What a job prints, what goes wrong, and what it logs as it runs before Glue 5. */
const JOB_LOG_GROUPS = ["output", "error", "logs-v2"];

/** What Spark in a Glue job does with a table of the catalog. */
const JOB_CATALOG: readonly Need[] = [
  ...["GetDatabase", "GetTable", "GetPartition", "GetPartitions"].flatMap((action) =>
    catalogNeeds(action, action === "GetDatabase" ? "database" : "table", {
      sid: "ReadCatalog",
      when: "catalog",
      for: "finds tables and their partitions",
      by: "glue",
    }),
  ),
  ...catalogNeeds("GetTables", "tables", {
    sid: "ReadCatalog",
    when: "anyTable",
    for: "lists tables",
    by: "glue",
  }),
  {
    action: "glue:GetDatabase",
    resource: `${CATALOG}:database/default`,
    sid: "ReadCatalog",
    when: "catalog",
    for: "looks for the default database, as Spark does first",
    by: "glue",
  },
  ...["CreateTable", "UpdateTable", "BatchCreatePartition"].flatMap((action) =>
    catalogNeeds(action, "table", {
      sid: "ChangeCatalog",
      when: "changeCatalog",
      for: "registers what it writes",
      by: "glue",
    }),
  ),
];

const JOB_READS = { resource: objects, when: "read", sid: "ReadSource", by: "glue" } as const;
const JOB_WRITES = { resource: objects, when: "write", sid: "WriteTarget", by: "glue" } as const;

const JOB: readonly Need[] = [
  ...GLUE_FOLDERS,
  { ...JOB_READS, action: "s3:GetObject", for: "reads sources and its script" },
  { ...list, when: "list", sid: "ListSource", for: "finds sources", by: "glue" },
  { ...JOB_WRITES, action: "s3:PutObject", for: "writes" },
  { ...JOB_WRITES, action: "s3:GetObject", for: "copies what it wrote under temporary names" },
  { ...JOB_WRITES, action: "s3:DeleteObject", for: "removes temporary names" },
  { ...JOB_WRITES, action: "s3:AbortMultipartUpload", for: "removes what failed" },
  { ...JOB_WRITES, action: "s3:ListMultipartUploadParts", for: "finds parts of what it writes" },
  { ...list, when: "write", sid: "ListTarget", for: "finds what it wrote", by: "glue" },
  ...readUnderKey.map((need) => ({ ...need, within: ["read"] })),
  ...writeUnderKey.map((need) => ({ ...need, within: ["write"] })),
  ...JOB_CATALOG,
  ...JOB_LOG_GROUPS.flatMap((group): Need[] => [
    // CloudWatch Logs asks for `…:log-stream:`, the policy simulator for the group itself.
    ...["", ":log-stream:"].map(
      (end): Need => ({
        action: "logs:CreateLogGroup",
        resource: `${JOB_LOGS}${group}${end}`,
        when: "logs",
        sid: "WriteLogs",
        for: "makes Glue's log groups",
        by: "glue",
      }),
    ),
    ...["logs:CreateLogStream", "logs:PutLogEvents"].map(
      (action): Need => ({
        action,
        resource: `${JOB_LOGS}${group}:log-stream:*`,
        when: "logs",
        sid: "WriteLogs",
        for: "writes the job's log",
        by: "glue",
      }),
    ),
  ]),
  {
    action: "cloudwatch:PutMetricData",
    resource: "*",
    conditions: { StringEquals: { "cloudwatch:namespace": ["Glue"] } },
    when: "metrics",
    sid: "WriteMetrics",
    for: "writes the job's metrics",
    by: "glue",
  },
];

/** What an API asks of a warehouse: rows. What changes something runs as a transaction, which is a batch. */
const REDSHIFT: readonly Need[] = redshiftNeeds.dataApiWarehouse.needs
  .filter(({ action, when }) => !action.endsWith(":BatchExecuteStatement") && when !== "secret")
  .map((need) => (need.sid === "RunStatements" ? { ...need, sid: "QueryRedshift" } : need));

const SECRET: readonly Need[] = [
  {
    action: "secretsmanager:GetSecretValue",
    resource: "{secretArn}",
    sid: "ReadSecret",
    for: "reads how to sign in to the database",
  },
  {
    action: "kms:Decrypt",
    resource: "{secret.keyArn}",
    conditions: {
      StringEquals: { "kms:ViaService": ["secretsmanager.{secret.keyRegion}.{serviceSuffix}"] },
    },
    when: "secret.readKey",
    sid: "ReadSecretUnderKey",
    for: "reads the secret under its key",
    by: "kms",
  },
];

const LOGS: readonly Need[] = ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({
  action,
  resource: "{logGroupArn}:*",
  sid: "WriteLogs",
  for: "writes the log",
  by: "logs",
}));

const DIRECTORY_BUCKET = {
  action: "s3express:CreateSession",
  resource: "arn:{partition}:s3express:{region}:{accountId}:bucket/{bucket}",
  sid: "OpenSession",
} as const;
/** A directory bucket is opened as a whole, to be read or to be read and written; S3 tries the latter first. */
const DIRECTORY: readonly Need[] = [
  {
    ...DIRECTORY_BUCKET,
    conditions: { StringEquals: { "s3express:SessionMode": ["ReadOnly"] } },
    when: "read",
    for: "opens sessions that read the directory bucket",
  },
  {
    ...DIRECTORY_BUCKET,
    conditions: { StringEquals: { "s3express:SessionMode": ["ReadWrite"] } },
    when: "write",
    for: "opens sessions that read and write the directory bucket",
  },
];

/** What roles need beside what operations of CloudAPI do: what services do with them, and what others' clients do. */
export const ROLE_NEEDS = {
  directoryBucket: { operation: "directoryBucket", needs: DIRECTORY },
  glueJob: { operation: "glueJob", needs: JOB },
  queryRedshift: { operation: "queryRedshift", needs: REDSHIFT },
  readSecret: { operation: "readSecret", needs: SECRET },
  scheduleTask: { operation: "scheduleTask", needs: SCHEDULE_TASK },
  startTask: { operation: "startTask", needs: START_TASK },
  runFunction: { operation: "runFunction", needs: functionNeeds() },
  writeLogs: { operation: "writeLogs", needs: LOGS },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
