import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { listObjects } from "@cloudapi/s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  deployToFolder,
  type LambdaProcess,
  startLambdaProcess,
} from "../../../scripts/lib/lambda-process.ts";
import { envelopesOf, inQueue, s3RecordOf } from "../../../scripts/lib/s3-events.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { type Fate, startBrokenNetwork } from "../../s3/test/broken-network.ts";
import { listDataFiles } from "../src/index.ts";
import { s3Sink } from "../src/s3/index.ts";

const CLIENT = testServer("CLOUDAPI_TEST_LAMBDA_RIC");
const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
const BAD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/secret-path","status_code":999}\n';
/** It begins as gzip does, and ends there. */
const NO_GZIP = Uint8Array.from([0x1f, 0x8b, 0x08, 0x00, 0x01]);
const KEYS = ["a b", "a+b", "100%", "a%2Bb", "a%20b", "ü/日本語 😀", "a&b=c?d#e", "'\"<>|\\(1)!*~"];

describe.skipIf(CLIENT === undefined)(
  "the transforming function, bundled, in AWS's runtime client (CLOUDAPI_TEST_LAMBDA_RIC)",
  () => {
    let cloud: LocalCloud;
    let s3: S3Client;
    let network: Awaited<ReturnType<typeof startBrokenNetwork>>;
    let deployed: Awaited<ReturnType<typeof deployToFolder>>;
    let main: LambdaProcess;
    let fateOf: (url: string) => Fate;
    let before = 0;
    let turn = 0;

    beforeAll(async () => {
      cloud = await startLocalCloud();
      s3 = new S3Client(cloud.clientConfig);
      for (const Bucket of ["raw", "versioned", "lake"])
        await s3.send(new CreateBucketCommand({ Bucket }));
      const VersioningConfiguration = { Status: "Enabled" as const };
      await s3.send(
        new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration }),
      );
      network = await startBrokenNetwork(cloud.endpoint, (_, url) => fateOf(url));
      deployed = await deployToFolder("transform");
      main = await start({ AWS_ENDPOINT_URL_S3: network.endpoint });
    }, 180_000);
    afterAll(async () => {
      await main.stop();
      await network.close();
      s3.destroy();
      await cloud.close();
      await deployed.remove();
    });
    beforeEach(async () => {
      fateOf = () => "pass";
      before = await rows();
      turn++;
    });

    /** A key of this turn's own: a test that is tried once more begins anew. */
    function at(name: string): string {
      return `turn-${turn}/${name}`;
    }

    function start(environment: object, more: { handler?: string; memoryMb?: number } = {}) {
      const settings = { ...cloud.env, CLOUDAPI_PROCESSED_BUCKET: "lake", ...environment };
      const { folder } = deployed;
      return startLambdaProcess({ client: CLIENT ?? "", folder, environment: settings, ...more });
    }

    async function put(bucket: string, key: string, body: string | Uint8Array) {
      const { ETag, VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }),
      );
      const sizeBytes = body.length;
      return s3RecordOf({ bucket, key, sizeBytes, etag: ETag, versionId: VersionId });
    }

    async function rows(): Promise<number> {
      const sink = s3Sink(s3, { bucket: "lake", prefix: "tables/api_logs/" });
      const files = await listDataFiles(sink, { dataset: apiLogs });
      return files.reduce((sum, file) => sum + file.rows, 0);
    }

    async function keysOfTable(): Promise<string[]> {
      const keys: string[] = [];
      for await (const { key } of listObjects(s3, { bucket: "lake" })) keys.push(key);
      return keys;
    }

    it("answers with figures, and logs lines that name the request, without contents of rows", async () => {
      const record = await put("raw", at("first.ndjson"), GOOD + BAD + GOOD);
      const { requestId, functionError, payload } = await main.invoke({ Records: [record] });
      expect(functionError).toBeUndefined();
      const figures = {
        rowsIn: 3,
        rowsWritten: 2,
        rowsRejected: 1,
        rejectedByCode: { too_big: 1 },
      };
      const object = { bucket: "raw", key: at("first.ndjson") };
      expect(payload).toMatchObject({ objects: [{ outcome: "transformed", object, figures }] });
      const lines = () => main.log().map((line) => JSON.parse(line) as Record<string, unknown>);
      const own = () => lines().filter((line) => line["requestId"] === requestId);
      await expect
        .poll(own, { timeout: 20_000 })
        .toMatchObject([
          { level: "WARN", service: "cloudapi-transform", rowsRejected: 1, ...object },
        ]);
      expect(main.log().join("\n")).not.toContain("secret-path");
    });

    it.each(KEYS)("finds the key %s in every envelope, and has its rows once", async (name) => {
      const record = await put("raw", at(`any/${name}.ndjson`), GOOD);
      for (const [envelope, event] of Object.entries(envelopesOf(record))) {
        const { functionError, payload } = await main.invoke(event);
        expect(functionError, `${envelope}: ${JSON.stringify(payload)}`).toBeUndefined();
        expect(JSON.stringify(payload), envelope).not.toMatch(/skipped|itemIdentifier/);
        expect(await rows(), envelope).toBe(before + 1);
      }
    });

    it("writes what comes twice once, in one event and in the next", async () => {
      const record = await put("raw", at("twice.ndjson"), GOOD);
      await main.invoke({ Records: [record, record] });
      const keys = await keysOfTable();
      await main.invoke({ Records: [record] });
      expect(await rows()).toBe(before + 1);
      expect(await keysOfTable()).toEqual(keys);
    });

    it.each(["raw", "versioned"])(
      "of the bucket %s leaves alone what comes late and was overwritten",
      async (bucket) => {
        const first = await put(bucket, at("late.ndjson"), GOOD);
        const second = await put(bucket, at("late.ndjson"), GOOD + GOOD);
        await main.invoke({ Records: [second] });
        const { payload } = await main.invoke({ Records: [first] });
        expect(payload).toMatchObject({ objects: [{ outcome: "skipped", reason: "superseded" }] });
        expect(await rows()).toBe(before + 2);
      },
    );

    it("skips an object that has gone, what lies in its table, and a folder", async () => {
      const gone = await put("raw", at("gone.ndjson"), GOOD);
      await s3.send(new DeleteObjectCommand({ Bucket: "raw", Key: at("gone.ndjson") }));
      const own = await put("lake", `tables/api_logs/${at("own.ndjson")}`, GOOD);
      const folder = await put("raw", at("folder/"), "");
      const { payload } = await main.invoke({ Records: [gone, own, folder] });
      expect(payload).toMatchObject({
        objects: [{ reason: "gone" }, { reason: "own-output" }, { reason: "folder" }],
      });
    });

    it("of ten messages has the one delivered again whose file is bad", async () => {
      const events: object[] = [];
      for (let index = 0; index < 10; index++) {
        const body = index === 4 ? NO_GZIP : GOOD;
        events.push({ Records: [await put("raw", at(`ten/${index}.ndjson`), body)] });
      }
      const { functionError, payload } = await main.invoke(inQueue(...events));
      expect(functionError).toBeUndefined();
      expect(payload).toEqual({ batchItemFailures: [{ itemIdentifier: "m4" }] });
      expect(await rows()).toBe(before + 9);
    });

    it("answers to S3's test event, and fails an event that it doesn't know", async () => {
      const test = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "raw" };
      expect((await main.invoke(test)).payload).toEqual({ objects: [] });
      const { functionError, payload } = await main.invoke({ hello: 1 });
      expect(functionError).toBe("Unhandled");
      expect(payload).toMatchObject({
        errorType: "EventError",
        errorMessage: expect.stringContaining("an object with hello") as string,
      });
    });

    it("fails with the name, the message and the trace of an error, and goes on", async () => {
      const record = await put("raw", at("cut.ndjson"), NO_GZIP);
      const { functionError, payload } = await main.invoke({ Records: [record] });
      expect(functionError).toBe("Unhandled");
      expect(payload).toEqual({
        errorType: "ObjectError",
        errorMessage: expect.stringContaining(`s3://raw/${at("cut.ndjson")}`) as string,
        trace: expect.arrayContaining([expect.stringMatching(/^ObjectError: /)]) as string[],
      });
      const good = await put("raw", at("cut.ndjson"), GOOD);
      expect((await main.invoke({ Records: [good] })).functionError).toBeUndefined();
      expect(await rows()).toBe(before + 1);
    });

    it("stops before its time is over, says how far it came, leaves nothing, and goes on", async () => {
      const body = GOOD.repeat(40_000);
      const record = await put("raw", at("slow.ndjson"), body);
      const keys = await keysOfTable();
      // More than half of it comes, and then nothing: however fast the machine is, the time is what ends it.
      fateOf = (url) => (url.includes("slow") ? { stallAfterBytes: 2_000_000 } : "pass");
      const { functionError, payload } = await main.invoke({ Records: [record] }, 20_000);
      expect(functionError).toBe("Unhandled");
      expect(payload).toMatchObject({
        errorType: "ObjectError",
        errorMessage: expect.stringMatching(
          /time was nearly over .* had come to [1-9]\d* of 3160000 bytes \([1-9]\d* rows\); nothing of it was published/,
        ) as string,
      });
      expect(await keysOfTable()).toEqual(keys);
      const open = await s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }));
      expect(open.Uploads ?? []).toEqual([]);
      fateOf = () => "pass";
      expect((await main.invoke({ Records: [record] })).functionError).toBeUndefined();
      expect(await rows()).toBe(before + 40_000);
    }, 120_000);

    it("refuses what no invocation of its memory and time could do, before it is read", async () => {
      const small = await start({}, { memoryMb: 128 });
      const record = await put("raw", at("large.ndjson"), GOOD.repeat(130_000));
      const { payload } = await small.invoke({ Records: [record] }, 15_000);
      expect(payload).toMatchObject({
        errorType: "ObjectError",
        errorMessage: expect.stringMatching(
          /too large for the function.*take about 20 s.*Nothing was read.*Fargate/,
        ) as string,
      });
      expect(await small.stop()).toEqual({ code: null, signal: "SIGTERM" });
    });

    it("tells at each event which variable is at fault", async () => {
      const astray = await start({ CLOUDAPI_PROCESSED_BUCKET: "" });
      const test = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "raw" };
      for (const event of [test, test])
        expect(await astray.invoke(event)).toMatchObject({
          functionError: "Unhandled",
          payload: {
            errorType: "ConfigError",
            errorMessage: expect.stringContaining("CLOUDAPI_PROCESSED_BUCKET") as string,
          },
        });
      expect(await astray.stop()).toEqual({ code: null, signal: "SIGTERM" });
    });

    it("does not start where its settings name another handler", async () => {
      const astray = await start({}, { handler: "index.main" });
      expect(await astray.invoke({})).toMatchObject({
        functionError: "Unhandled",
        payload: { errorType: "Runtime.HandlerNotFound" },
      });
      expect(await astray.ended).toMatchObject({ signal: null });
      await astray.stop();
    });

    it("has been one process all the time, which ends when it is told to", async () => {
      expect(await main.stop()).toEqual({ code: null, signal: "SIGTERM" });
    });
  },
);
