import { StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { athenaHistory } from "@cloudapi/api/dashboard";
import { defineDataset } from "@cloudapi/core";
import { buildCreateTable, loadObjects, type Warehouse } from "@cloudapi/redshift";
import { dataApiWarehouse } from "@cloudapi/redshift/data-api";
import { createLoadHandler } from "@cloudapi/redshift/lambda";
import { toParquet } from "@cloudapi/transform";
import * as z from "zod";
import { buildLoadPolicy, type OperationUse } from "../../src/index.ts";
import type { Clients, Watch } from "./guard.ts";
import { ACCOUNT, type AuthorizedRequest, REGION, requestsToKms } from "./requests-of.ts";
import {
  drain,
  failing,
  KEY,
  LAKE,
  RAW,
  RESULTS_KEY,
  type Scenario,
  scenario,
} from "./scenario.ts";

const visits = defineDataset({ name: "watched_visits", schema: z.object({ page: z.string() }) });
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const workGroup = { redshiftArn: arn("redshift-serverless", "workgroup/analytics") };
const cluster = { redshiftArn: arn("redshift", "cluster:analytics"), redshiftDatabase: "dev" };
const secretArn = arn("secretsmanager", "secret:warehouse-Ab12Cd");
const logGroup = arn("logs", "log-group:/aws/lambda/load");
const queueArn = arn("sqs", "files");
const manifests = "s3://watched-lake/manifests/";
const iamRole = `arn:aws:iam::${ACCOUNT}:role/redshift-load`;

type Place = Omit<Parameters<typeof dataApiWarehouse>[1], "database">;

function warehouseOf({ redshift }: Clients, place: Place): Warehouse {
  return dataApiWarehouse(redshift, { ...place, database: "dev", maxDelayMs: 50 });
}

/** A transaction, a query with rows, and a statement that is given up. */
function using(place: Place) {
  return async ({ clients }: Watch): Promise<void> => {
    const warehouse = warehouseOf(clients, place);
    await warehouse.transaction({ statements: ["SELECT 1", "SELECT 2"] });
    await drain(warehouse.pages({ sql: "SELECT 1 AS n" }));
    const giveUp = new AbortController();
    clients.redshift.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === "DescribeStatementCommand") giveUp.abort(new Error("given up"));
          return next(args);
        },
      { step: "initialize", name: "give-up" },
    );
    await failing(warehouse.run("SELECT 3", { signal: giveUp.signal }));
  };
}

/** The table, and a file of it. */
async function prepare(root: Clients, key: string): Promise<void> {
  const warehouse = warehouseOf(root, { workgroupName: "analytics" });
  await warehouse.transaction({ statements: buildCreateTable(visits) });
  const Body = toParquet(visits, [{ page: "/" }]);
  await root.s3.send(new PutObjectCommand({ Bucket: RAW, Key: key, Body }));
}

const loads = {
  bucket: RAW,
  prefix: "loads/",
  kmsKeyArn: KEY,
  manifestLocation: manifests,
  manifestKmsKeyArn: RESULTS_KEY,
  ...workGroup,
} as const;

/** A load, of a file that is there and of one that is not. */
async function loading(watched: Watch, root: Clients): Promise<void> {
  const { clients } = watched;
  watched.keys.set(RAW, KEY).set(LAKE, RESULTS_KEY);
  await prepare(root, "loads/one.parquet");
  const warehouse = warehouseOf(clients, { workgroupName: "analytics" });
  const into = { mode: { mode: "append" }, iamRole, manifests } as const;
  const load = (key: string) =>
    loadObjects({ s3: clients.s3, warehouse }, visits, {
      ...into,
      objects: [{ bucket: RAW, key }],
    });
  await load("loads/one.parquet");
  await failing(load("loads/gone.parquet"));
  watched.keys.delete(RAW);
  watched.keys.delete(LAKE);
  await using({ workgroupName: "analytics" })(watched);
}

/** What Redshift asks S3 with the role that it is given, from its guide: no call of ours brings it. */
function byRedshift(place: string, ...actions: readonly string[]): AuthorizedRequest[] {
  const [bucket = ""] = place.split("/");
  const prefix = place.slice(bucket.length + 1);
  return actions.map((action) => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::${action.includes("Bucket") ? bucket : `${place}a`}`,
    context: {
      "aws:ResourceAccount": ACCOUNT,
      ...(action === "ListBucket" ? { "s3:prefix": `${prefix}a` } : {}),
    },
    call: "(Redshift)",
  }));
}

/** What S3 asks KMS on its behalf. */
function underKey(place: string, key: string, ...actions: readonly KeyAction[]) {
  return actions.map((action) => requestsToKms(action, key, `arn:aws:s3:::${place}a`));
}
type KeyAction = Parameters<typeof requestsToKms>[0];

const workGroupOf = (placeName: Place, use: OperationUse, title: string) =>
  scenario(use, using(placeName), `dataApiWarehouse: ${title}`);
const analytics = { clusterIdentifier: "analytics" };
const byLambda = (action: string, resource: string): AuthorizedRequest => ({
  action,
  resource,
  context: {},
  call: "(Lambda)",
});

export const REDSHIFT_SCENARIOS: readonly Scenario[] = [
  workGroupOf(
    { workgroupName: "analytics" },
    { operation: "dataApiWarehouse", ...workGroup },
    "work group",
  ),
  workGroupOf(analytics, { operation: "dataApiWarehouse", ...cluster }, "cluster"),
  workGroupOf(
    { ...analytics, dbUser: "loader" },
    { operation: "dataApiWarehouse", ...cluster, redshiftUser: "loader" },
    "user of a cluster",
  ),
  workGroupOf(
    { workgroupName: "analytics", secretArn },
    { operation: "dataApiWarehouse", ...workGroup, secretArn },
    "by a secret",
  ),
  scenario({ operation: "loadObjects", ...loads }, loading),
  {
    operation: "createLoadHandler",
    title: "createLoadHandler",
    policy: buildLoadPolicy({
      files: { bucket: RAW, prefix: "loads/", kmsKeyArn: KEY },
      manifests: { bucket: LAKE, prefix: "manifests/", kmsKeyArn: RESULTS_KEY },
      redshift: { arn: workGroup.redshiftArn },
      logGroup,
      queueArn,
      deadLetterArn: `${queueArn}-dead`,
      region: REGION,
      accountId: ACCOUNT,
    }),
    run: async (watched, root) => {
      const { s3 } = watched.clients;
      await loading(watched, root);
      const warehouse = warehouseOf(watched.clients, { workgroupName: "analytics" });
      const mode = { mode: "append" } as const;
      const handler = createLoadHandler({
        dataset: visits,
        s3,
        warehouse,
        bucket: RAW,
        prefix: "loads/",
        mode,
        iamRole,
        manifests,
        logger: false,
      });
      const object = { key: "loads/gone.parquet", eTag: "e", sequencer: "1" };
      const event = { eventName: "ObjectCreated:Put", s3: { bucket: { name: RAW }, object } };
      await handler({ Records: [event] });
      const stream = `${logGroup}:log-stream:2025/01/15/[$LATEST]abc`;
      watched.ask([
        byLambda("logs:CreateLogStream", stream),
        byLambda("logs:PutLogEvents", stream),
        byLambda("sqs:ReceiveMessage", queueArn),
        byLambda("sqs:DeleteMessage", queueArn),
        byLambda("sqs:GetQueueAttributes", queueArn),
        byLambda("sqs:SendMessage", `${queueArn}-dead`),
      ]);
    },
  },
  scenario(
    {
      operation: "buildCopy",
      bucket: RAW,
      prefix: "part/",
      kmsKeyArn: KEY,
      manifestLocation: manifests,
      manifestKmsKeyArn: RESULTS_KEY,
    },
    async ({ ask }) => {
      ask(byRedshift(`${RAW}/part/`, "GetObject", "ListBucket"));
      ask(byRedshift(`${LAKE}/manifests/`, "GetObject", "ListBucket"));
      ask(underKey(`${RAW}/part/`, KEY, "kms:Decrypt"));
      ask(underKey(`${LAKE}/manifests/`, RESULTS_KEY, "kms:Decrypt"));
    },
  ),
  scenario(
    {
      operation: "buildUnload",
      bucket: LAKE,
      prefix: "unloaded/",
      kmsKeyArn: KEY,
      cases: ["replace"],
    },
    async ({ ask }) => {
      const place = `${LAKE}/unloaded/`;
      ask(byRedshift(place, "PutObject", "GetObject", "DeleteObject"));
      ask(byRedshift(place, "GetBucketLocation", "ListBucket"));
      ask(underKey(place, KEY, "kms:Decrypt", "kms:GenerateDataKey"));
    },
  ),
  scenario(
    { operation: "athenaHistory", workGroup: "primary" },
    async ({ clients: { athena } }, root) => {
      const QueryString = "SELECT 1";
      const ResultConfiguration = { OutputLocation: "s3://watched-results/history/" };
      await root.athena.send(new StartQueryExecutionCommand({ QueryString, ResultConfiguration }));
      const range = { from: new Date(0), to: new Date() };
      await athenaHistory(athena, { workGroup: "primary" })(range, AbortSignal.timeout(600_000));
    },
  ),
];
