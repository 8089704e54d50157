import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { toParquet } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCreateTable, queryRows, type Warehouse } from "../src/index.ts";
import {
  createLoadHandler,
  type LoadHandlerOptions,
  type LoadResult,
} from "../src/lambda/index.ts";
import { MANIFESTS, type Sale, sale, sales } from "./support/sales.ts";
import { type StandIn, startStandIn } from "./support/stand-in.ts";

let standIn: StandIn;
let s3: S3Client;
let warehouse: Warehouse;
let logged: string[] = [];
let tables = 0;

beforeAll(async () => {
  standIn = await startStandIn();
  ({ s3, warehouse } = standIn);
  await s3.send(new CreateBucketCommand({ Bucket: "versioned" }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration }));
}, 240_000);
afterAll(() => standIn.close(), 60_000);

function record(message: string, fields: Record<string, unknown>): void {
  logged.push(`${message} ${JSON.stringify(fields)}`);
}

/** A handler with a table of its own. */
async function setUp(options: Partial<LoadHandlerOptions> = {}) {
  const table = `loaded_${tables++}`;
  logged = [];
  await warehouse.transaction({ statements: buildCreateTable(sales, { table }) });
  const handler = createLoadHandler({
    dataset: sales,
    s3,
    warehouse,
    table,
    mode: { mode: "append" },
    iamRole: "default",
    manifests: MANIFESTS,
    logger: { info: record, warn: record, error: record },
    ...options,
  });
  const ids = async () => {
    const found: unknown[] = [];
    const sql = `SELECT id FROM ${table} ORDER BY id`;
    for await (const { id } of queryRows(warehouse, { sql })) found.push(id);
    return found;
  };
  return { handler, ids };
}

async function put(bucket: string, key: string, body: string | readonly Sale[]) {
  const Body = typeof body === "string" ? body : toParquet(sales, body as Sale[]);
  const { ETag, VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body }),
  );
  const object = {
    key: encodeURIComponent(key).replaceAll("%20", "+"),
    size: Body.length,
    eTag: ETag?.replaceAll('"', ""),
    ...(VersionId === undefined ? {} : { versionId: VersionId }),
    sequencer: "01",
  };
  return {
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    s3: { bucket: { name: bucket }, object },
  };
}

function inQueue(...records: object[]) {
  return {
    Records: records.map((each, index) => ({
      eventSource: "aws:sqs",
      messageId: `m${index}`,
      body: JSON.stringify({ Records: [each] }),
    })),
  };
}

function outcomesOf(result: LoadResult) {
  if (!("objects" in result)) throw new Error("no objects");
  return result.objects.map((each) => ("reason" in each ? each.reason : each.outcome));
}

describe("a loading handler", () => {
  it("loads what arrives, once, however often and however wrapped an event comes", async () => {
    const { handler, ids } = await setUp();
    const event = await put("lake", "in/a b+ü.parquet", [sale("a", 1), sale("b", 2)]);
    const first = await handler({ Records: [event, event] });
    expect(first).toMatchObject({
      objects: [
        { outcome: "loaded", figures: { rowsRead: 2, rowsAdded: 2, rowsRemoved: 0 } },
        { outcome: "already", object: { key: "in/a b+ü.parquet" } },
      ],
    });
    const message = JSON.stringify({ Records: [event] });
    const inTopic = { Records: [{ EventSource: "aws:sns", Sns: { Message: message } }] };
    expect(outcomesOf(await handler(inTopic))).toEqual(["already"]);
    const detail = { bucket: { name: "lake" }, object: { key: "in/a b+ü.parquet" } };
    const onBus = { source: "aws.s3", "detail-type": "Object Created", detail };
    expect(outcomesOf(await handler(onBus))).toEqual(["already"]);
    expect(await handler(inQueue(event))).toEqual({ batchItemFailures: [] });
    expect(await ids()).toEqual(["a", "b"]);
    expect(logged.join("\n")).not.toContain("1.50");
  });

  it("of ten messages gives back those that failed, with a code and whether it is of use to try again", async () => {
    const { handler, ids } = await setUp();
    const events = [];
    for (let i = 0; i < 10; i++)
      events.push(await put("lake", `ten/${i}.parquet`, i === 4 ? "id,at\n" : [sale(`t${i}`, 1)]));
    expect(await handler(inQueue(...events))).toEqual({
      batchItemFailures: [{ itemIdentifier: "m4" }],
    });
    expect(await ids()).toHaveLength(9);
    expect(logged.find((line) => line.includes("not processed"))).toContain(
      '"code":"NOT_PARQUET","permanent":true',
    );
  });

  it.each(["lake", "versioned"])(
    "of the bucket %s takes what is there, and nothing for what came late",
    async (bucket) => {
      const { handler, ids } = await setUp();
      const first = await put(bucket, "late/1.parquet", [sale("old", 1)]);
      const second = await put(bucket, "late/1.parquet", [sale("new", 1)]);
      expect(outcomesOf(await handler({ Records: [second, first] }))).toEqual([
        "loaded",
        "superseded",
      ]);
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "late/1.parquet" }));
      expect(outcomesOf(await handler({ Records: [second] }))).toEqual(["gone"]);
      expect(await ids()).toEqual(["new"]);
    },
  );

  it("two invocations with the same event at once load it once", async () => {
    const { handler, ids } = await setUp();
    const event = await put("lake", "twice/1.parquet", [sale("a", 1)]);
    const results = await Promise.all([1, 2, 3, 4].map(() => handler({ Records: [event] })));
    expect(results.flatMap(outcomesOf).toSorted()).toEqual([
      "already",
      "already",
      "already",
      "loaded",
    ]);
    expect(await ids()).toEqual(["a"]);
  });

  it("late files of an upsert leave what is later as it is", async () => {
    const mode = { mode: "upsert", keys: ["id"], latestBy: "version" } as const;
    const { handler } = await setUp({ mode });
    const early = await put("lake", "up/1.parquet", [sale("a", 1, { version: 1n })]);
    const late = await put("lake", "up/2.parquet", [sale("a", 2, { version: 2n })]);
    await handler({ Records: [late] });
    expect(await handler({ Records: [early] })).toMatchObject({
      objects: [{ outcome: "loaded", figures: { rowsRead: 1, rowsAdded: 0, rowsRemoved: 0 } }],
    });
  });

  it("when its time is over nothing of the file is there, and the next invocation loads it", async () => {
    const { handler, ids } = await setUp();
    const event = await put("lake", "time/1.parquet", [sale("a", 1)]);
    const short = { getRemainingTimeInMillis: () => 0 };
    await expect(handler({ Records: [event] }, short)).rejects.toMatchObject({
      code: "OUT_OF_TIME",
      permanent: false,
    });
    expect(await ids()).toEqual([]);
    await handler({ Records: [event] }, { getRemainingTimeInMillis: () => 600_000 });
    expect(await ids()).toEqual(["a"]);
  });

  it("a table that is not there, and a bucket that is not there, are told with the object", async () => {
    const { handler } = await setUp({ table: "nowhere" });
    const event = await put("lake", "none/1.parquet", [sale("a", 1)]);
    await expect(handler({ Records: [event] })).rejects.toMatchObject({
      code: "NO_SUCH_TABLE",
      permanent: true,
      message: expect.stringContaining("Loading s3://lake/none/1.parquet failed") as string,
    });
    const detail = { bucket: { name: "no-such-lake" }, object: { key: "a.parquet" } };
    await expect(
      handler({ source: "aws.s3", "detail-type": "Object Created", detail }),
    ).rejects.toMatchObject({ code: "NO_SUCH_BUCKET", permanent: true });
  });

  it("a file that is replaced while it is looked at is left to its own event", async () => {
    const { handler, ids } = await setUp();
    const event = await put("lake", "moving/1.parquet", [sale("a", 1), sale("b", 1)]);
    const send = s3.send.bind(s3) as (command: object, options: object) => Promise<unknown>;
    let isOver = false;
    Object.assign(s3, {
      send: async (command: object, options: object) => {
        const answer = await send(command, options);
        if (!isOver && command.constructor.name === "HeadObjectCommand") {
          const body = toParquet(sales, [sale("c", 1)]);
          const target = { Bucket: "lake", Key: "moving/1.parquet", Body: body };
          isOver = true;
          await send(new PutObjectCommand(target), {});
        }
        return answer;
      },
    });
    try {
      expect(outcomesOf(await handler({ Records: [event] }))).toEqual(["loaded"]);
    } finally {
      delete (s3 as Partial<S3Client>).send;
    }
    // What is there is loaded under its own version: its event finds it in the ledger.
    expect(await ids()).toEqual(["c"]);
    const detail = { bucket: { name: "lake" }, object: { key: "moving/1.parquet" } };
    const own = { source: "aws.s3", "detail-type": "Object Created", detail };
    expect(outcomesOf(await handler(own))).toEqual(["already"]);
  });
});
