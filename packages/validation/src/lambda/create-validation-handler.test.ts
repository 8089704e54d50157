import { Readable } from "node:stream";
import type { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { awsError, type FakeRequest, fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
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
/** Rejected rows of more than a part's size in few, long lines. */
const BAD_PARTS = BAD.replace("private", "p".repeat(6_000)).repeat(1_500);

const GONE = { objects: [{ outcome: "skipped", reason: "gone" }] };
const DENIED = { code: "ACCESS_DENIED", permanent: true };

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
    if (request.name.startsWith("List")) throw awsError("AccessDenied", 403);
    if (request.name !== "GetObject") return write(request);
    if (request.input["Bucket"] === "raw") return { Body: body(), ETag: '"e"' };
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
      message: "object not processed",
      fields: { code: "READ_INTERRUPTED", bucket: "raw", key: "a.ndjson" },
    });
  });

  it("shows where a fault of a program is, but not its words", async () => {
    const { handler, logged } = setUp(bodyThatFails(new TypeError(`can't read ${BAD}`)));
    await expect(handler(EVENT)).rejects.toMatchObject({
      code: "UNEXPECTED_ERROR",
      message: "Processing s3://raw/a.ndjson failed unexpectedly (TypeError).",
    });
    expect(logged[0]?.fields["frames"]).toContainEqual(expect.stringMatching(/^at /));
    expect(JSON.stringify(logged)).not.toContain("private");
  });

  it.each(["UploadPart", "CompleteMultipartUpload"])(
    "removes the parts when %s fails, and writes no verdict",
    async (failing) => {
      const { handler, names } = setUp(
        () => Readable.from([Buffer.from(BAD_PARTS)]),
        ({ name }) => {
          if (name === failing) throw awsError("InternalError", 500);
          return { UploadId: "u", ETag: '"p"' };
        },
      );
      await expect(handler(EVENT)).rejects.toMatchObject({
        code: "S3_REQUEST_FAILED",
        permanent: false,
      });
      expect(names().slice(-2)).toEqual(["AbortMultipartUpload", "ListParts"]);
      expect(names()).not.toContain("PutObject");
    },
  );

  it("tells the first failure when the parts can't be removed either", async () => {
    const { handler } = setUp(
      () => Readable.from([Buffer.from(BAD_PARTS)]),
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
      message: expect.stringContaining("s3:GetObject on arn:aws:s3:::raw/a.ndjson") as string,
    });
  });

  it.each<[string, object, object, object]>([
    [
      "a body that ends before the object does",
      { ContentLength: BAD.length + 1 },
      {},
      { code: "READ_INTERRUPTED", permanent: false, message: /ended after 75 of its 76 bytes/ },
    ],
    [
      "a body that ends before the size of the event",
      {},
      { size: 1000 },
      { code: "READ_INTERRUPTED", permanent: false, message: /75 of its 1000 bytes/ },
    ],
    [
      "an object of another size than its event says",
      { ContentLength: BAD.length },
      { size: 1000 },
      { code: "SIZE_MISMATCH", permanent: true, message: /has 75 bytes, its event says 1000/ },
    ],
  ])("refuses %s, and writes nothing", async (_, found, told, expected) => {
    const { s3, requests } = fakeS3(({ input }) => {
      if (input["Bucket"] === "raw")
        return { Body: Readable.from([Buffer.from(BAD)]), ETag: '"e"', ...found };
      throw awsError("NoSuchKey", 404);
    });
    const handler = createValidationHandler({
      dataset: apiLogs,
      s3,
      quarantine: { bucket: "lake" },
      logger: false,
    });
    const [record] = EVENT.Records;
    const object = { ...record?.s3.object, ...told };
    await expect(
      handler({ Records: [{ ...record, s3: { bucket: { name: "raw" }, object } }] }),
    ).rejects.toMatchObject(expected);
    expect(requests.map(({ name }) => name)).toEqual(["GetObject", "GetObject"]);
  });

  /** An S3 that says "denied" of what is not there: objects and verdicts, by key. */
  function denying(objects: Map<string, string>, listing: (name: string) => unknown) {
    return fakeS3(({ name, input }) => {
      const key = String(input["Key"]);
      const text = objects.get(key);
      if (name === "GetObject" && text === undefined) throw awsError("AccessDenied", 403);
      if (name === "GetObject")
        return {
          Body: Object.assign(Readable.from([Buffer.from(text ?? "")]), {
            transformToString: async () => text,
          }),
          ETag: '"e"',
        };
      if (name !== "PutObject") return listing(name);
      if (input["IfNoneMatch"] !== undefined && text !== undefined)
        throw awsError("PreconditionFailed", 412);
      objects.set(key, String(input["Body"]));
      return { ETag: '"e"' };
    });
  }

  it("writes the first verdict where a missing one is denied, and finds it afterwards", async () => {
    const { s3 } = denying(new Map([["a.ndjson", BAD]]), () => ({}));
    const handler = createValidationHandler({
      dataset: apiLogs,
      s3,
      quarantine: { bucket: "lake" },
      logger: false,
    });
    expect(await handler(EVENT)).toMatchObject({ objects: [{ outcome: "validated" }] });
    expect(await handler(EVENT)).toMatchObject({ objects: [{ outcome: "duplicate" }] });
  });

  it("names the right to read a verdict that is there, and replaces none unread", async () => {
    const { s3, requests } = fakeS3(({ name, input }) => {
      if (name === "GetObject" && input["Bucket"] === "raw")
        return { Body: Readable.from([Buffer.from(BAD)]), ETag: '"e"' };
      if (name === "GetObject") throw awsError("AccessDenied", 403);
      if (input["IfNoneMatch"] !== undefined) throw awsError("PreconditionFailed", 412);
      return { ETag: '"e"' };
    });
    const handler = createValidationHandler({
      dataset: apiLogs,
      s3,
      quarantine: { bucket: "lake" },
      logger: false,
    });
    await expect(handler(EVENT)).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      message: expect.stringContaining(
        "s3:GetObject on arn:aws:s3:::lake/quarantine/verdicts/",
      ) as string,
    });
    const writes = requests.filter(({ name }) => name === "PutObject");
    expect(writes.map(({ input }) => input["IfNoneMatch"])).toEqual([undefined, "*"]);
  });

  it.each<[string, object, object, object]>([
    ["of another key, so it is gone", {}, { Contents: [{ Key: "a.ndjson.bak" }] }, GONE],
    ["that is there, so it is denied", {}, { Contents: [{ Key: "a.ndjson" }] }, DENIED],
    [
      "of another version",
      { versionId: "v" },
      { Versions: [{ Key: "a.ndjson", VersionId: "w" }] },
      GONE,
    ],
    [
      "of the version",
      { versionId: "v" },
      { Versions: [{ Key: "a.ndjson", VersionId: "v" }] },
      DENIED,
    ],
    ["that is cut short", { versionId: "v" }, { IsTruncated: true }, DENIED],
  ])("asks the listing about an object that is denied: %s", async (_, told, listing, expected) => {
    const { s3, requests } = denying(new Map(), () => listing);
    const handler = createValidationHandler({ dataset: apiLogs, s3, logger: false });
    const [record] = EVENT.Records;
    const object = { ...record?.s3.object, ...told };
    const result = await handler({
      Records: [{ ...record, s3: { bucket: { name: "raw" }, object } }],
    }).catch((error: unknown) => error);
    expect(result).toMatchObject(expected);
    const asked = requests.find(({ name }) => name.startsWith("List"));
    expect(asked?.input).toMatchObject({ Bucket: "raw", Prefix: "a.ndjson" });
  });

  it.each([
    ["PermanentRedirect", 301, "WRONG_REGION", true],
    ["AuthorizationHeaderMalformed", 400, "WRONG_REGION", true],
    ["ExpiredToken", 400, "INVALID_CREDENTIALS", false],
    ["InternalError", 500, "S3_REQUEST_FAILED", false],
  ])("says of %s whether trying again can help", async (name, status, code, permanent) => {
    const { handler } = setUp(() => {
      throw awsError(name, status);
    });
    await expect(handler(EVENT)).rejects.toMatchObject({ name: "ObjectError", code, permanent });
  });

  it("waits while S3 asks for patience, and says so in the end", async () => {
    const waits = skipWaits();
    let asked = 0;
    const { handler } = setUp(() => {
      if (++asked < 3) throw awsError("SlowDown", 503);
      return Readable.from([Buffer.from(BAD)]);
    });
    expect(await handler(EVENT)).toMatchObject({ objects: [{ outcome: "validated" }] });
    const never = setUp(() => {
      throw awsError("SlowDown", 503);
    });
    await expect(never.handler(EVENT)).rejects.toMatchObject({
      code: "THROTTLED",
      permanent: false,
    });
    expect(waits.length).toBeGreaterThan(2);
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

  it("does not take an object for gone whose event has a malformed version", async () => {
    const { handler } = setUp(() => {
      throw awsError("InvalidArgument", 400, "Invalid version id specified");
    });
    await expect(handler(EVENT)).rejects.toMatchObject({ code: "NO_SUCH_VERSION" });
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
      message: "alert sent, but not recorded in the verdict",
      fields: { code: "S3_REQUEST_FAILED" },
    });
  });
});
