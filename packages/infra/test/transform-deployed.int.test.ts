import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleHandler } from "../../../scripts/lib/bundle-handler.ts";
import { FUNCTION_SOURCES } from "../../../scripts/lib/function-sources.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { zipOf } from "../../../scripts/lib/zip-of.ts";
import { type DeployedTransform, deployTransform, undeployValidator } from "../src/index.ts";
import { serverConfig } from "./support/server-config.ts";

/** MiniStack runs the code of functions, in a process of their own. */
const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK");
const HEADER = "timestamp,endpoint,status_code\n";
/** It begins as gzip does, and ends there. */
const NO_GZIP = Uint8Array.from([0x1f, 0x8b, 0x08, 0x00, 0x01]);
const ROWS = `${HEADER}2025-01-15T10:30:45Z,/a,200\nyesterday,/secret,200\n`;

describe.skipIf(ENDPOINT === undefined)(
  "the transforming function, bundled and deployed to MiniStack (CLOUDAPI_TEST_MINISTACK)",
  () => {
    const config = serverConfig(ENDPOINT);
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const lambda = new LambdaClient(config);
    const id = crypto.randomUUID().slice(0, 8);
    const [bucket, lake, functionName] = [`raw-${id}`, `lake-${id}`, `transform-${id}`];
    let folder = "";
    let deployed: DeployedTransform | undefined;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "transform-deployed-"));
      for (const Bucket of [bucket, lake]) await s3.send(new CreateBucketCommand({ Bucket }));
      const bundle = join(folder, "index.mjs");
      const resolveDir = resolve(import.meta.dirname, "../../../scripts");
      const contents = FUNCTION_SOURCES.transform;
      await bundleHandler(bundle, { stdin: { contents, resolveDir } });
      deployed = await deployTransform(
        { lambda, s3 },
        {
          functionName,
          bucket,
          prefix: "raw/",
          zip: zipOf("index.mjs", await readFile(bundle)),
          roleArn: `arn:aws:iam::000000000000:role/${functionName}`,
          memoryMb: 1024,
          environment: { CLOUDAPI_PROCESSED_BUCKET: lake },
        },
      );
    }, 120_000);
    afterAll(async () => {
      for (const client of [s3, lambda]) client.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    async function put(key: string, body: string | Uint8Array = ROWS): Promise<void> {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    }

    async function invoke(
      event: object,
    ): Promise<{ readonly error: string | undefined; readonly result: unknown }> {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      return { error: FunctionError, result: JSON.parse(Payload?.transformToString() ?? "null") };
    }

    async function manifests(): Promise<{ readonly rowsWritten: number }[]> {
      const Prefix = "tables/api_logs/_manifests/";
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: lake, Prefix }));
      return Promise.all(
        Contents.map(async ({ Key }) => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: lake, Key }));
          return JSON.parse((await Body?.transformToString()) ?? "") as { rowsWritten: number };
        }),
      );
    }

    it("transforms what is uploaded", async () => {
      expect(deployed).toMatchObject({ change: "created", notification: "updated" });
      await put("raw/first.csv");
      let found = await manifests();
      for (let tries = 0; tries < 300 && found.length === 0; tries++) {
        await sleep(200);
        found = await manifests();
      }
      expect(found).toHaveLength(1);
    }, 120_000);

    // Not under the watched prefix: no event of theirs comes besides.
    const KEYS = ["with space.csv", "plus+.csv", "100%25.csv", "Ünï-🚀.csv"];

    it.each(KEYS)(
      "takes %s in each envelope, and has its rows once",
      async (key) => {
        await put(key);
        const before = (await manifests()).length;
        for (const event of Object.values(envelopes(key))) {
          const { error, result } = await invoke(event);
          expect(error, JSON.stringify(result)).toBeUndefined();
          expect(JSON.stringify(result)).not.toContain("itemIdentifier");
        }
        expect(await manifests()).toHaveLength(before + 1);
      },
      120_000,
    );

    it("has one of ten messages delivered again, the one whose file is bad", async () => {
      const keys = Array.from({ length: 10 }, (_, at) => `elsewhere/ten-${at}.csv`);
      for (const [at, key] of keys.entries()) await put(key, at === 4 ? NO_GZIP : ROWS);
      const messages = keys.map((key, at) => ({
        messageId: `m${at}`,
        eventSource: "aws:sqs",
        body: JSON.stringify(envelopes(key).s3),
      }));
      const { error, result } = await invoke({ Records: messages });
      expect(error, JSON.stringify(result)).toBeUndefined();
      expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: "m4" }] });
    }, 120_000);

    it("skips what is gone, and fails an event that it doesn't know", async () => {
      const gone = await invoke(envelopes("raw/gone.csv").s3);
      expect(gone.result).toMatchObject({ objects: [{ outcome: "skipped", reason: "gone" }] });
      const unknown = await invoke({ hello: 1 });
      expect(unknown.error).toBe("Unhandled");
      expect(JSON.stringify(unknown.result)).toContain("The event is not one of S3");
    }, 120_000);

    it("is removed as it was deployed", async () => {
      const removed = { notification: "removed", permission: "removed", function: "removed" };
      expect(await undeployValidator({ lambda, s3 }, { functionName, bucket })).toEqual(removed);
    });

    /** The event of an upload, as it comes from S3, and inside of SQS, SNS and EventBridge. */
    function envelopes(key: string) {
      const encoded = encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
      const record = {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: "2025-01-15T10:00:00.000Z",
        eventName: "ObjectCreated:Put",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: { key: encoded },
        },
      };
      const event = { Records: [record] };
      const text = JSON.stringify(event);
      return {
        s3: event,
        again: event,
        sqs: { Records: [{ messageId: "1", eventSource: "aws:sqs", body: text }] },
        sns: {
          Records: [{ EventSource: "aws:sns", Sns: { Type: "Notification", Message: text } }],
        },
        bridge: {
          source: "aws.s3",
          "detail-type": "Object Created",
          detail: { bucket: { name: bucket }, object: { key } },
        },
      };
    }
  },
);
