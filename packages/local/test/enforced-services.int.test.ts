import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  BatchDeleteTableCommand,
  CreateTableCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalClientConfig, type LocalCloud, startLocalCloud } from "../src/index.ts";
import { outcome } from "./outcome.ts";

let cloud: LocalCloud;
let root: LocalClientConfig;
beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  root = cloud.clientConfig;
});
afterAll(() => cloud.close());

let users = 0;

function policy(...statements: object[]) {
  return {
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  };
}

/** How a new user with these statements calls. */
function userWith(...statements: object[]): LocalClientConfig {
  return cloud.putUser(`user${users++}`, { policies: { own: policy(...statements) } }).clientConfig;
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${cloud.region}:${cloud.accountId}:${resource}`;
}

describe("queues and topics", () => {
  it("take what the policy allows of one queue, several messages as one", async () => {
    const sqs = new SQSClient(root);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "uploads" }));
    const other = await sqs.send(new CreateQueueCommand({ QueueName: "uploads-other" }));
    const sends = new SQSClient(
      userWith({ Action: "sqs:SendMessage", Resource: arn("sqs", "uploads") }),
    );
    const MessageBody = "x";
    expect(await outcome(sends.send(new SendMessageCommand({ QueueUrl, MessageBody })))).toBe(
      "done",
    );
    const Entries = [{ Id: "a", MessageBody }];
    expect(await outcome(sends.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toBe(
      "done",
    );
    for (const command of [
      new SendMessageCommand({ QueueUrl: other.QueueUrl, MessageBody }),
      new ReceiveMessageCommand({ QueueUrl }),
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "x" }),
      new CreateQueueCommand({ QueueName: "new" }),
    ])
      expect(await outcome(sends.send(command as SendMessageCommand))).toBe("AccessDenied");
  });

  it("allow by their own policies, too", async () => {
    const user = cloud.putUser("guest");
    const sqs = new SQSClient(root);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "open" }));
    const receive = new ReceiveMessageCommand({ QueueUrl });
    expect(await outcome(new SQSClient(user.clientConfig).send(receive))).toBe("AccessDenied");
    const Policy = JSON.stringify(
      policy({
        Principal: { AWS: user.arn },
        Action: "sqs:ReceiveMessage",
        Resource: arn("sqs", "open"),
      }),
    );
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    expect(await outcome(new SQSClient(user.clientConfig).send(receive))).toBe("done");
    const sns = new SNSClient(root);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "open" }));
    const publish = new PublishCommand({ TopicArn, Message: "x" });
    expect(await outcome(new SNSClient(user.clientConfig).send(publish))).toBe(
      "AuthorizationErrorException",
    );
    const AttributeValue = JSON.stringify(
      policy({ Principal: { AWS: user.arn }, Action: "sns:Publish", Resource: TopicArn }),
    );
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }),
    );
    expect(await outcome(new SNSClient(user.clientConfig).send(publish))).toBe("done");
  });

  it("publish to the one topic", async () => {
    const sns = new SNSClient(root);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
    const other = await sns.send(new CreateTopicCommand({ Name: "alerts2" }));
    const publishes = new SNSClient(
      userWith({ Action: "sns:Publish", Resource: arn("sns", "alerts") }),
    );
    const PublishBatchRequestEntries = [{ Id: "a", Message: "x" }];
    expect(await outcome(publishes.send(new PublishCommand({ TopicArn, Message: "x" })))).toBe(
      "done",
    );
    expect(
      await outcome(
        publishes.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })),
      ),
    ).toBe("done");
    expect(
      await outcome(publishes.send(new PublishCommand({ TopicArn: other.TopicArn, Message: "x" }))),
    ).toBe("AuthorizationErrorException");
    expect(await outcome(publishes.send(new CreateTopicCommand({ Name: "third" })))).toBe(
      "AuthorizationErrorException",
    );
  });
});

describe("STS", () => {
  const reads = { Action: "s3:GetObject", Resource: "arn:aws:s3:::sessions/*" };

  async function bucket(): Promise<void> {
    const s3 = new S3Client(root);
    await s3.send(new CreateBucketCommand({ Bucket: "sessions" }));
    for (const Key of ["a/1", "b/1"])
      await s3.send(new PutObjectCommand({ Bucket: "sessions", Key, Body: "" }));
  }

  it("makes sessions for who is trusted, limited by their policies", async () => {
    await bucket();
    const RoleArn = `arn:aws:iam::${cloud.accountId}:role/reader`;
    const caller = userWith({ Action: "sts:AssumeRole", Resource: RoleArn });
    const callerArn =
      (await new STSClient(caller).send(new GetCallerIdentityCommand({}))).Arn ?? "";
    const trust = policy({ Principal: { AWS: callerArn }, Action: "sts:AssumeRole" });
    cloud.putRole("reader", { trust, policies: { reads: policy(reads) } });
    const assume = (config: LocalClientConfig, Policy?: string) =>
      new STSClient(config).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: "run", Policy }),
      );
    expect(await outcome(assume(userWith({ Action: "sts:AssumeRole", Resource: "*" })))).toBe(
      "AccessDenied",
    );
    const narrow = JSON.stringify(policy({ ...reads, Resource: "arn:aws:s3:::sessions/a/*" }));
    const whole = sessionOf(await assume(caller));
    const limited = sessionOf(await assume(caller, narrow));
    const get = (config: LocalClientConfig, Key: string) =>
      outcome(new S3Client(config).send(new GetObjectCommand({ Bucket: "sessions", Key })));
    expect(await get(whole, "b/1")).toBe("done");
    expect(await get(limited, "a/1")).toBe("done");
    expect(await get(limited, "b/1")).toBe("AccessDenied");
    const identity = await new STSClient(whole).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${cloud.accountId}:assumed-role/reader/run`);
    cloud.putRole("reader", { trust });
    expect(await get(whole, "b/1")).toBe("AccessDenied");
  });

  function sessionOf({
    Credentials,
  }: {
    Credentials?:
      | {
          AccessKeyId?: string | undefined;
          SecretAccessKey?: string | undefined;
          SessionToken?: string | undefined;
        }
      | undefined;
  }): LocalClientConfig {
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    return { ...root, credentials };
  }

  it("takes no session without its token, and none with another's", async () => {
    const roleArn = cloud.putRole("function", {
      trust: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
    }).arn;
    const one = cloud.serviceSession({ roleArn, service: "lambda.amazonaws.com" });
    const two = cloud.serviceSession({ roleArn, service: "lambda.amazonaws.com" });
    expect(one.arn).toMatch(/assumed-role\/function\/lambda$/);
    const { accessKeyId, secretAccessKey } = one.clientConfig.credentials;
    const ask = (credentials: LocalClientConfig["credentials"]) =>
      outcome(new STSClient({ ...root, credentials }).send(new GetCallerIdentityCommand({})));
    expect(await ask(one.clientConfig.credentials)).toBe("done");
    expect(await ask({ accessKeyId, secretAccessKey })).toBe("InvalidClientTokenId");
    expect(await ask({ ...two.clientConfig.credentials, accessKeyId, secretAccessKey })).toBe(
      "InvalidClientTokenId",
    );
    expect(await ask({ ...one.clientConfig.credentials, secretAccessKey: "x" })).toBe(
      "SignatureDoesNotMatch",
    );
    expect(() => cloud.serviceSession({ roleArn, service: "glue.amazonaws.com" })).toThrow(
      /may not assume/,
    );
  });
});

describe("Athena and Glue", () => {
  const GROUP = "team";
  let athena: AthenaClient;

  async function run(client: AthenaClient, QueryString: string): Promise<string> {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString,
        WorkGroup: GROUP,
        QueryExecutionContext: { Database: "lake" },
        ResultConfiguration: { OutputLocation: "s3://results/team/" },
      }),
    );
    return finished(QueryExecutionId ?? "");
  }

  async function finished(QueryExecutionId: string): Promise<string> {
    for (;;) {
      const { QueryExecution } = await athena.send(
        new GetQueryExecutionCommand({ QueryExecutionId }),
      );
      const { State, StateChangeReason } = QueryExecution?.Status ?? {};
      if (State === "SUCCEEDED") return QueryExecutionId;
      if (State === "FAILED") throw new Error(StateChangeReason);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  beforeAll(async () => {
    const s3 = new S3Client(root);
    for (const Bucket of ["lake", "results"]) await s3.send(new CreateBucketCommand({ Bucket }));
    for (const table of ["logs", "other"])
      await s3.send(
        new PutObjectCommand({ Bucket: "lake", Key: `${table}/a.csv`, Body: "1\n2\n" }),
      );
    athena = new AthenaClient(root);
    await athena.send(new CreateWorkGroupCommand({ Name: GROUP }));
    await run(athena, "CREATE DATABASE lake");
    for (const table of ["logs", "other"])
      await run(
        athena,
        `CREATE EXTERNAL TABLE ${table} (n int) ROW FORMAT DELIMITED LOCATION 's3://lake/${table}/'`,
      );
  });

  const query = () => ({
    Action: ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
    Resource: arn("athena", `workgroup/${GROUP}`),
  });
  const catalog = () => ({
    Action: ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
    Resource: [
      arn("glue", "catalog"),
      arn("glue", "database/lake"),
      arn("glue", "table/lake/logs"),
    ],
  });
  const results = {
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: "arn:aws:s3:::results/team/*",
  };
  const reach = {
    Action: ["s3:GetBucketLocation", "s3:ListBucket"],
    Resource: "arn:aws:s3:::results",
  };
  const data = [
    { Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/logs/*" },
    {
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::lake",
      Condition: { StringLike: { "s3:prefix": "logs/*" } },
    },
  ];

  it("run a statement with the rights of who asks", async () => {
    const reader = new AthenaClient(userWith(query(), catalog(), results, reach, ...data));
    const id = await run(reader, "SELECT sum(n) FROM logs");
    const { ResultSet } = await reader.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    expect(ResultSet?.Rows?.at(-1)?.Data?.[0]?.VarCharValue).toBe("3");
    await expect(run(reader, "SELECT * FROM other")).rejects.toThrow(
      /not authorized to perform: glue:GetTable on resource: .*table\/lake\/other/,
    );
    await expect(run(reader, "DROP TABLE logs")).rejects.toThrow(
      /not authorized to perform: glue:DeleteTable/,
    );
    expect(
      cloud.calls
        .filter(({ calledVia }) => calledVia.includes("athena.amazonaws.com"))
        .map(({ action }) => action),
    ).toEqual(
      expect.arrayContaining(["glue:GetTable", "s3:ListBucket", "s3:GetObject", "s3:PutObject"]),
    );
  });

  it("leave nothing of rows whose partitions may not be registered", async () => {
    await run(
      athena,
      "CREATE EXTERNAL TABLE parts (n int) PARTITIONED BY (p string) STORED AS PARQUET LOCATION 's3://lake/parts/'",
    );
    const files = { Action: "s3:*", Resource: ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"] };
    const tables = {
      Action: ["glue:GetDatabase", "glue:GetTable", "glue:GetPartition", "glue:CreateTable"],
      Resource: "*",
    };
    const writer = new AthenaClient(userWith(query(), tables, results, reach, files));
    const refused = /not authorized to perform: glue:BatchCreatePartition/;
    await expect(run(writer, "INSERT INTO parts VALUES (1, 'a'), (2, 'b')")).rejects.toThrow(
      refused,
    );
    await expect(
      run(
        writer,
        "CREATE TABLE made WITH (partitioned_by = ARRAY['p'], external_location = 's3://lake/made/') AS SELECT 1 AS n, 'a' AS p",
      ),
    ).rejects.toThrow(refused);
    const s3 = new S3Client(root);
    for (const Prefix of ["parts/", "made/"]) {
      const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: "lake", Prefix }));
      expect(KeyCount, Prefix).toBe(0);
    }
    await expect(run(athena, "SELECT * FROM made")).rejects.toThrow(/TABLE_NOT_FOUND/);
  });

  it("leave an Iceberg table as it is that may not be updated, renamed or made", async () => {
    const make = (name: string) =>
      `CREATE TABLE ${name} WITH (table_type = 'ICEBERG', is_external = false, location = 's3://lake/${name}/') AS SELECT 1 AS n`;
    await run(athena, make("ice"));
    const s3 = new S3Client(root);
    const keys = async (Prefix: string) => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "lake", Prefix }));
      return Contents.map(({ Key }) => Key);
    };
    const before = await keys("ice/");
    const files = { Action: "s3:*", Resource: ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"] };
    const tables = { Action: ["glue:GetDatabase", "glue:GetTable"], Resource: "*" };
    const writer = new AthenaClient(userWith(query(), tables, results, reach, files));
    for (const [sql, action] of [
      ["INSERT INTO ice VALUES 2", "UpdateTable"],
      ["UPDATE ice SET n = 2", "UpdateTable"],
      ["ALTER TABLE ice ADD COLUMNS (x int)", "UpdateTable"],
      ["ALTER TABLE ice RENAME TO cold", "DeleteTable"],
      ["DROP TABLE ice", "DeleteTable"],
      [make("more"), "CreateTable"],
    ] as const)
      await expect(run(writer, sql), sql).rejects.toThrow(
        `not authorized to perform: glue:${action}`,
      );
    const dropping = { Action: "glue:DeleteTable", Resource: "*" };
    const blind = new AthenaClient(userWith(query(), tables, dropping, results, reach));
    await expect(run(blind, "DROP TABLE ice")).rejects.toThrow(/s3:\/\/lake\/ice\/metadata/);
    await run(athena, "SELECT * FROM ice");
    expect(await keys("ice/")).toEqual(before);
    expect(await keys("more/")).toEqual([]);
    await expect(run(athena, "SELECT * FROM cold")).rejects.toThrow(/TABLE_NOT_FOUND/);
  });

  it("fail without the data, the results, or the work group", async () => {
    const start = new StartQueryExecutionCommand({
      QueryString: "SELECT 1",
      ResultConfiguration: { OutputLocation: "s3://results/team/" },
    });
    const reader = new AthenaClient(userWith(query(), catalog(), results, reach, ...data));
    expect(await outcome(reader.send(start))).toBe("AccessDeniedException");
    const noData = new AthenaClient(userWith(query(), catalog(), results, reach, data[1] ?? {}));
    // There is a copy of the object by now, which is not for those who may not read the object.
    await expect(run(noData, "SELECT sum(n) FROM logs")).rejects.toThrow(/s3:GetObject/);
    const noList = new AthenaClient(userWith(query(), catalog(), results, reach, data[0] ?? {}));
    await expect(run(noList, "SELECT sum(n) FROM logs")).rejects.toThrow(
      /[Dd]enied|not authorized/,
    );
    const noResults = new AthenaClient(userWith(query(), catalog(), reach, ...data));
    await expect(run(noResults, "SELECT sum(n) FROM logs")).rejects.toThrow(
      /Access denied when writing/,
    );
  });

  it("show a result to those who may read its object", async () => {
    const id = await run(athena, "SELECT 1");
    const others = new AthenaClient(userWith(query()));
    expect(await outcome(others.send(new GetQueryResultsCommand({ QueryExecutionId: id })))).toBe(
      "AccessDeniedException",
    );
    const both = new AthenaClient(userWith(query(), results));
    expect(await outcome(both.send(new GetQueryResultsCommand({ QueryExecutionId: id })))).toBe(
      "done",
    );
    const otherGroup = { ...query(), Resource: arn("athena", "workgroup/primary") };
    expect(
      await outcome(
        new AthenaClient(userWith(otherGroup, results)).send(
          new GetQueryExecutionCommand({ QueryExecutionId: id }),
        ),
      ),
    ).toBe("AccessDeniedException");
  });

  it("ask for the table, its database and the catalog", async () => {
    const get = new GetTableCommand({ DatabaseName: "lake", Name: "logs" });
    const all = catalog().Resource;
    const glue = (Resource: readonly string[], Action = "glue:GetTable") =>
      new GlueClient(userWith({ Action, Resource }));
    expect(await outcome(glue(all).send(get))).toBe("done");
    for (const missing of all)
      expect(await outcome(glue(all.filter((each) => each !== missing)).send(get))).toBe(
        "AccessDeniedException",
      );
    expect(
      await outcome(glue(all).send(new GetTableCommand({ DatabaseName: "lake", Name: "other" }))),
    ).toBe("AccessDeniedException");
    expect(await outcome(glue(all).send(new GetDatabasesCommand({})))).toBe(
      "AccessDeniedException",
    );
    expect(
      await outcome(
        glue(all, "glue:GetTables").send(new GetTablesCommand({ DatabaseName: "lake" })),
      ),
    ).toBe("AccessDeniedException");
    const tables = ["logs", "other"];
    expect(
      await outcome(
        glue(all, "glue:BatchDeleteTable").send(
          new BatchDeleteTableCommand({ DatabaseName: "lake", TablesToDelete: tables }),
        ),
      ),
    ).toBe("AccessDeniedException");
    const create = new CreateTableCommand({ DatabaseName: "lake", TableInput: { Name: "third" } });
    expect(await outcome(glue(all, "glue:CreateTable").send(create))).toBe("AccessDeniedException");
    const metadata = new GetTableMetadataCommand({
      CatalogName: "AwsDataCatalog",
      DatabaseName: "lake",
      TableName: "logs",
    });
    const own = {
      Action: "athena:GetTableMetadata",
      Resource: arn("athena", "datacatalog/AwsDataCatalog"),
    };
    expect(await outcome(new AthenaClient(userWith(own)).send(metadata))).toBe(
      "AccessDeniedException",
    );
    expect(await outcome(new AthenaClient(userWith(own, catalog())).send(metadata))).toBe("done");
  });
});
