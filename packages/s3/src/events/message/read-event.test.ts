import { describe, expect, it } from "vitest";
import { compareSequencers } from "./compare-sequencers.ts";
import { readEvent } from "./read-event.ts";

const S3_RECORD = {
  eventVersion: "2.1",
  eventSource: "aws:s3",
  awsRegion: "eu-central-1",
  eventTime: "2025-01-15T10:30:45.000Z",
  eventName: "ObjectCreated:Put",
  userIdentity: { principalId: "AWS:AROAEXAMPLE:loader" },
  requestParameters: { sourceIPAddress: "192.0.2.10" },
  responseElements: {
    "x-amz-request-id": "C3D13FE58DE4C810",
    "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD",
  },
  s3: {
    s3SchemaVersion: "1.0",
    configurationId: "validate",
    bucket: {
      name: "raw",
      ownerIdentity: { principalId: "A3NL1KOZZKExample" },
      arn: "arn:aws:s3:::raw",
    },
    object: {
      key: "2025/a+b%2Bc/%C3%BC+%25.csv",
      size: 12,
      eTag: "0123",
      versionId: "v1",
      sequencer: "0A1B",
    },
  },
};
const OBJECT = {
  bucket: "raw",
  key: "2025/a b+c/ü %.csv",
  sizeBytes: 12,
  etag: "0123",
  versionId: "v1",
  sequencer: "0A1B",
  eventTime: "2025-01-15T10:30:45.000Z",
};
const BRIDGE_EVENT = {
  version: "0",
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  "detail-type": "Object Created",
  source: "aws.s3",
  account: "123456789012",
  time: "2025-01-15T10:30:45Z",
  region: "eu-central-1",
  resources: ["arn:aws:s3:::raw"],
  detail: {
    version: "0",
    bucket: { name: "raw" },
    object: {
      key: "2025/a+b c/100%.csv",
      size: 12,
      etag: "0123",
      "version-id": "v1",
      sequencer: "0A1B",
    },
    "request-id": "N4N7GDK58NMKJ12R",
    requester: "123456789012",
    "source-ip-address": "192.0.2.10",
    reason: "PutObject",
  },
};
const BRIDGE_OBJECT = { ...OBJECT, key: "2025/a+b c/100%.csv", eventTime: "2025-01-15T10:30:45Z" };
const DIRECT = { Records: [S3_RECORD] };
const TEST_EVENT = {
  Service: "Amazon S3",
  Event: "s3:TestEvent",
  Time: "2025-01-15T10:30:45.000Z",
  Bucket: "raw",
  RequestId: "5582815E1AEA5ADF",
  HostId: "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR",
};

/** The envelope that SNS delivers to queues, unless raw delivery is on. */
function notification(message: unknown) {
  return {
    Type: "Notification",
    MessageId: "b7f1c2a0-0000-5000-8000-000000000000",
    TopicArn: "arn:aws:sns:eu-central-1:123456789012:uploads",
    Subject: "Amazon S3 Notification",
    Message: JSON.stringify(message),
    Timestamp: "2025-01-15T10:30:45.000Z",
    SignatureVersion: "1",
  };
}

function sns(...messages: unknown[]) {
  return {
    Records: messages.map((message) => ({
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: "arn",
      Sns: notification(message),
    })),
  };
}

function sqs(...bodies: unknown[]) {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: "AQEB",
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: {},
      md5OfBody: "x",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:uploads",
      awsRegion: "eu-central-1",
    })),
  };
}

const whole = { messageId: undefined, groupId: undefined, ignored: [], fault: undefined };

describe("readEvent", () => {
  it.each<[string, object, object]>([
    ["S3", DIRECT, OBJECT],
    ["SNS", sns(DIRECT), OBJECT],
    ["EventBridge, whose keys are not encoded", BRIDGE_EVENT, BRIDGE_OBJECT],
    ["EventBridge by SNS", sns(BRIDGE_EVENT), BRIDGE_OBJECT],
  ])("reads an event of %s", (_, event, object) => {
    expect(readEvent(event)).toEqual([{ ...whole, objects: [object] }]);
  });

  it.each<[string, object, object]>([
    ["S3, or SNS with raw delivery", DIRECT, OBJECT],
    ["SNS", notification(DIRECT), OBJECT],
    ["EventBridge", BRIDGE_EVENT, BRIDGE_OBJECT],
    ["EventBridge by SNS", notification(BRIDGE_EVENT), BRIDGE_OBJECT],
  ])("reads each message of a queue that is fed by %s", (_, body, object) => {
    expect(readEvent(sqs(body, body))).toEqual([
      { ...whole, messageId: "m0", objects: [object] },
      { ...whole, messageId: "m1", objects: [object] },
    ]);
  });

  it("reads several records of one event, in order", () => {
    const records = ["a", "b"].map((key) => ({
      ...S3_RECORD,
      s3: { ...S3_RECORD.s3, object: { key } },
    }));
    const [message] = readEvent({ Records: records });
    expect(
      message?.objects.map(({ key, etag, versionId, sequencer }) => [
        key,
        etag,
        versionId,
        sequencer,
      ]),
    ).toEqual([
      ["a", undefined, undefined, undefined],
      ["b", undefined, undefined, undefined],
    ]);
  });

  it("takes quotes from an ETag, and the version null for none", () => {
    const object = { key: "a", eTag: '"0123"', versionId: "null" };
    const [message] = readEvent({ Records: [{ ...S3_RECORD, s3: { ...S3_RECORD.s3, object } }] });
    expect(message?.objects[0]).toMatchObject({ etag: "0123", versionId: undefined });
  });

  it.each<[object, string]>([
    [TEST_EVENT, "s3:TestEvent"],
    [{ Records: [{ ...S3_RECORD, eventName: "ObjectRemoved:Delete" }] }, "ObjectRemoved:Delete"],
    [{ ...BRIDGE_EVENT, "detail-type": "Object Deleted" }, "Object Deleted"],
  ])("ignores what asks for nothing, however it is wrapped %#", (event, kind) => {
    for (const wrapped of [event, sns(event), sqs(event), sqs(notification(event))]) {
      expect(readEvent(wrapped)).toMatchObject([
        { objects: [], ignored: [kind], fault: undefined },
      ]);
    }
  });

  it("knows the group of a message of a FIFO queue", () => {
    const event = sqs(DIRECT);
    Object.assign(event.Records[0]?.attributes ?? {}, { MessageGroupId: "g" });
    expect(readEvent(event)[0]?.groupId).toBe("g");
  });

  it("reads no records at all as nothing to do", () => {
    expect(readEvent({ Records: [] })).toEqual([{ ...whole, objects: [] }]);
  });

  it.each<[unknown, string]>([
    [null, "found null"],
    [undefined, "found a undefined"],
    [{}, "an empty object"],
    ["no", "text that is not JSON"],
    [{ detail: {}, source: "aws.ec2" }, "an event of aws.ec2"],
    [{ secret: "x" }, "an object with secret"],
    [{ Records: [{ eventSource: "aws:kinesis" }] }, "a record of aws:kinesis"],
    [{ Records: ["x"] }, "a record that is not an object"],
    [{ Records: [{ s3: {} }] }, "without eventName"],
    [{ Records: [{ ...S3_RECORD, s3: {} }] }, "without object"],
    [
      { Records: [{ ...S3_RECORD, s3: { bucket: { name: "b" }, object: { key: "" } } }] },
      "without s3.object.key",
    ],
    [
      { Records: [{ ...S3_RECORD, s3: { bucket: { name: "b" }, object: { key: "%E0%A4%A" } } }] },
      "a key that is not URL-encoded",
    ],
    [
      { ...BRIDGE_EVENT, detail: { bucket: {}, object: { key: "a" } } },
      "without detail.bucket.name",
    ],
    [sns("no json"), "text that is not JSON"],
    [
      notification(notification(notification(notification(notification(notification(DIRECT)))))),
      "more than 5 wrappings",
    ],
  ])("says what is wrong with %j, but quotes no value", (event, found) => {
    const [message] = readEvent(event);
    expect(message?.fault?.code).toBe("UNKNOWN_EVENT");
    expect(message?.fault?.message).toContain(found);
  });

  it("keeps a message that can't be understood from hiding the others", () => {
    const messages = readEvent(sqs("not json: user_12345", DIRECT));
    expect(messages[0]?.fault?.message).not.toContain("user_12345");
    expect(messages[1]).toMatchObject({ messageId: "m1", objects: [OBJECT], fault: undefined });
  });
});

it.each<[string | undefined, string | undefined, number]>([
  ["0055AED6DCD90281E5", "0055AED6DCD90281E6", -1],
  ["0055AED6DCD90281E5", "0055AED6DCD90281E5", 0],
  ["0055aed6dcd90281e5", "0055AED6DCD90281E5", 0],
  ["1", "0F", 1],
  ["1", "1000", 0],
  [undefined, "1", 0],
  ["1", undefined, 0],
])("compareSequencers(%j, %j) is %i", (a, b, expected) => {
  expect(compareSequencers(a, b)).toBe(expected);
});
