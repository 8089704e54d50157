import { gzipSync } from "node:zlib";
import type { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { validateCsv } from "../../validate-csv.ts";
import { validateJson } from "../../validate-json.ts";
import type { SendAlertInput } from "./publish-alert.ts";
import { sendAlert } from "./send-alert.ts";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";
const BAD =
  '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/private","status_code":999,"user_id":"user_12345"}\n';

interface Sent {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Record<string, { StringValue: string }>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

function fakeSns(fail?: Error) {
  const sent: Sent[] = [];
  const send = async ({ input }: { input: Sent }) => {
    if (fail !== undefined) throw fail;
    sent.push(input);
    return { MessageId: "m-1" };
  };
  return { sns: { send } as unknown as SNSClient, sent };
}

async function alertOf(change: Partial<SendAlertInput> = {}): Promise<Sent> {
  const { sns, sent } = fakeSns();
  const report = await validateJson(apiLogs, BAD.repeat(3));
  expect(
    await sendAlert(sns, {
      topicArn: TOPIC,
      bucket: "raw",
      key: "2025/logs.ndjson",
      report,
      ...change,
    }),
  ).toEqual({ messageId: "m-1" });
  const [message] = sent;
  if (message === undefined) throw new Error("nothing sent");
  return message;
}

describe("sendAlert", () => {
  it("says what, how many, why and where, and nothing of the rows", async () => {
    const { Subject, Message, MessageAttributes } = await alertOf({
      versionId: "v1",
      etag: "e1",
      rejectedRows: { bucket: "lake", key: "q/rows" },
      verdict: { bucket: "lake", key: "q/verdict" },
    });
    expect(Subject).toBe("Validation failed: logs.ndjson: 3 of 3 rows rejected");
    expect(Message).toBe(
      [
        `s3://raw/2025/logs.ndjson does not fit the contract api_logs (${apiLogs.contractHash}).`,
        "Version: v1",
        "ETag: e1",
        "",
        "3 rows in = 0 valid + 3 rejected (json-lines).",
        "too_big: 3 rows",
        "",
        "Line 1, status_code: too_big - expected at most 599",
        "Line 2, status_code: too_big - expected at most 599",
        "Line 3, status_code: too_big - expected at most 599",
        "",
        "Rejected rows: s3://lake/q/rows",
        "Verdict: s3://lake/q/verdict",
      ].join("\n"),
    );
    expect(MessageAttributes).toMatchObject({
      bucket: { StringValue: "raw" },
      dataset: { StringValue: "api_logs" },
    });
  });

  it("counts one row as one", async () => {
    const report = await validateJson(apiLogs, "{}");
    expect((await alertOf({ report })).Message).toContain("required: 1 row\n");
  });

  it("quotes rows when it is asked to", async () => {
    expect((await alertOf({ includeRowContents: true })).Message).toContain("received 999");
  });

  it("lists as many reasons as it may, and says that there are more", async () => {
    const { Message } = await alertOf({ maxIssues: 1 });
    expect(Message.match(/^Line/gm)).toHaveLength(1);
    expect(Message).toContain("There are more; see the verdict.");
    expect((await alertOf({ maxIssues: 0 })).Message).not.toMatch(/^Line/m);
  });

  it.each([
    ["plain", "a.csv"],
    ["long", `${"x".repeat(900)}.csv`],
    ["not ASCII", "日志 2025.csv"],
    ["hostile", "a\nInjected: header\u2028.csv"],
    ["emoji", `${"😀".repeat(200)}`],
  ])("keeps within SNS's bounds for a key that is %s", async (_, key) => {
    const { Subject, Message } = await alertOf({ key });
    expect(Subject).toMatch(/^[\u0020-\u007e]{1,100}$/);
    expect(Subject).toContain("3 of 3 rows rejected");
    expect(Message.split("\n")[0]).toContain("does not fit the contract");
  });

  it("is at most 8 KiB, whatever the report holds", async () => {
    const report = await validateJson(apiLogs, '{"a":1}\n'.repeat(200));
    const rejectedByCode = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`code_${"ü".repeat(600)}${index}`, 1]),
    );
    const { Message } = await alertOf({
      report: { ...report, rejectedByCode },
      maxIssues: 100,
      key: "ü".repeat(500),
    });
    expect(Buffer.byteLength(Message)).toBeLessThanOrEqual(8192);
    expect(Message).toMatch(/\(cut short\)$/);
    expect(Message).not.toContain("\uFFFD");
  });

  it("names the problem of a file, in words where they can't quote it", async () => {
    const cut = await validateJson(apiLogs, gzipSync(BAD.repeat(1000)).subarray(0, 60));
    const truncated = await alertOf({ report: cut });
    expect(truncated.Subject).toBe("Validation failed: logs.ndjson: gzip_truncated");
    expect(truncated.Message).toMatch(/File.*: gzip_truncated - \w/);
    const headless = await validateCsv(
      apiLogs,
      "2025-01-15T10:30:45Z,/private,200\n2025-01-15T10:30:45Z,/private,200\n",
    );
    const { Message } = await alertOf({ report: headless });
    expect(Message).toContain("missing_column");
    expect(Message).not.toContain("/private");
  });

  it("leaves out the name of a field that is the row's own", async () => {
    const report = await validateJson(
      apiLogs,
      '{"secret-name":1,"secret-name":2,"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n',
    );
    const { Message } = await alertOf({ report });
    expect(Message).toContain("Line 1: duplicate_key");
    expect(Message).not.toContain("secret-name");
  });

  it("orders and names alerts on a FIFO topic", async () => {
    const first = await alertOf({ topicArn: `${TOPIC}.fifo`, etag: "e1" });
    const second = await alertOf({ topicArn: `${TOPIC}.fifo`, etag: "e2" });
    expect(first.MessageGroupId).toMatch(/^[0-9a-f]{64}$/);
    expect(second.MessageGroupId).toBe(first.MessageGroupId);
    expect(second.MessageDeduplicationId).not.toBe(first.MessageDeduplicationId);
  });

  it.each([
    ["AuthorizationErrorException", "ACCESS_DENIED", true, "needs sns:Publish"],
    ["NotFoundException", "NO_SUCH_TOPIC", true, "does not exist"],
    ["ThrottledException", "ALERT_FAILED", false, "ThrottledException"],
  ])("answers %s with %s", async (name, code, permanent, message) => {
    const cause = Object.assign(new Error("words"), { name, $metadata: { httpStatusCode: 400 } });
    const { sns } = fakeSns(cause);
    const report = await validateJson(apiLogs, BAD);
    await expect(
      sendAlert(sns, { topicArn: TOPIC, bucket: "raw", key: "a", report }),
    ).rejects.toMatchObject({
      name: "ObjectError",
      code,
      permanent,
      cause,
      bucket: "raw",
      key: "a",
      message: expect.stringContaining(message) as string,
    });
  });

  it("stops with the signal's reason", async () => {
    const reason = new Error("enough");
    const report = await validateJson(apiLogs, BAD);
    const { sns, sent } = fakeSns();
    await expect(
      sendAlert(
        sns,
        { topicArn: TOPIC, bucket: "raw", key: "a", report },
        { signal: AbortSignal.abort(reason) },
      ),
    ).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });

  it.each<[object | null, string]>([
    [null, "must be an object with topicArn"],
    [{ topicArn: "alerts" }, "topicArn must be the ARN of an SNS topic"],
    [{ topicArn: TOPIC, bucket: "" }, "bucket must be a string"],
    [{ topicArn: TOPIC, bucket: "b", key: "k" }, "report must be what validateJson"],
    [{ topicArn: TOPIC, bucket: "b", key: "k", report: {}, maxIssues: 101 }, "maxIssues must be"],
    [{ topic: TOPIC }, 'unknown option "topic"'],
  ])("refuses %j", async (input, message) => {
    await expect(sendAlert(fakeSns().sns, input as never)).rejects.toThrow(message);
  });
});
