import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  type GlueClient,
  PutResourcePolicyCommand,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { ACCOUNT, type AuthorizedRequest, REGION } from "./requests-of.ts";

interface Place {
  readonly database: string;
  readonly table: string;
}

const VALUES = { Values: ["xx"] };
const OPEN = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::999999999999:root" },
    Action: "glue:*",
    Resource: `arn:aws:glue:${REGION}:${ACCOUNT}:catalog`,
  },
});

const CALLS: Readonly<Record<string, (glue: GlueClient, at: Place) => Promise<unknown>>> = {
  GetDatabase: (glue, { database }) => glue.send(new GetDatabaseCommand({ Name: database })),
  CreateDatabase: (glue, { database }) =>
    glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } })),
  UpdateDatabase: (glue, { database }) =>
    glue.send(new UpdateDatabaseCommand({ Name: database, DatabaseInput: { Name: database } })),
  DeleteDatabase: (glue, { database }) => glue.send(new DeleteDatabaseCommand({ Name: database })),
  GetTables: (glue, { database }) => glue.send(new GetTablesCommand({ DatabaseName: database })),
  GetTable: (glue, { database, table }) =>
    glue.send(new GetTableCommand({ DatabaseName: database, Name: table })),
  CreateTable: (glue, { database, table }) =>
    glue.send(new CreateTableCommand({ DatabaseName: database, TableInput: { Name: table } })),
  UpdateTable: (glue, { database, table }) =>
    glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: { Name: table } })),
  DeleteTable: (glue, { database, table }) =>
    glue.send(new DeleteTableCommand({ DatabaseName: database, Name: table })),
  GetPartitions: (glue, { database, table }) =>
    glue.send(new GetPartitionsCommand({ DatabaseName: database, TableName: table })),
  BatchGetPartition: (glue, at) =>
    glue.send(new BatchGetPartitionCommand({ ...of(at), PartitionsToGet: [VALUES] })),
  BatchCreatePartition: (glue, at) =>
    glue.send(new BatchCreatePartitionCommand({ ...of(at), PartitionInputList: [VALUES] })),
  BatchUpdatePartition: (glue, at) =>
    glue.send(
      new BatchUpdatePartitionCommand({
        ...of(at),
        Entries: [{ PartitionValueList: VALUES.Values, PartitionInput: VALUES }],
      }),
    ),
  BatchDeletePartition: (glue, at) =>
    glue.send(new BatchDeletePartitionCommand({ ...of(at), PartitionsToDelete: [VALUES] })),
  PutResourcePolicy: (glue) => glue.send(new PutResourcePolicyCommand({ PolicyInJson: OPEN })),
};

function of({ database, table }: Place) {
  return { DatabaseName: database, TableName: table };
}

/** Whether a catalog of one account and region can be asked for it: a request is about a database at least. */
export function canBeSentToGlue({ action, resource }: AuthorizedRequest): boolean {
  const start = `arn:aws:glue:${REGION}:${ACCOUNT}:`;
  return action.startsWith("glue:") && resource.startsWith(start) && !resource.endsWith(":catalog");
}

/** Ask a catalog for what a policy must not allow. */
export function sendToGlue(
  glue: GlueClient,
  { action, resource }: AuthorizedRequest,
): Promise<unknown> {
  const [, database = "", table = "any_table"] = (resource.split(":").at(-1) ?? "").split("/");
  const call = CALLS[action.slice("glue:".length)];
  if (call === undefined) throw new Error(`There is no call for the neighbour ${action}.`);
  return call(glue, { database, table });
}
