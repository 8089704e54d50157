import { Readable } from "node:stream";
import type { SNSClient } from "@aws-sdk/client-sns";
import { defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { awsError, fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { handler } from "./handler.ts";
import { handlerFromEnvironment } from "./handler-from-environment.ts";

const topicArn = "arn:aws:sns:eu-central-1:123456789012:alerts";
const orders = defineDataset({
  name: "orders",
  schema: z.object({ quantity: z.int32().min(1) }),
});

/** A bucket with `{"quantity":0}` in each object, and no verdicts. */
function setUp() {
  const { s3, requests } = fakeS3(({ name, input }) => {
    if (name !== "GetObject") return { ETag: '"1"' };
    if (input["Bucket"] !== "raw") throw awsError("NoSuchKey", 404);
    return { Body: Readable.from([Buffer.from('{"quantity":0}\n{"quantity":2}\n')]), ETag: '"e"' };
  });
  const published: unknown[] = [];
  const sns = {
    send: async ({ input }: { input: unknown }) => {
      published.push(input);
      return { MessageId: "m" };
    },
  } as unknown as SNSClient;
  return { s3, sns, requests, published };
}

function eventOf(bucket: string, key: string) {
  const object = { key, eTag: "e", sequencer: "1" };
  return {
    Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: bucket }, object } }],
  };
}

describe("a handler of a contract and an environment", () => {
  it("has every setting that the guide deploys", async () => {
    const { s3, sns, requests, published } = setUp();
    const handle = handlerFromEnvironment(
      orders,
      {
        CLOUDAPI_RAW_BUCKET: "raw",
        CLOUDAPI_RAW_PREFIX: "in",
        CLOUDAPI_PROCESSED_BUCKET: "lake",
        CLOUDAPI_QUARANTINE_PREFIX: "q",
        CLOUDAPI_ALERT_TOPIC_ARN: topicArn,
        CLOUDAPI_KMS_KEY_ARN: "arn:aws:kms:eu-central-1:123456789012:key/k",
        CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO: "0.4",
      },
      { s3, sns, logger: false },
    );
    expect(await handle(eventOf("raw", "other/a.ndjson"))).toMatchObject({
      objects: [{ outcome: "skipped", reason: "not-watched" }],
    });
    expect(await handle(eventOf("raw", "in/a.ndjson"))).toMatchObject({
      objects: [
        {
          outcome: "validated",
          verdict: { dataset: "orders", passed: false, maxRejectedRatio: 0.4, rowsRejected: 1 },
          verdictKey: "q/verdicts/raw/in/a.ndjson/e.json",
        },
      ],
    });
    expect(requests.filter(({ name }) => name === "PutObject")[0]?.input).toMatchObject({
      Bucket: "lake",
      Key: "q/rows/raw/in/a.ndjson/e.ndjson",
      SSEKMSKeyId: "arn:aws:kms:eu-central-1:123456789012:key/k",
    });
    expect(published).toMatchObject([{ TopicArn: topicArn }]);
  });

  it("reads objects as the variables say, whatever their names are", async () => {
    const read = async (environment: Record<string, string>, text: string) => {
      const { s3 } = fakeS3(({ name, input }) => {
        if (name !== "GetObject") return { ETag: '"1"' };
        if (input["Bucket"] !== "raw") throw awsError("NoSuchKey", 404);
        return { Body: Readable.from([Buffer.from(text)]), ETag: '"e"' };
      });
      const variables = { CLOUDAPI_PROCESSED_BUCKET: "lake", ...environment };
      const handle = handlerFromEnvironment(orders, variables, { s3, logger: false });
      const result = await handle(eventOf("raw", "a.dat"));
      return "objects" in result ? result.objects : [];
    };
    const csv = { CLOUDAPI_LAMBDA_FORMAT: "csv" };
    const passed = [{ verdict: { format: "csv", rowsValid: 1, passed: true } }];
    for (const [delimiter, character] of [
      [";", ";"],
      ["tab", "\t"],
    ] as const) {
      const text = `quantity${character}note\n2${character}x\n`;
      const variables = { ...csv, CLOUDAPI_LAMBDA_DELIMITER: delimiter };
      expect(await read(variables, text)).toMatchObject(passed);
    }
    await expect(read({ CLOUDAPI_LAMBDA_DELIMITER: "::" }, "")).rejects.toMatchObject({
      issues: [{ message: 'expected one of , ; | tab, found "::"' }],
    });
  });

  it("reads it at the first event, names every fault, and works once it is right", async () => {
    const { s3 } = setUp();
    const environment: Record<string, string> = {
      CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO: "2",
      CLOUDAPI_RAW_BUCKET: "My_Bucket",
    };
    const handle = handlerFromEnvironment(orders, environment, { s3, logger: false });
    await expect(handle({ Event: "s3:TestEvent" })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      issues: [
        { variable: "CLOUDAPI_RAW_BUCKET" },
        { variable: "CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO" },
      ],
    });
    environment["CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO"] = "0.5";
    environment["CLOUDAPI_RAW_BUCKET"] = "raw";
    expect(await handle({ Event: "s3:TestEvent" })).toEqual({ objects: [] });
  });

  it.each<[unknown[], string]>([
    [[{}, {}], "dataset must be what defineDataset returns"],
    [[orders, undefined], "pass the environment, such as process.env"],
    [[orders, {}, { bucket: "raw" }], 'unknown option "bucket"'],
  ])("refuses %j", (given, message) => {
    expect(() =>
      handlerFromEnvironment(...(given as Parameters<typeof handlerFromEnvironment>)),
    ).toThrow(message);
  });
});

it("the ready-made handler has its settings from the process", async () => {
  process.env["AWS_REGION"] ??= "us-east-1";
  process.env["CLOUDAPI_LAMBDA_FORCE"] = "perhaps";
  await expect(handler({ Event: "s3:TestEvent" })).rejects.toMatchObject({
    code: "INVALID_CONFIG",
  });
  delete process.env["CLOUDAPI_LAMBDA_FORCE"];
  process.env["CLOUDAPI_ALERT_TOPIC_ARN"] = topicArn;
  process.env["CLOUDAPI_LOG_LEVEL"] = "SILENT";
  expect(await handler({ Event: "s3:TestEvent" })).toEqual({ objects: [] });
  for (const name of ["CLOUDAPI_ALERT_TOPIC_ARN", "CLOUDAPI_LOG_LEVEL"]) delete process.env[name];
});
