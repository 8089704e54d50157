import { Readable } from "node:stream";
import type { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { awsError, type FakeRequest, fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { createValidationHandler } from "./create-validation-handler.ts";

const EVENT = {
  Records: [
    {
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "raw" }, object: { key: "a.ndjson", eTag: "e", sequencer: "1" } },
    },
  ],
};
const BAD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/private","status_code":999}\n';

/** A handler on an S3 without verdicts, whose object and writes are given. */
function setUp(
  body: () => Readable,
  write: (request: FakeRequest) => unknown = () => ({ ETag: '"1"', UploadId: "u" }),
  options: object = {},
) {
  const logged: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  const log = (level: string) => (message: string, fields: Record<string, unknown>) => {
    logged.push({ level, message, fields });
  };
  const { s3, requests } = fakeS3((request) => {
    if (request.name !== "GetObject") return write(request);
    if (request.input["Bucket"] === "raw") return { Body: body(), ETag: '"e"', ContentLength: 10 };
    throw awsError("NoSuchKey", 404);
  });
  const logger = { info: log("info"), warn: log("warn"), error: log("error") };
  const handler = createValidationHandler({
    dataset: apiLogs,
    s3,
    quarantine: { bucket: "lake" },
    logger,
    ...options,
  });
  return { handler, logged, requests, names: () => requests.map(({ name }) => name) };
}

function bodyThatFails(error: Error): () => Readable {
  return () =>
    Readable.from(
      (async function* () {
        yield Buffer.from(BAD);
        throw error;
      })(),
    );
}

describe("the validation handler", () => {
  it("pins the ETag, writes rows before the verdict", async () => {
    const { handler, requests, names } = setUp(() => Readable.from([Buffer.from(BAD)]));
    await handler(EVENT);
    expect(names()).toEqual(["GetObject", "GetObject", "PutObject", "PutObject"]);
    expect(requests[1]?.input).toMatchObject({ Bucket: "raw", Key: "a.ndjson", IfMatch: '"e"' });
    expect(requests[2]?.input).toMatchObject({
      Key: "quarantine/rows/raw/a.ndjson/e.ndjson",
      ContentType: "application/x-ndjson",
      Metadata: { "cloudapi-dataset": "api_logs" },
    });
    expect(requests[3]?.input).toMatchObject({
      Key: "quarantine/verdicts/raw/a.ndjson/e.json",
      IfNoneMatch: "*",
    });
  });

  it("names the request in every line it logs", async () => {
    const { handler, logged } = setUp(() => Readable.from([Buffer.from(BAD)]));
    await handler(
      { Records: [...EVENT.Records, { ...EVENT.Records[0], eventName: "ObjectRemoved:Delete" }] },
      { awsRequestId: "r-1" },
    );
    expect(logged.map(({ fields }) => fields["requestId"])).toEqual(["r-1", "r-1"]);
  });

  it("pins the version where the event has one", async () => {
    const { handler, requests } = setUp(() => Readable.from([Buffer.from(BAD)]));
    const [record] = EVENT.Records;
    await handler({
      Records: [
        {
          ...record,
          s3: { bucket: { name: "raw" }, object: { key: "a.ndjson", eTag: "e", versionId: "v" } },
        },
      ],
    });
    expect(requests[1]?.input).toMatchObject({ VersionId: "v" });
    expect(requests[1]?.input).not.toHaveProperty("IfMatch");
  });

  it("fails, and writes nothing, when reading breaks off", async () => {
    const broken = Object.assign(new Error(`aborted while ${BAD}`), { code: "ECONNRESET" });
    const { handler, names, logged } = setUp(bodyThatFails(broken));
    await expect(handler(EVENT)).rejects.toMatchObject({
      code: "READ_INTERRUPTED",
      permanent: false,
      cause: broken,
      message: expect.stringContaining("(ECONNRESET)") as string,
    });
    expect(names()).toEqual(["GetObject", "GetObject"]);
    expect(JSON.stringify(logged)).not.toContain("private");
    expect(logged[0]).toMatchObject({
      level: "error",
      message: "object not validated",
      fields: { code: "READ_INTERRUPTED", bucket: "raw", key: "a.ndjson" },
    });
  });

  it("shows where a fault of a program is, but not its words", async () => {
    const { handler, logged } = setUp(bodyThatFails(new TypeError(`can't read ${BAD}`)));
    await expect(handler(EVENT)).rejects.toMatchObject({
      code: "UNEXPECTED_ERROR",
      message: "Validating s3://raw/a.ndjson failed unexpectedly (TypeError).",
    });
    expect(logged[0]?.fields["frames"]).toContainEqual(expect.stringMatching(/^at /));
    expect(JSON.stringify(logged)).not.toContain("private");
  });

  it.each(["UploadPart", "CompleteMultipartUpload"])(
    "removes the parts when %s fails, and writes no verdict",
    async (failing) => {
      const { handler, names } = setUp(
        () => Readable.from([Buffer.from(BAD.repeat(30_000))]),
        ({ name }) => {
          if (name === failing) throw awsError("SlowDown", 503);
          return { UploadId: "u", ETag: '"p"' };
        },
      );
      await expect(handler(EVENT)).rejects.toMatchObject({
        code: "S3_REQUEST_FAILED",
        permanent: false,
      });
      expect(names().at(-1)).toBe("AbortMultipartUpload");
      expect(names()).not.toContain("PutObject");
    },
  );

  it("tells the first failure when the parts can't be removed either", async () => {
    const { handler } = setUp(
      () => Readable.from([Buffer.from(BAD.repeat(30_000))]),
      ({ name }) => {
        if (name === "CreateMultipartUpload") return { UploadId: "u" };
        throw awsError(name, 500, `no ${name}`);
      },
    );
    await expect(handler(EVENT)).rejects.toThrow("no UploadPart");
  });

  it("asks for the right that is missing", async () => {
    const { handler } = setUp(() => {
      throw awsError("AccessDenied", 403);
    });
    await expect(handler(EVENT)).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      permanent: true,
      message: expect.stringContaining(
        "s3:GetObject on arn:aws:s3:::raw/a.ndjson, and s3:ListBucket",
      ) as string,
    });
  });

  it("says that an archived object must be restored", async () => {
    const { handler } = setUp(() => {
      throw awsError("InvalidObjectState", 403);
    });
    await expect(handler(EVENT)).rejects.toMatchObject({
      code: "OBJECT_ARCHIVED",
      permanent: true,
    });
  });

  it("tells a missing object where the answer has no body but its status", async () => {
    const { handler } = setUp(() => {
      throw awsError("UnknownError", 404);
    });
    expect(await handler(EVENT)).toMatchObject({
      objects: [{ outcome: "skipped", reason: "gone" }],
    });
  });

  it("skips an object without version and ETag that has gone", async () => {
    const { handler } = setUp(() => {
      throw awsError("NoSuchKey", 404);
    });
    const event = {
      source: "aws.s3",
      "detail-type": "Object Created",
      detail: { bucket: { name: "raw" }, object: { key: "a" } },
    };
    expect(await handler(event)).toMatchObject({
      objects: [{ outcome: "skipped", reason: "gone" }],
    });
  });

  it("keeps control characters of a key out of lines", async () => {
    const { handler } = setUp(() => {
      throw awsError("AccessDenied", 403);
    });
    const event = {
      source: "aws.s3",
      "detail-type": "Object Created",
      detail: { bucket: { name: "raw" }, object: { key: "a\n{}", etag: "e" } },
    };
    await expect(handler(event)).rejects.toThrow("s3://raw/a\\u000a{}");
  });

  it("is content with an alert that is sent but can't be noted", async () => {
    const sns = { send: async () => ({ MessageId: "m" }) } as unknown as SNSClient;
    const topicArn = "arn:aws:sns:eu-central-1:123456789012:alerts";
    const { handler, logged } = setUp(
      () => Readable.from([Buffer.from(BAD)]),
      ({ input }) => {
        if (input["IfMatch"] !== undefined) throw awsError("InternalError", 500);
        return { ETag: '"1"' };
      },
      { sns, topicArn },
    );
    expect(await handler(EVENT)).toMatchObject({
      objects: [{ outcome: "validated", verdict: { alert: "sent" } }],
    });
    expect(logged[0]).toMatchObject({
      level: "warn",
      message: "alert sent, but not noted in the verdict",
      fields: { code: "S3_REQUEST_FAILED" },
    });
  });
});
