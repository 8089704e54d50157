import { setTimeout as sleep } from "node:timers/promises";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { createValidationHandler, type Verdict, verdictKey } from "../src/lambda/index.ts";
import { BAD, GOOD, openLambdaCloud, outcomesOf, putObject, verdictOf } from "./lambda-cloud.ts";

let open: Awaited<ReturnType<typeof openLambdaCloud>>;
let alerted = 0;

beforeAll(async () => {
  open = await openLambdaCloud("raw", "lake", "shared");
});
afterAll(() => open.close());
beforeEach(() => {
  alerted = open.cloud.publishedMessages(open.topicArn).length;
});

function alerts() {
  return open.cloud.publishedMessages(open.topicArn).slice(alerted);
}

function handlerOf(options: object = {}) {
  const { s3, sns, topicArn } = open;
  return createValidationHandler({
    dataset: apiLogs,
    s3,
    sns,
    topicArn,
    logger: false,
    quarantine: { bucket: "lake" },
    ...options,
  });
}

/** An SNS that does something at each message, and what it then says. */
function snsThat(meanwhile: (publish: () => Promise<unknown>) => Promise<unknown>): SNSClient {
  const send: SNSClient["send"] = open.sns.send.bind(open.sns);
  return {
    send: (command: never, options: never) => meanwhile(async () => send(command, options)),
  } as unknown as SNSClient;
}

async function put(key: string, body: string, bucket = "raw") {
  return { Records: [await putObject(open.s3, { bucket, key, body })] };
}

describe("one alert", () => {
  it("for two deliveries, the second while the first is still sending", async () => {
    const event = await put("while-sending.ndjson", `${BAD}\n`);
    let isSending = () => {};
    const sending = new Promise<void>((resolve) => {
      isSending = resolve;
    });
    const slow = snsThat(async (publish) => {
      isSending();
      await sleep(400);
      return publish();
    });
    const first = handlerOf({ sns: slow })(event);
    await sending;
    const second = verdictOf(await handlerOf()(event));
    expect(second).toMatchObject({ outcome: "duplicate", verdict: { alert: "sent" } });
    expect(verdictOf(await first)).toMatchObject({ outcome: "validated" });
    expect(alerts()).toHaveLength(1);
  });

  it("for many deliveries at once", async () => {
    const event = await put("at-once.ndjson", `${BAD}\n`);
    const slow = snsThat(async (publish) => {
      await sleep(100 * Math.random());
      return publish();
    });
    const handlers = Array.from({ length: 12 }, () => handlerOf({ sns: slow }));
    const results = await Promise.all(
      handlers.map(async (handler, index) => {
        await sleep(index * 20 * Math.random());
        return verdictOf(await handler(event));
      }),
    );
    expect(results.map(({ verdict }) => verdict.alert)).toEqual(Array(12).fill("sent"));
    expect(results.filter(({ outcome }) => outcome === "validated")).toHaveLength(1);
    expect(alerts()).toHaveLength(1);
  });

  it("from whoever comes next, when the first run could not send it", async () => {
    const event = await put("not-sent.ndjson", `${BAD}\n`);
    const broken = snsThat(async () => Promise.reject(new Error("no route")));
    await expect(handlerOf({ sns: broken })(event)).rejects.toMatchObject({ code: "ALERT_FAILED" });
    const both = await Promise.all([handlerOf()(event), handlerOf()(event)]);
    expect(both.map((result) => verdictOf(result).outcome)).toEqual(["duplicate", "duplicate"]);
    expect(alerts()).toHaveLength(1);
  });

  it("from one of two, when the first run died while sending and its time is up", async () => {
    const event = await put("died.ndjson", `${BAD}\n`);
    const { verdict, verdictKey: Key } = verdictOf(await handlerOf()(event));
    const died: Verdict = {
      ...verdict,
      alert: "pending",
      alertClaimedUntil: new Date(Date.now() - 4_500).toISOString(),
    };
    await open.s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: JSON.stringify(died) }));
    alerted++;
    await Promise.all([handlerOf()(event), handlerOf()(event)]);
    expect(alerts()).toHaveLength(1);
  });
});

describe("a verdict that is there", () => {
  const limited = (most: number) =>
    defineDataset({ name: "numbers", schema: z.object({ n: z.int32().max(most) }) });

  it("does not answer for other checks of the same columns, nor to other settings", async () => {
    const event = await put("rules.ndjson", '{"n":50}\n{"n":60}\n{"n":5}\n');
    const judge = async (most: number, options: object = {}) => {
      const handler = handlerOf({ dataset: limited(most), ...options });
      const { outcome, verdict } = verdictOf(await handler(event));
      return [outcome, verdict.passed, verdict.rowsRejected];
    };
    expect(limited(10).contractHash).toBe(limited(100).contractHash);
    expect(await judge(100)).toEqual(["validated", true, 0]);
    expect(await judge(100)).toEqual(["duplicate", true, 0]);
    expect(await judge(10)).toEqual(["validated", false, 2]);
    expect(await judge(10, { maxRejectedRatio: 0.9 })).toEqual(["validated", true, 2]);
    expect(await judge(10, { maxRejectedRatio: 0.9 })).toEqual(["duplicate", true, 2]);
    expect(await judge(10, { maxRejectedRatio: 0.9, maxRecordBytes: 4 })).toEqual([
      "validated",
      false,
      3,
    ]);
  });

  it("is replaced when the handler is told to, and only then", async () => {
    const event = await put("force.ndjson", `${BAD}\n`);
    const first = verdictOf(await handlerOf()(event));
    const again = verdictOf(await handlerOf()(event));
    const forced = verdictOf(await handlerOf({ force: true })(event));
    expect([again.outcome, forced.outcome]).toEqual(["duplicate", "validated"]);
    expect(forced.verdict.runId).not.toBe(first.verdict.runId);
    expect(forced.verdict.rulesHash).toBe(first.verdict.rulesHash);
    expect(alerts()).toHaveLength(2);
  });
});

it("two validators on one bucket leave alone what either wrote", async () => {
  const { cloud, s3 } = open;
  const stops = ["one/", "two/"].map((prefix) =>
    cloud.onObjectCreated({ bucket: "shared" }, handlerOf({ quarantine: { prefix } })),
  );
  const event = await put("in/x.ndjson", `${GOOD}\n${BAD}\n`, "shared");
  await cloud.idle();
  for (const stop of stops) stop();
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "shared" }));
  const object = { bucket: "shared", key: "in/x.ndjson", etag: event.Records[0]?.s3.object.eTag };
  expect(Contents.map(({ Key = "" }) => Key).toSorted()).toEqual(
    [
      "in/x.ndjson",
      ...["one/", "two/"].flatMap((prefix) => {
        const key = verdictKey(prefix, object);
        return [key, key.replace("verdicts/", "rows/").replace(/json$/, "ndjson")];
      }),
    ].toSorted(),
  );
  expect(cloud.failures).toEqual([]);
  const written = await s3.send(
    new GetObjectCommand({ Bucket: "shared", Key: verdictKey("one/", object) }),
  );
  expect(written.Metadata).toHaveProperty("cloudapi-contract-hash");
  await written.Body?.transformToString();
  const output = {
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: { bucket: { name: "shared" }, object: { key: verdictKey("one/", object) } },
  };
  const other = handlerOf({ quarantine: { bucket: "lake" } });
  expect(outcomesOf(await other(output))).toMatchObject([
    { outcome: "skipped", reason: "own-output" },
  ]);
});
