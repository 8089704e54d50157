import { describe, expect, it } from "vitest";
import { readEvent } from "./read-event.ts";

const s3Record = {
  eventVersion: "2.1", eventSource: "aws:s3", awsRegion: "eu-central-1", eventTime: "2025-01-15T10:30:45.000Z", eventName: "ObjectCreated:Put",
  s3: {
    s3SchemaVersion: "1.0", configurationId: "validate", bucket: { name: "raw", arn: "arn:aws:s3:::raw" },
    object: { key: "2025/a+b%2Bc/%C3%BC+%25.csv", size: 12, eTag: "0123", versionId: "v1", sequencer: "0A1B" },
  },
};
const expected = { bucket: "raw", key: "2025/a b+c/ü %.csv", sizeBytes: 12, etag: "0123", versionId: "v1", sequencer: "0A1B" };
const direct = { Records: [s3Record] };
const sns = (message: unknown) => ({ Type: "Notification", MessageId: "m", TopicArn: "t", Message: JSON.stringify(message) });
const sqs = (...bodies: unknown[]) => ({
  Records: bodies.map((body, i) => ({ messageId: `m${i}`, eventSource: "aws:sqs", body: typeof body === "string" ? body : JSON.stringify(body) })),
});

describe("readEvent", () => {
  it.each([
    ["directly", direct],
    ["from SNS", { Records: [{ EventSource: "aws:sns", Sns: { Message: JSON.stringify(direct) } }] }],
  ])("reads an S3 notification %s", (_name, event) => {
    expect(readEvent(event)).toEqual([{ messageId: undefined, events: [expected], fault: undefined }]);
  });

  it.each([
    ["a notification", direct], ["an SNS envelope", sns(direct)],
    ["an EventBridge event", { source: "aws.s3", "detail-type": "Object Created", detail: { bucket: { name: "raw" }, object: { key: "2025/a b+c/ü %.csv", size: 12, etag: "0123", "version-id": "v1", sequencer: "0A1B" } } }],
  ])("reads %s from SQS", (_name, body) => {
    expect(readEvent(sqs(body, body))).toEqual([
      { messageId: "m0", events: [expected], fault: undefined },
      { messageId: "m1", events: [expected], fault: undefined },
    ]);
  });

  it("reads several records, and takes quotes from an ETag", () => {
    const quoted = { ...s3Record, s3: { ...s3Record.s3, object: { ...s3Record.s3.object, eTag: '"0123"' } } };
    expect(readEvent({ Records: [s3Record, quoted] })[0]?.events).toEqual([expected, expected]);
  });

  it.each([
    [{ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "raw" }, { ignored: "test-event", detail: "raw" }],
    [{ Records: [{ ...s3Record, eventName: "ObjectRemoved:Delete" }] }, { ignored: "not-created", detail: "ObjectRemoved:Delete" }],
    [{ source: "aws.s3", "detail-type": "Object Deleted", detail: {} }, { ignored: "not-created", detail: "Object Deleted" }],
  ])("ignores %j", (event, ignored) => {
    expect(readEvent(event)[0]?.events).toEqual([ignored]);
    expect(readEvent(sqs(event))[0]?.events).toEqual([ignored]);
  });

  it.each([
    [null, "not an object"], [{}, "neither Records nor detail"], [{ Records: [{ eventSource: "aws:kinesis" }] }, "aws:kinesis"],
    [{ Records: [{ ...s3Record, s3: {} }] }, "lacks s3.bucket"], [{ Records: [{ EventSource: "aws:sns", Sns: { Message: "no" } }] }, "not JSON"],
    [{ Records: [{ ...s3Record, s3: { bucket: { name: "b" }, object: { key: "%E0%A4%A" } } }] }, "not URL-encoded"],
    [{ source: "aws.s3", "detail-type": "Object Created", detail: { bucket: {}, object: {} } }, "detail.bucket.name"],
  ])("says what is wrong with %j", (event, fault) => {
    expect(readEvent(event)[0]?.fault).toContain(fault);
  });

  it("keeps a broken message from hiding the others", () => {
    const [broken, good] = readEvent(sqs("not json", direct));
    expect(broken).toMatchObject({ messageId: "m0", fault: expect.stringContaining("not JSON") });
    expect(good).toMatchObject({ messageId: "m1", events: [expected] });
  });
});
