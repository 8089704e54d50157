import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import { buildLambdaPolicy } from "@cloudapi/iam";
import { beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { createValidationHandler, type Verdict } from "../src/lambda/index.ts";

/** MiniStack with `AUTH=true`, root key `root`: it enforces identity policies. */
const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK_AUTH");
const BAD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":999}\n';

describe.skipIf(ENDPOINT === undefined)(
  "the handler under the policy of buildLambdaPolicy (CLOUDAPI_TEST_MINISTACK_AUTH)",
  () => {
    const id = crypto.randomUUID().slice(0, 8);
    const [raw, lake] = [`raw-${id}`, `lake-${id}`];
    const quarantine = { bucket: lake, prefix: "quarantine/" };
    const shared = { endpoint: ENDPOINT ?? "", region: "us-east-1" };
    const credentials = { accessKeyId: "root", secretAccessKey: "rootsecret" };
    const root = new S3Client({ ...shared, credentials, forcePathStyle: true });
    const iam = new IAMClient({ ...shared, credentials });
    let topicArn = "";

    beforeAll(async () => {
      for (const Bucket of [raw, lake]) await root.send(new CreateBucketCommand({ Bucket }));
      await root.send(
        new PutBucketVersioningCommand({
          Bucket: raw,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
      const sns = new SNSClient({ ...shared, credentials });
      topicArn = (await sns.send(new CreateTopicCommand({ Name: `alerts-${id}` }))).TopicArn ?? "";
    });

    /** A handler with the rights of a user of its own. */
    async function handlerWith(policy: object) {
      const UserName = `validator-${crypto.randomUUID().slice(0, 8)}`;
      await iam.send(new CreateUserCommand({ UserName }));
      await iam.send(
        new PutUserPolicyCommand({
          UserName,
          PolicyName: "validator",
          PolicyDocument: JSON.stringify(policy),
        }),
      );
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
      const own = {
        accessKeyId: AccessKey?.AccessKeyId ?? "",
        secretAccessKey: AccessKey?.SecretAccessKey ?? "",
      };
      const s3 = new S3Client({ ...shared, credentials: own, forcePathStyle: true });
      const sns = new SNSClient({ ...shared, credentials: own });
      return createValidationHandler({
        dataset: apiLogs,
        s3,
        sns,
        topicArn,
        quarantine,
        logger: false,
      });
    }

    async function upload(key: string, body: string) {
      const { VersionId } = await root.send(
        new PutObjectCommand({ Bucket: raw, Key: key, Body: body }),
      );
      return {
        Records: [
          {
            eventSource: "aws:s3",
            eventName: "ObjectCreated:Put",
            s3: { bucket: { name: raw }, object: { key, versionId: VersionId } },
          },
        ],
      };
    }

    it("can do all it has to, also a multipart upload", async () => {
      const handler = await handlerWith(
        buildLambdaPolicy({ bucket: raw, prefix: "raw/", quarantine, topicArn }),
      );
      for (const [key, rows] of [
        ["raw/few.ndjson", 2],
        ["raw/many.ndjson", 30_000],
      ] as const) {
        const result = await handler(await upload(key, BAD.repeat(rows)));
        const [outcome] = "objects" in result ? result.objects : [];
        expect(outcome).toMatchObject({
          outcome: "validated",
          verdict: { rowsRejected: rows, alert: "sent" },
        });
        const { verdictKey } = outcome as { verdictKey: string };
        const stored = await root.send(new GetObjectCommand({ Bucket: lake, Key: verdictKey }));
        const { quarantineKey } = JSON.parse(
          (await stored.Body?.transformToString()) ?? "",
        ) as Verdict;
        const kept = await root.send(
          new GetObjectCommand({ Bucket: lake, Key: quarantineKey ?? "" }),
        );
        expect((await kept.Body?.transformToString())?.trimEnd().split("\n")).toHaveLength(rows);
      }
    });

    it.each(["s3:GetObjectVersion", "s3:PutObject", "sns:Publish"])(
      "names %s when it is missing",
      async (action) => {
        const policy = buildLambdaPolicy({ bucket: raw, prefix: "raw/", quarantine, topicArn });
        const Statement = policy.Statement.map((each) => ({
          ...each,
          Action: each.Action.filter((name) => name !== action),
        })).filter(({ Action }) => Action.length > 0);
        const handler = await handlerWith({ ...policy, Statement });
        const event = await upload(`raw/${action.replace(":", "-")}.ndjson`, BAD);
        await expect(handler(event)).rejects.toMatchObject({
          code: "ACCESS_DENIED",
          permanent: true,
          message: expect.stringContaining(action) as string,
        });
      },
    );
  },
);
