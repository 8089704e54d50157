import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { listObjects } from "@cloudapi/s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { envelopesOf, inQueue, s3RecordOf } from "../../../scripts/lib/s3-events.ts";
import { listDataFiles } from "../src/index.ts";
import {
  createTransformHandler,
  type TransformHandlerOptions,
  type TransformResult,
} from "../src/lambda/index.ts";
import { s3Sink } from "../src/s3/index.ts";

const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
const BAD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/secret-path","status_code":999}\n';

let cloud: LocalCloud;
let s3: S3Client;
let logged: string[];

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  for (const Bucket of ["raw", "versioned", "lake"])
    await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration }));
});
afterAll(async () => {
  s3.destroy();
  await cloud.close();
});
beforeEach(() => {
  logged = [];
});

function record(message: string, fields: Record<string, unknown>): void {
  logged.push(`${message} ${JSON.stringify(fields)}`);
}

async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(s3, { bucket: "lake", prefix })) keys.push(key);
  return keys;
}

let tables = 0;

/** A handler with a table of its own. */
function setUp(options: Partial<TransformHandlerOptions> = {}) {
  const prefix = `tables/t${tables++}/`;
  const handler = createTransformHandler({
    dataset: apiLogs,
    s3,
    destination: { bucket: "lake", prefix },
    logger: { info: record, warn: record, error: record },
    ...options,
  });
  const rows = async () => {
    const files = await listDataFiles(s3Sink(s3, { bucket: "lake", prefix }), { dataset: apiLogs });
    return files.reduce((sum, file) => sum + file.rows, 0);
  };
  return { handler, rows, prefix };
}

async function put(bucket: string, key: string, body: string | Uint8Array, metadata = {}) {
  const { ETag, VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Metadata: metadata }),
  );
  return s3RecordOf({ bucket, key, sizeBytes: body.length, etag: ETag, versionId: VersionId });
}

function outcomesOf(result: TransformResult) {
  if (!("objects" in result)) throw new Error("no objects");
  return result.objects;
}

/** Lambda's context with so much time left. */
function timeOf(ms: number) {
  return { memoryLimitInMB: "1769", getRemainingTimeInMillis: () => ms };
}

describe("a transforming handler", () => {
  it("writes valid rows, keeps rejected ones, and reports figures of a bounded size", async () => {
    const { handler, rows, prefix } = setUp();
    const event = await put("raw", "2025/a.ndjson", GOOD + BAD + GOOD);
    const [outcome] = outcomesOf(await handler({ Records: [event] }));
    expect(outcome).toMatchObject({
      outcome: "transformed",
      object: { bucket: "raw", key: "2025/a.ndjson" },
      figures: {
        rowsIn: 3,
        rowsWritten: 2,
        rowsRejected: 1,
        rejectedByCode: { too_big: 1 },
        objects: 1,
        partitions: 1,
        quarantineKeys: [expect.stringContaining(`${prefix}_quarantine/api_logs/`) as string],
      },
    });
    expect(await rows()).toBe(2);
    expect(logged.join("\n")).not.toContain("secret-path");
  });

  it.each(["a b+c.ndjson", "ü%41 ~&=?.ndjson", "日本/語 (1).ndjson", "a'\"<>.csv.ndjson"])(
    "reads the key %s as it is stored",
    async (key) => {
      const { handler, rows } = setUp();
      await handler({ Records: [await put("raw", key, GOOD)] });
      expect(await rows()).toBe(1);
    },
  );

  it("takes events of SNS and EventBridge, whose keys are not encoded, as well", async () => {
    const { handler, rows } = setUp();
    const event = await put("raw", "sns.ndjson", GOOD);
    await handler({
      Records: [{ EventSource: "aws:sns", Sns: { Message: JSON.stringify({ Records: [event] }) } }],
    });
    await put("raw", "a+b %41.ndjson", GOOD);
    const detail = { bucket: { name: "raw" }, object: { key: "a+b %41.ndjson" } };
    await handler({ source: "aws.s3", "detail-type": "Object Created", detail });
    expect(await rows()).toBe(2);
  });

  it("finds keys with any characters in every envelope, and again in the next", async () => {
    const names = [
      "a b",
      "a+b",
      "100%",
      "a%2Bb",
      "a%20b",
      "ü/日本語 😀",
      "a&b=c?d#e",
      "it's (1)!*~",
      "'\"<>|\\",
    ];
    for (const name of names) {
      const { handler, rows } = setUp();
      const key = `any/${name}.ndjson`;
      const event = await put("raw", key, GOOD);
      for (const envelope of Object.values(envelopesOf(event))) await handler(envelope);
      expect(await rows(), key).toBe(1);
    }
  });

  it("writes the same rows once, however often an event comes", async () => {
    const { handler, rows, prefix } = setUp();
    const event = await put("raw", "twice.ndjson", GOOD);
    await handler({ Records: [event, event] });
    const keys = await keysOf(prefix);
    await handler({ Records: [event] });
    expect(await rows()).toBe(1);
    expect(await keysOf(prefix)).toEqual(keys);
  });

  it.each(["raw", "versioned"])(
    "of the bucket %s leaves alone what came before and was overwritten",
    async (bucket) => {
      const { handler, rows } = setUp();
      const first = await put(bucket, "late.ndjson", GOOD);
      const second = await put(bucket, "late.ndjson", GOOD + GOOD);
      await handler({ Records: [second] });
      const [late] = outcomesOf(await handler({ Records: [first] }));
      expect(late).toMatchObject({ outcome: "skipped", reason: "superseded" });
      expect(await rows()).toBe(2);
    },
  );

  it("with the mode append has the rows of each version once", async () => {
    const { handler, rows } = setUp({ mode: "append" });
    const first = await put("versioned", "log.ndjson", GOOD);
    const second = await put("versioned", "log.ndjson", GOOD + GOOD);
    await handler({ Records: [second, first, second] });
    expect(await rows()).toBe(3);
  });

  it("skips what has gone, what lies in the table, what CloudAPI wrote, and folders", async () => {
    const { handler, prefix } = setUp({ prefix: "in/", bucket: "raw" });
    const gone = await put("raw", "in/gone.ndjson", GOOD);
    await s3.send(new DeleteObjectCommand({ Bucket: "raw", Key: "in/gone.ndjson" }));
    const own = await put("lake", `${prefix}x.ndjson`, GOOD);
    const marked = await put("raw", "in/own.ndjson", GOOD, { "cloudapi-contract-hash": "a" });
    const elsewhere = await put("raw", "out/a.ndjson", GOOD);
    const folder = await put("raw", "in/folder/", "");
    const result = await handler({ Records: [gone, own, marked, elsewhere, folder] });
    expect(outcomesOf(result).map((each) => "reason" in each && each.reason)).toEqual([
      "gone",
      "own-output",
      "own-output",
      "not-watched",
      "folder",
    ]);
  });

  it("of ten messages gives back the one that is bad", async () => {
    const { handler, rows } = setUp({ maxRejectedRatio: 0.5 });
    const names = Array.from({ length: 10 }, (_, i) => `ten/${i}.ndjson`);
    const events = [];
    for (const name of names)
      events.push(await put("raw", name, name === "ten/4.ndjson" ? BAD : GOOD));
    expect(await handler(inQueue(...events.map((event) => ({ Records: [event] }))))).toEqual({
      batchItemFailures: [{ itemIdentifier: "m4" }],
    });
    expect(await rows()).toBe(9);
    expect(logged.find((line) => line.includes("not processed"))).toContain(
      '"code":"TOO_MANY_REJECTED","permanent":true',
    );
  });

  it("reads the object that overwrote another while this was read", async () => {
    let isOver = false;
    const { handler, rows } = setUp({
      map: (value) => value,
      format: "json",
    });
    const event = await put("raw", "moving.ndjson", GOOD);
    const send = s3.send.bind(s3) as (command: object, options: object) => Promise<unknown>;
    Object.assign(s3, {
      send: async (command: { input: { Key?: string } }, options: object) => {
        const answer = await send(command, options);
        if (
          !isOver &&
          command.constructor.name === "GetObjectCommand" &&
          command.input.Key === "moving.ndjson"
        ) {
          isOver = true;
          await put("raw", "moving.ndjson", GOOD + GOOD + GOOD);
        }
        return answer;
      },
    });
    try {
      await handler({ Records: [event] });
    } finally {
      delete (s3 as Partial<S3Client>).send;
    }
    expect(await rows()).toBe(3);
  });

  it("tells what is done for each object that is published, and fails with it", async () => {
    const told: string[] = [];
    const { handler } = setUp({
      onPublished: async ({ object, report }) => {
        told.push(`${object.key} ${report.partitions[0]?.partition}`);
        if (told.length > 1) throw new Error("no");
      },
    });
    const event = await put("raw", "told.ndjson", GOOD);
    await handler({ Records: [event] });
    await expect(handler({ Records: [event] })).rejects.toMatchObject({ code: "UNEXPECTED_ERROR" });
    expect(told[0]).toBe("told.ndjson year=2025/month=01/day=15/");
  });
});

describe("a handler whose time is short", () => {
  it("refuses before it reads what no invocation could do, and names what could", async () => {
    const { handler, prefix } = setUp({ bytesPerSecond: 10 });
    const event = await put("raw", "large.ndjson", GOOD);
    await expect(handler({ Records: [event] }, timeOf(5_000))).rejects.toMatchObject({
      code: "TOO_LARGE_FOR_FUNCTION",
      permanent: true,
      message: expect.stringContaining("Fargate") as string,
    });
    expect(await keysOf(prefix)).toEqual([]);
  });

  it("leaves to another invocation what this one has no time for any more", async () => {
    const { handler } = setUp({ bytesPerSecond: 10 });
    const event = await put("raw", "later.ndjson", GOOD);
    const times = [20_000, 20_000, 5_000];
    const context = { getRemainingTimeInMillis: () => times.shift() ?? 4_000 };
    await expect(handler({ Records: [event] }, context)).rejects.toMatchObject({
      code: "OUT_OF_TIME",
      permanent: false,
      message: expect.stringContaining("was not begun") as string,
    });
  });

  it("stops in time, says how far it came, and leaves nothing", async () => {
    const { handler, prefix } = setUp({
      bytesPerSecond: 1e10,
      map: (value) => {
        const until = performance.now() + 0.15;
        while (performance.now() < until);
        return value;
      },
    });
    const event = await put("raw", "slow.ndjson", GOOD.repeat(40_000));
    // What Lambda says when the invocation begins, when its end is set, and when the object's turn comes.
    const times = [4_000, 2_500, 4_000];
    const context = { getRemainingTimeInMillis: () => times.shift() ?? 0 };
    await expect(handler({ Records: [event] }, context)).rejects.toMatchObject({
      code: "OUT_OF_TIME",
      message: expect.stringMatching(
        /had come to \d+ of 3160000 bytes \(\d+ rows\); nothing of it/,
      ) as string,
    });
    const keys = await keysOf(prefix);
    expect(
      keys.filter((key) => key.endsWith(".parquet") || key.includes("_manifests/api_logs")),
    ).toEqual([]);
  });

  it("refuses an object past maxObjectBytes", async () => {
    const { handler } = setUp({ maxObjectBytes: 10 });
    const event = await put("raw", "past.ndjson", GOOD);
    await expect(handler({ Records: [event] })).rejects.toMatchObject({
      code: "TOO_LARGE_FOR_FUNCTION",
    });
  });
});

describe("a handler that can't work", () => {
  it("names the object and the bucket that is not there", async () => {
    const { handler } = setUp({ destination: { bucket: "no-such-lake", prefix: "t/" } });
    const event = await put("raw", "nowhere.ndjson", GOOD);
    await expect(handler({ Records: [event] })).rejects.toMatchObject({
      code: "NO_SUCH_BUCKET",
      permanent: true,
      message: expect.stringContaining("s3://raw/nowhere.ndjson") as string,
    });
  });

  it("finds no object where the bucket of an event is not there", async () => {
    const { handler } = setUp();
    const detail = { bucket: { name: "no-such-raw" }, object: { key: "a.ndjson" } };
    await expect(
      handler({ source: "aws.s3", "detail-type": "Object Created", detail }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^NO_SUCH_BUCKET$/) as string });
  });
});
