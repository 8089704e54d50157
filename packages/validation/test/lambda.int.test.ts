import { gzipSync } from "node:zlib";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import type { LocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type S3Record } from "../../../scripts/lib/s3-events.ts";
import { createValidationHandler, type Verdict, verdictKey } from "../src/lambda/index.ts";
import {
  BAD,
  BAD_PARTS,
  GOOD,
  openLambdaCloud,
  outcomesOf,
  putObject,
  verdictOf,
} from "./lambda-cloud.ts";

let cloud: LocalCloud;
let s3: S3Client;
let sns: SNSClient;
let topicArn: string;
let close: () => Promise<void>;
let logged: string[];
let alerted = 0;

function record(message: string, details: Record<string, unknown>): void {
  logged.push(`${message} ${JSON.stringify(details)}`);
}

beforeAll(async () => {
  ({ cloud, s3, sns, topicArn, close } = await openLambdaCloud("raw", "versioned", "lake"));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: "versioned",
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
});
afterAll(() => close());
beforeEach(() => {
  alerted = cloud.publishedMessages(topicArn).length;
  logged = [];
});

/** Alerts since the test began. */
function alerts() {
  return cloud.publishedMessages(topicArn).slice(alerted);
}

function handlerOf(options: object = {}) {
  const logger = { info: record, warn: record, error: record };
  return createValidationHandler({
    dataset: apiLogs,
    s3,
    sns,
    topicArn,
    logger,
    quarantine: { bucket: "lake", prefix: "quarantine/" },
    ...options,
  });
}

/** Put an object; gives the record that S3 sends of it. */
function put(bucket: string, key: string, body: string | Uint8Array) {
  return putObject(s3, { bucket, key, body });
}

function withSequencer(record: S3Record, sequencer: string): S3Record {
  return { ...record, s3: { ...record.s3, object: { ...record.s3.object, sequencer } } };
}

function sqsEvent(...bodies: [string, unknown][]) {
  return {
    Records: bodies.map(([messageId, body]) => ({
      eventSource: "aws:sqs",
      messageId,
      body: typeof body === "string" ? body : JSON.stringify(body),
    })),
  };
}

async function judge(record: S3Record, options: object = {}) {
  return verdictOf(await handlerOf(options)({ Records: [record] }));
}

async function read(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "lake", Key }));
  return (await Body?.transformToString()) ?? "";
}

async function rowsOf({ quarantineKey }: Verdict): Promise<Record<string, unknown>[]> {
  const lines = (await read(quarantineKey ?? "")).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the validation handler", () => {
  it("writes verdict, rejected rows and one alert; no contents of rows but in the rows", async () => {
    const event = await put("raw", "in/a b+ü.ndjson", `${GOOD}\n${BAD}\n${GOOD}\n`);
    const { verdict, verdictKey: key, outcome } = await judge(event);
    expect(outcome).toBe("validated");
    expect(verdict).toMatchObject({
      passed: false,
      valid: false,
      rowsIn: 3,
      rowsValid: 2,
      rowsRejected: 1,
      rejectedByCode: { too_big: 1 },
      alert: "sent",
    });
    const stored = await read(key);
    expect(key).toBe(
      verdictKey("quarantine/", {
        bucket: "raw",
        key: "in/a b+ü.ndjson",
        etag: event.s3.object.eTag,
      }),
    );
    expect(JSON.parse(stored)).toEqual(verdict);
    expect(await rowsOf(verdict)).toMatchObject([
      {
        line: 2,
        byteOffset: GOOD.length + 1,
        raw: BAD,
        source: "s3://raw/in/a b+ü.ndjson",
        contractHash: apiLogs.contractHash,
        issues: [{ code: "too_big", path: ["status_code"] }],
      },
    ]);
    expect(alerts()).toMatchObject([
      { subject: "Validation failed: a b+?.ndjson: 1 of 3 rows rejected" },
    ]);
    expect(alerts()[0]?.message).toContain("3 rows in = 2 valid + 1 rejected");
    expect(alerts()[0]?.message).toContain("Line 2, status_code: too_big");
    expect([stored, alerts()[0]?.message, ...logged].join("\n")).not.toMatch(/secret-path|999/);
    expect(logged).toHaveLength(1);
  });

  it("says nothing of an object that passes, gzip or plain, CSV or JSON, by name or by content", async () => {
    const events = [
      await put("raw", "ok.ndjson", `${GOOD}\n`),
      await put("raw", "ok.bin", gzipSync(`${GOOD}\n`)),
      await put("raw", "ok.csv", "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/a,200\n"),
      await put(
        "raw",
        "ok.tsv.gz",
        gzipSync("timestamp\tendpoint\tstatus_code\n2025-01-15T10:30:45Z\t/a\t200\n"),
      ),
      await put("raw", "ok", "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/a,200\n"),
      await put("raw", "ok.json", `[${GOOD}]`),
    ];
    const outcomes = outcomesOf(await handlerOf()({ Records: events }));
    expect(
      outcomes.map(
        (each) =>
          each.outcome === "validated" && [
            each.verdict.format,
            each.verdict.passed,
            each.verdict.rowsIn,
            each.verdict.quarantineKey,
          ],
      ),
    ).toEqual([
      ["json-lines", true, 1, null],
      ["json-lines", true, 1, null],
      ["csv", true, 1, null],
      ["csv", true, 1, null],
      ["csv", true, 1, null],
      ["json-array", true, 1, null],
    ]);
    expect(alerts()).toEqual([]);
  });

  it("works by a trigger, and leaves alone what it wrote into the same bucket", async () => {
    const stop = cloud.onObjectCreated({ bucket: "raw" }, handlerOf({ quarantine: undefined }));
    const event = await put("raw", "in/triggered.ndjson", `${BAD}\n`);
    await cloud.idle();
    stop();
    const key = verdictKey("quarantine/", {
      bucket: "raw",
      key: "in/triggered.ndjson",
      etag: event.s3.object.eTag,
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "raw", Key: key }));
    expect(JSON.parse((await Body?.transformToString()) ?? "")).toMatchObject({
      rowsRejected: 1,
      alert: "sent",
      object: { sequencer: expect.stringMatching(/^[0-9A-F]+$/) as string },
    });
    expect(cloud.failures).toEqual([]);
    expect(logged.filter((line) => line.includes("own-output"))).toHaveLength(3);
  });

  it("changes nothing for duplicates, one after the other or at the same time", async () => {
    const event = await put("raw", "dup.ndjson", `${BAD}\n`);
    const handler = handlerOf();
    await Promise.all([handler({ Records: [event] }), handler({ Records: [event] })]);
    const before = await judge(event);
    expect(before.outcome).toBe("duplicate");
    expect(alerts()).toHaveLength(1);
  });

  it("sends an alert that an earlier run died before sending", async () => {
    const event = await put("raw", "crash.ndjson", `${BAD}\n`);
    const dying = { send: async () => Promise.reject(new Error("killed")) } as unknown as SNSClient;
    await expect(handlerOf({ sns: dying })({ Records: [event] })).rejects.toMatchObject({
      code: "ALERT_FAILED",
    });
    expect(alerts()).toEqual([]);
    expect(await judge(event)).toMatchObject({ outcome: "duplicate", verdict: { alert: "sent" } });
    await judge(event);
    expect(alerts()).toHaveLength(1);
  });

  it("skips what was replaced or deleted meanwhile, and judges what replaced it", async () => {
    const first = await put("raw", "moving.ndjson", `${BAD}\n`);
    const second = await put("raw", "moving.ndjson", `${GOOD}\n`);
    const outcomes = outcomesOf(await handlerOf()({ Records: [second, first] }));
    expect(outcomes).toMatchObject([
      { outcome: "validated", verdict: { passed: true } },
      { outcome: "skipped", reason: "superseded" },
    ]);
    const third = await put("raw", "deleted.ndjson", `${GOOD}\n`);
    await s3.send(new DeleteObjectCommand({ Bucket: "raw", Key: "deleted.ndjson" }));
    expect(outcomesOf(await handlerOf()({ Records: [third] }))).toMatchObject([
      { outcome: "skipped", reason: "gone" },
    ]);
  });

  it("judges each version of a versioned object by itself, also after a deletion", async () => {
    const first = await put("versioned", "v.ndjson", `${BAD}\n`);
    const second = await put("versioned", "v.ndjson", `${GOOD}\n`);
    await s3.send(new DeleteObjectCommand({ Bucket: "versioned", Key: "v.ndjson" }));
    const outcomes = outcomesOf(await handlerOf()({ Records: [second, first] }));
    expect(outcomes).toMatchObject([{ verdict: { passed: true } }, { verdict: { passed: false } }]);
    await s3.send(
      new DeleteObjectCommand({
        Bucket: "versioned",
        Key: "v.ndjson",
        VersionId: first.s3.object.versionId,
      }),
    );
    const [gone] = outcomesOf(
      await handlerOf({ quarantine: { bucket: "lake", prefix: "again/" } })({ Records: [first] }),
    );
    expect(gone).toMatchObject({ outcome: "skipped", reason: "gone" });
  });

  it("lets a later event of the same content replace its verdict, never an earlier one", async () => {
    const event = await put("raw", "again.ndjson", `${GOOD}\n`);
    await judge(withSequencer(event, "0A"));
    expect(await judge(withSequencer(event, "0B"))).toMatchObject({
      outcome: "validated",
      verdict: { object: { sequencer: "0B" } },
    });
    const [late] = outcomesOf(await handlerOf()({ Records: [withSequencer(event, "0A")] }));
    expect(late).toMatchObject({ outcome: "skipped", reason: "late" });
    const key = verdictKey("quarantine/", {
      bucket: "raw",
      key: "again.ndjson",
      etag: event.s3.object.eTag,
    });
    expect(JSON.parse(await read(key))).toMatchObject({ object: { sequencer: "0B" } });
  });

  it("reads what is there when an event names neither version nor ETag", async () => {
    const event = await put("raw", "bare.ndjson", `${GOOD}\n`);
    const bare = { ...event, s3: { ...event.s3, object: { key: "bare.ndjson" } } };
    const [outcome] = outcomesOf(await handlerOf()({ Records: [bare] }));
    expect(outcome).toMatchObject({ outcome: "validated", object: { etag: event.s3.object.eTag } });
  });

  it.each([
    ["own-output", "lake", "quarantine/rows/x.ndjson", {}],
    ["not-watched", "lake", "raw/x.ndjson", { bucket: "raw" }],
    ["not-watched", "raw", "tables/x.ndjson", { bucket: "raw", prefix: "in/" }],
    ["folder", "raw", "in/", {}],
  ])("skips an object for being %s", async (reason, bucket, key, options) => {
    const event = await put(bucket, key, key.endsWith("/") ? "" : `${BAD}\n`);
    expect(outcomesOf(await handlerOf(options)({ Records: [event] }))).toMatchObject([
      { outcome: "skipped", reason, object: { bucket, key } },
    ]);
  });

  it("reports the failed messages of a queue's batch, and only those", async () => {
    const good = await put("raw", "sqs.ndjson", `${GOOD}\n`);
    const missing = { ...good, s3: { ...good.s3, bucket: { name: "no-such-bucket" } } };
    const event = sqsEvent(
      ["good", { Records: [good] }],
      ["missing", { Records: [missing] }],
      ["broken", "{"],
      ["test", { Event: "s3:TestEvent" }],
    );
    expect(await handlerOf()(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: "missing" }, { itemIdentifier: "broken" }],
    });
    expect(await handlerOf()(sqsEvent(["good", { Records: [good] }]))).toEqual({
      batchItemFailures: [],
    });
  });

  it("throws when a whole batch failed, so that it comes again even where partial answers are not switched on", async () => {
    await expect(handlerOf()(sqsEvent(["a", "{"], ["b", "["]))).rejects.toMatchObject({
      code: "OBJECTS_FAILED",
    });
  });

  it("holds back the later messages of a FIFO group after a failure", async () => {
    const good = await put("raw", "fifo.ndjson", `${GOOD}\n`);
    const event = sqsEvent(["a", "{"], ["b", { Records: [good] }], ["c", { Records: [good] }]);
    const Records = event.Records.map((each, index) => ({
      ...each,
      attributes: { MessageGroupId: index < 2 ? "one" : "two" },
    }));
    expect(await handlerOf()({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "b" }],
    });
  });

  it("throws a clear error for what a retry or an operator must mend, after all other objects", async () => {
    const good = await put("raw", "x.ndjson", `${GOOD}\n`);
    const missing = { ...good, s3: { ...good.s3, bucket: { name: "no-such-bucket" } } };
    await expect(handlerOf()({ Records: [missing, good] })).rejects.toMatchObject({
      code: "NO_SUCH_BUCKET",
      permanent: true,
      bucket: "no-such-bucket",
      key: "x.ndjson",
      message: expect.stringContaining(
        'Cannot read s3://no-such-bucket/x.ndjson: the bucket "no-such-bucket" does not exist.',
      ) as string,
    });
    expect(await judge(good)).toMatchObject({ outcome: "duplicate" });
    await expect(handlerOf()({ Records: [missing, missing] })).rejects.toMatchObject({
      code: "OBJECTS_FAILED",
      message: expect.stringContaining("2 objects") as string,
    });
    await expect(handlerOf()({ Records: [{ eventSource: "aws:kinesis" }] })).rejects.toMatchObject({
      code: "UNKNOWN_EVENT",
    });
    await expect(
      handlerOf({ quarantine: { bucket: "no-such-bucket" } })({ Records: [good] }),
    ).rejects.toMatchObject({ code: "NO_SUCH_BUCKET" });
    await expect(
      judge(await put("raw", "y.ndjson", BAD), { topicArn: `${topicArn}-none` }),
    ).rejects.toMatchObject({ code: "NO_SUCH_TOPIC", permanent: true });
  });

  it("gives a verdict on files that can't be read to their end", async () => {
    const events = [
      await put("raw", "cut.gz", gzipSync(`${GOOD}\n${BAD}\n`.repeat(1000)).subarray(0, 100)),
      await put("raw", "utf16.csv", Buffer.from("a,b\n1,2\n", "utf16le")),
      await put("raw", "empty.ndjson", ""),
    ];
    const outcomes = outcomesOf(await handlerOf()({ Records: events }));
    expect(
      outcomes.map(
        (each) =>
          "verdict" in each && [each.verdict.passed, each.verdict.problems.map(({ code }) => code)],
      ),
    ).toEqual([
      [false, ["gzip_truncated"]],
      [false, ["unsupported_encoding"]],
      [false, ["empty_file"]],
    ]);
    expect(alerts().map(({ subject }) => subject)).toContain(
      "Validation failed: cut.gz: gzip_truncated",
    );
  });

  it("streams many rejected rows as a multipart upload, and leaves no upload open", async () => {
    const event = await put("raw", "many.ndjson", BAD_PARTS);
    const { verdict } = await judge(event);
    expect(verdict.rowsRejected).toBe(1_500);
    const text = await read(verdict.quarantineKey ?? "");
    expect(text.length).toBeGreaterThan(8_388_608);
    expect(text.split("\n")).toHaveLength(1_501);
    expect(
      (await s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }))).Uploads ?? [],
    ).toEqual([]);
    expect(verdict.rejections).toHaveLength(20);
  });

  it("stops before Lambda's time is over, leaving nothing half-written", async () => {
    const event = await put("raw", "slow.ndjson", `${BAD}\n`.repeat(60_000));
    const context = { getRemainingTimeInMillis: () => 1_550 };
    await expect(handlerOf()({ Records: [event] }, context)).rejects.toMatchObject({
      code: "OUT_OF_TIME",
      key: "slow.ndjson",
    });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: "lake", Prefix: "quarantine/rows/raw/slow" }),
    );
    expect(Contents).toEqual([]);
    expect(
      (await s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }))).Uploads ?? [],
    ).toEqual([]);
    const over = { getRemainingTimeInMillis: () => 10 };
    await expect(handlerOf()({ Records: [event] }, over)).rejects.toMatchObject({
      code: "OUT_OF_TIME",
    });
  });

  it("sends no alert up to the ratio, and one above it", async () => {
    const rows = `${`${GOOD}\n`.repeat(9)}${BAD}\n`;
    const within = await judge(await put("raw", "within.ndjson", rows), { maxRejectedRatio: 0.1 });
    expect(within.verdict).toMatchObject({
      passed: true,
      valid: false,
      alert: "none",
      rowsRejected: 1,
    });
    expect(await rowsOf(within.verdict)).toHaveLength(1);
    expect(alerts()).toEqual([]);
    const above = await judge(await put("raw", "above.ndjson", rows), { maxRejectedRatio: 0.09 });
    expect(above.verdict).toMatchObject({ passed: false, alert: "sent" });
  });

  it("judges an object anew under a changed contract", async () => {
    const event = await put("raw", "contract.ndjson", `${GOOD}\n`);
    await judge(event);
    const changed = { ...apiLogs, contractHash: "changed" };
    expect(await judge(event, { dataset: changed })).toMatchObject({
      outcome: "validated",
      verdict: { contractHash: "changed" },
    });
  });

  it("quotes rows in alerts only when asked to", async () => {
    await judge(await put("raw", "quoted.ndjson", `${BAD}\n`), { alertRowContents: true });
    expect(alerts()[0]?.message).toContain("received 999");
  });
});
