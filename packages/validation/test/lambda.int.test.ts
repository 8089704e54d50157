import { gzipSync } from "node:zlib";
import { DeleteObjectCommand, GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command, PutBucketVersioningCommand, PutObjectCommand, CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import { startLocalCloud, type LocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createValidationHandler, verdictKey, type HandlerResult, type ObjectOutcome } from "../src/lambda/index.ts";

const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}';
const BAD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/secret-path","status_code":999}';
const topicArn = "arn:aws:sns:us-east-1:000000000000:alerts";

let cloud: LocalCloud;
let s3: S3Client;
let published: { Subject: string; Message: string }[];
let logged: string[];

const sns = { send: async ({ input }: { input: { Subject: string; Message: string } }) => { published.push(input); return { MessageId: "1" }; } } as unknown as SNSClient;
const logger = { info: record, warn: record, error: record };

function record(message: string, details: Record<string, unknown>): void {
  logged.push(`${message} ${JSON.stringify(details)}`);
}

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  for (const Bucket of ["raw", "versioned", "lake"]) await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration: { Status: "Enabled" } }));
});
afterAll(async () => {
  s3.destroy();
  await cloud.close();
});
beforeEach(() => {
  published = [];
  logged = [];
});

function handlerOf(options: object = {}) {
  return createValidationHandler({ dataset: apiLogs, s3, sns, topicArn, logger, quarantine: { bucket: "lake", prefix: "quarantine/" }, ...options });
}

async function put(Bucket: string, Key: string, Body: string | Uint8Array) {
  const { ETag, VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const object = { key: encodeURIComponent(Key).replaceAll("%20", "+"), size: Body.length, eTag: ETag?.replaceAll('"', ""), ...(VersionId === undefined ? {} : { versionId: VersionId }), sequencer: "01" };
  return { eventSource: "aws:s3", eventName: "ObjectCreated:Put", s3: { bucket: { name: Bucket }, object } };
}

function outcomesOf(result: HandlerResult): readonly ObjectOutcome[] {
  if (!("objects" in result)) throw new Error("no objects");
  return result.objects;
}

async function read(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "lake", Key }));
  return (await Body?.transformToString()) ?? "";
}

describe("the validation handler", () => {
  it("writes a verdict, the rejected rows and one alert, without row contents in verdict, alert or logs", async () => {
    const event = await put("raw", "in/a b+ü.ndjson", `${GOOD}\n${BAD}\n${GOOD}\n`);
    const [outcome] = outcomesOf(await handlerOf()({ Records: [event] }));
    if (outcome?.outcome !== "validated") throw new Error(outcome?.outcome);
    expect(outcome.verdict).toMatchObject({ valid: false, rowsIn: 3, rowsValid: 2, rowsRejected: 1, rejectedByCode: { too_big: 1 }, alert: "sent" });
    const stored = await read(outcome.verdictKey);
    expect(outcome.verdictKey).toBe(verdictKey("quarantine/", outcome.object));
    expect(JSON.parse(stored)).toMatchObject({ rowsIn: 3, alert: "sent", object: { key: "in/a b+ü.ndjson" } });
    const rows = (await read(outcome.verdict.quarantineKey ?? "")).trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toMatchObject([{ line: 2, byteOffset: GOOD.length + 1, raw: BAD, source: "s3://raw/in/a b+ü.ndjson", contractHash: apiLogs.contractHash, issues: [{ code: "too_big", path: ["status_code"] }] }]);
    expect(published).toHaveLength(1);
    expect(published[0]?.Subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    expect(published[0]?.Message).toContain("3 rows in = 2 valid + 1 rejected.");
    expect([stored, published[0]?.Message, ...logged].join("\n")).not.toContain("secret-path");
  });

  it("says nothing of an object that passes, gzip or plain, CSV or JSON", async () => {
    const events = [
      await put("raw", "ok.ndjson", `${GOOD}\n`), await put("raw", "ok.bin", gzipSync(`${GOOD}\n`)),
      await put("raw", "ok.csv", "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/a,200\n"), await put("raw", "ok.json", `[${GOOD}]`),
    ];
    const outcomes = outcomesOf(await handlerOf()({ Records: events }));
    expect(outcomes.map((each) => each.outcome === "validated" && [each.verdict.format, each.verdict.valid, each.verdict.rowsIn])).toEqual([
      ["json-lines", true, 1], ["json-lines", true, 1], ["csv", true, 1], ["json-array", true, 1],
    ]);
    expect(published).toEqual([]);
  });

  it("changes nothing for duplicates, one after the other or at the same time", async () => {
    const event = await put("raw", "dup.ndjson", `${BAD}\n`);
    const handler = handlerOf();
    await Promise.all([handler({ Records: [event] }), handler({ Records: [event] })]);
    const [again] = outcomesOf(await handler({ Records: [event] }));
    expect(again?.outcome).toBe("duplicate");
    expect(published).toHaveLength(1);
  });

  it("sends an alert that an earlier run died before sending", async () => {
    const event = await put("raw", "crash.ndjson", `${BAD}\n`);
    const dying = { send: async () => { throw new Error("killed"); } } as unknown as SNSClient;
    await expect(handlerOf({ sns: dying })({ Records: [event] })).rejects.toThrow("killed");
    const [outcome] = outcomesOf(await handlerOf()({ Records: [event] }));
    expect(outcome).toMatchObject({ outcome: "duplicate", verdict: { alert: "sent" } });
    expect(published).toHaveLength(1);
  });

  it("skips an object that was replaced or deleted meanwhile, and judges the newer one", async () => {
    const first = await put("raw", "moving.ndjson", `${BAD}\n`);
    const second = await put("raw", "moving.ndjson", `${GOOD}\n`);
    const outcomes = outcomesOf(await handlerOf()({ Records: [second, first] }));
    expect(outcomes).toMatchObject([{ outcome: "validated", verdict: { valid: true } }, { outcome: "skipped", reason: "superseded" }]);
    const third = await put("raw", "deleted.ndjson", `${GOOD}\n`);
    await s3.send(new DeleteObjectCommand({ Bucket: "raw", Key: "deleted.ndjson" }));
    expect(outcomesOf(await handlerOf()({ Records: [third] }))).toMatchObject([{ outcome: "skipped", reason: "gone" }]);
  });

  it("judges each version of a versioned object by itself", async () => {
    const first = await put("versioned", "v.ndjson", `${BAD}\n`);
    const second = await put("versioned", "v.ndjson", `${GOOD}\n`);
    const outcomes = outcomesOf(await handlerOf()({ Records: [second, first] }));
    expect(outcomes).toMatchObject([{ verdict: { valid: true } }, { verdict: { valid: false } }]);
  });

  it("never validates what it wrote itself", async () => {
    const event = await put("lake", "quarantine/rows/x.ndjson", `${BAD}\n`);
    expect(outcomesOf(await handlerOf()({ Records: [event] }))).toMatchObject([{ outcome: "skipped", reason: "own-output" }]);
  });

  it("reports the failed messages of an SQS batch, and only those", async () => {
    const good = await put("raw", "sqs.ndjson", `${GOOD}\n`);
    const missing = { ...good, s3: { ...good.s3, bucket: { name: "no-such-bucket" } } };
    const body = (record: unknown) => JSON.stringify({ Records: [record] });
    const event = { Records: [
      { eventSource: "aws:sqs", messageId: "good", body: body(good) }, { eventSource: "aws:sqs", messageId: "missing", body: body(missing) },
      { eventSource: "aws:sqs", messageId: "broken", body: "{" },
    ] };
    expect(await handlerOf()(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "missing" }, { itemIdentifier: "broken" }] });
  });

  it("throws a clear error for what a retry or an operator must mend", async () => {
    const event = await put("raw", "x.ndjson", `${GOOD}\n`);
    const missing = { ...event, s3: { ...event.s3, bucket: { name: "no-such-bucket" } } };
    await expect(handlerOf()({ Records: [missing] })).rejects.toThrow("Cannot read s3://no-such-bucket/x.ndjson: bucket no-such-bucket does not exist.");
    await expect(handlerOf()({ Records: [{ eventSource: "aws:kinesis" }] })).rejects.toMatchObject({ code: "UNKNOWN_EVENT" });
    await expect(handlerOf({ quarantine: { bucket: "no-such-bucket", prefix: "q/" } })({ Records: [event] })).rejects.toThrow("no-such-bucket does not exist");
  });

  it("gives a verdict on files that can't be read to their end", async () => {
    const events = [
      await put("raw", "cut.gz", gzipSync(`${GOOD}\n`.repeat(1000)).subarray(0, 60)), await put("raw", "utf16.csv", Buffer.from("a,b\n1,2\n", "utf16le")), await put("raw", "empty.ndjson", ""),
    ];
    const outcomes = outcomesOf(await handlerOf()({ Records: events }));
    expect(outcomes.map((each) => "verdict" in each && !each.verdict.valid && each.verdict.problems.length)).toEqual([1, 1, 1]);
    expect(published).toHaveLength(3);
  });

  it("streams many rejected rows as a multipart upload, bounded, and leaves no upload open", async () => {
    const event = await put("raw", "many.ndjson", `${BAD}\n`.repeat(60_000));
    const [outcome] = outcomesOf(await handlerOf()({ Records: [event] }));
    if (outcome?.outcome !== "validated") throw new Error("not validated");
    expect((await read(outcome.verdict.quarantineKey ?? "")).split("\n")).toHaveLength(60_001);
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }))).Uploads ?? []).toEqual([]);
  });

  it("stops before Lambda's time is over, leaving nothing half-written", async () => {
    const event = await put("raw", "slow.ndjson", `${BAD}\n`.repeat(60_000));
    await expect(handlerOf()({ Records: [event] }, { getRemainingTimeInMillis: () => 1_501 })).rejects.toThrow();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "lake", Prefix: "quarantine/rows/raw/slow" }));
    expect(Contents).toEqual([]);
  });

  it("sends no alert below the ratio", async () => {
    const event = await put("raw", "ratio.ndjson", `${`${GOOD}\n`.repeat(9)}${BAD}\n`);
    await handlerOf({ maxRejectedRatio: 0.1 })({ Records: [event] });
    expect(published).toEqual([]);
  });

  it.each([
    [{ quarantine: { bucket: "", prefix: "q/" } }, "needs a bucket"], [{ sns: undefined }, "go together"],
    [{ maxRejectedRatio: 2 }, "0 to 1"], [{ topic: "x" }, "unknown option"],
  ])("refuses %j", (options, message) => {
    expect(() => handlerOf(options)).toThrow(message);
  });
});
