import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  deployToFolder,
  type LambdaProcess,
  startLambdaProcess,
} from "../../../scripts/lib/lambda-process.ts";
import { envelopesOf, inQueue } from "../../../scripts/lib/s3-events.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { type Fate, startBrokenNetwork } from "../../s3/test/broken-network.ts";
import { verdictKey } from "../src/lambda/index.ts";
import { BAD, GOOD, openLambdaCloud, putObject } from "./lambda-cloud.ts";

const CLIENT = testServer("CLOUDAPI_TEST_LAMBDA_RIC");
const KEYS = ["a b", "a+b", "100%", "a%2Bb", "a%20b", "ü/日本語 😀", "a&b=c?d#e", "'\"<>|\\(1)!*~"];

describe.skipIf(CLIENT === undefined)(
  "the validating function, bundled, in AWS's runtime client (CLOUDAPI_TEST_LAMBDA_RIC)",
  () => {
    let open: Awaited<ReturnType<typeof openLambdaCloud>>;
    let network: Awaited<ReturnType<typeof startBrokenNetwork>>;
    let deployed: Awaited<ReturnType<typeof deployToFolder>>;
    let main: LambdaProcess;
    let fateOf: (url: string) => Fate;
    let alerted = 0;
    let turn = 0;

    beforeAll(async () => {
      open = await openLambdaCloud("raw", "lake");
      const { s3, cloud, topicArn } = open;
      await s3.send(new CreateBucketCommand({ Bucket: "versioned" }));
      const VersioningConfiguration = { Status: "Enabled" as const };
      await s3.send(
        new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration }),
      );
      network = await startBrokenNetwork(cloud.endpoint, (_, url) => fateOf(url));
      deployed = await deployToFolder("validate");
      const own = { CLOUDAPI_PROCESSED_BUCKET: "lake", CLOUDAPI_ALERT_TOPIC_ARN: topicArn };
      const environment = { ...cloud.env, AWS_ENDPOINT_URL_S3: network.endpoint, ...own };
      main = await startLambdaProcess({
        client: CLIENT ?? "",
        folder: deployed.folder,
        environment,
      });
    }, 180_000);
    afterAll(async () => {
      await main.stop();
      await network.close();
      await open.close();
      await deployed.remove();
    });
    beforeEach(() => {
      fateOf = () => "pass";
      alerted = alerts();
      turn++;
    });

    /** A key of this turn's own: a test that is tried once more begins anew. */
    function at(name: string): string {
      return `turn-${turn}/${name}`;
    }

    function alerts(): number {
      return open.cloud.publishedMessages(open.topicArn).length;
    }

    function put(bucket: string, key: string, body: string) {
      return putObject(open.s3, { bucket, key, body });
    }

    async function keysOfQuarantine(Prefix: string): Promise<string[]> {
      const { Contents = [] } = await open.s3.send(
        new ListObjectsV2Command({ Bucket: "lake", Prefix }),
      );
      return Contents.map(({ Key = "" }) => Key);
    }

    it("gives its verdict, sends an alert, and logs a line that names the request, without contents", async () => {
      const record = await put("raw", at("first.ndjson"), `${GOOD}\n${BAD}\n`);
      const { requestId, functionError, payload } = await main.invoke({ Records: [record] });
      expect(functionError).toBeUndefined();
      const verdict = { passed: false, rowsIn: 2, rowsValid: 1, rowsRejected: 1, alert: "sent" };
      expect(payload).toMatchObject({ objects: [{ outcome: "validated", verdict }] });
      expect(alerts()).toBe(alerted + 1);
      const lines = () => main.log().map((line) => JSON.parse(line) as Record<string, unknown>);
      const own = () => lines().filter((line) => line["requestId"] === requestId);
      await expect
        .poll(own, { timeout: 20_000 })
        .toMatchObject([{ level: "WARN", bucket: "raw", key: at("first.ndjson") }]);
      expect(main.log().join("\n")).not.toContain("secret-path");
    });

    it.each(KEYS)("finds the key %s in every envelope, and judges it once", async (name) => {
      const key = at(`any/${name}.ndjson`);
      const record = await put("raw", key, `${BAD}\n`);
      for (const [envelope, event] of Object.entries(envelopesOf(record))) {
        const { functionError, payload } = await main.invoke(event);
        expect(functionError, `${envelope}: ${JSON.stringify(payload)}`).toBeUndefined();
        expect(JSON.stringify(payload), envelope).not.toMatch(/skipped|itemIdentifier/);
      }
      const Key = verdictKey("quarantine/", { bucket: "raw", key, etag: record.s3.object.eTag });
      const { Body } = await open.s3.send(new GetObjectCommand({ Bucket: "lake", Key }));
      const stored: unknown = JSON.parse((await Body?.transformToString()) ?? "");
      expect(stored).toMatchObject({ rowsIn: 1, rowsRejected: 1, object: { bucket: "raw", key } });
      expect(alerts()).toBe(alerted + 1);
    });

    it("answers what comes twice with the first verdict, in one event and in the next", async () => {
      const record = await put("raw", at("twice.ndjson"), `${BAD}\n`);
      const both = await main.invoke({ Records: [record, record] });
      expect(both.payload).toMatchObject({
        objects: [{ outcome: "validated" }, { outcome: "duplicate" }],
      });
      const again = await main.invoke({ Records: [record] });
      expect(again.payload).toMatchObject({ objects: [{ outcome: "duplicate" }] });
      expect(alerts()).toBe(alerted + 1);
    });

    it("leaves alone what comes late and was overwritten", async () => {
      const first = await put("raw", at("late.ndjson"), `${BAD}\n`);
      const second = await put("raw", at("late.ndjson"), `${GOOD}\n`);
      const { payload } = await main.invoke({ Records: [second, first] });
      expect(payload).toMatchObject({
        objects: [{ verdict: { passed: true } }, { outcome: "skipped", reason: "superseded" }],
      });
      expect(alerts()).toBe(alerted);
    });

    it("judges each version that a bucket keeps, in whichever order they come", async () => {
      const first = await put("versioned", at("late.ndjson"), `${BAD}\n`);
      const second = await put("versioned", at("late.ndjson"), `${GOOD}\n`);
      const { payload } = await main.invoke({ Records: [second, first] });
      expect(payload).toMatchObject({
        objects: [{ verdict: { passed: true } }, { verdict: { passed: false } }],
      });
    });

    it("skips an object that has gone, what lies in its quarantine, and a folder", async () => {
      const gone = await put("raw", at("gone.ndjson"), GOOD);
      await open.s3.send(new DeleteObjectCommand({ Bucket: "raw", Key: at("gone.ndjson") }));
      const own = await put("lake", `quarantine/${at("own.ndjson")}`, GOOD);
      const folder = await put("raw", at("folder/"), "");
      const { payload } = await main.invoke({ Records: [gone, own, folder] });
      expect(payload).toMatchObject({
        objects: [{ reason: "gone" }, { reason: "own-output" }, { reason: "folder" }],
      });
    });

    it("of ten messages has the one delivered again that could not be done", async () => {
      const events: object[] = [];
      for (let index = 0; index < 10; index++)
        events.push({ Records: [await put("raw", at(`ten/${index}.ndjson`), `${GOOD}\n`)] });
      const detail = { bucket: { name: "no-such-bucket" }, object: { key: at("ten/4.ndjson") } };
      events[4] = { source: "aws.s3", "detail-type": "Object Created", detail };
      const { functionError, payload } = await main.invoke(inQueue(...events));
      expect(functionError).toBeUndefined();
      expect(payload).toEqual({ batchItemFailures: [{ itemIdentifier: "m4" }] });
      expect(await keysOfQuarantine(`quarantine/verdicts/raw/${at("ten/")}`)).toHaveLength(9);
    });

    it("fails a batch of which nothing could be done, with names that a minifier left", async () => {
      const { functionError, payload } = await main.invoke(inQueue({ hello: 1 }, "no JSON"));
      expect(functionError).toBe("Unhandled");
      expect(payload).toMatchObject({
        errorType: "CloudApiError",
        errorMessage: expect.stringContaining("2 objects could not be processed") as string,
      });
      const one = await main.invoke(inQueue({ hello: 1 }));
      expect(one.payload).toEqual({
        errorType: "EventError",
        errorMessage: expect.stringContaining("an object with hello") as string,
        trace: expect.arrayContaining([expect.stringMatching(/^EventError: /)]) as string[],
      });
    });

    it("stops before its time is over, leaves nothing half-written, and goes on", async () => {
      const record = await put("raw", at("slow.ndjson"), `${BAD}\n`.repeat(30_000));
      // A part of it comes, and then nothing: however fast the machine is, the time is what ends it.
      fateOf = (url) =>
        url.includes(`raw/${at("slow")}`) ? { stallAfterBytes: 1_000_000 } : "pass";
      const { functionError, payload } = await main.invoke({ Records: [record] }, 15_000);
      expect(functionError).toBe("Unhandled");
      expect(payload).toMatchObject({
        errorType: "ObjectError",
        errorMessage: expect.stringMatching(
          /time was nearly over while s3:\/\/raw\/turn-\d+\/slow\.ndjson was processed/,
        ) as string,
      });
      const left = await keysOfQuarantine("quarantine/");
      expect(left.filter((key) => key.includes(at("slow")))).toEqual([]);
      const uploads = await open.s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }));
      expect(uploads.Uploads ?? []).toEqual([]);
      fateOf = () => "pass";
      const again = await main.invoke({ Records: [record] });
      expect(again.payload).toMatchObject({
        objects: [{ outcome: "validated", verdict: { rowsIn: 30_000, rowsRejected: 30_000 } }],
      });
    }, 120_000);

    it("tells at each event which variable is at fault", async () => {
      const environment = { ...open.cloud.env, CLOUDAPI_LAMBDA_FORCE: "maybe" };
      const { folder } = deployed;
      const astray = await startLambdaProcess({ client: CLIENT ?? "", folder, environment });
      const answer = {
        functionError: "Unhandled",
        payload: {
          errorType: "ConfigError",
          errorMessage: expect.stringContaining("CLOUDAPI_LAMBDA_FORCE") as string,
        },
      };
      expect(await astray.invoke({ hello: 1 })).toMatchObject(answer);
      expect(await astray.invoke({ hello: 2 })).toMatchObject(answer);
      expect(await astray.stop()).toEqual({ code: null, signal: "SIGTERM" });
    });

    it("has been one process all the time, which ends when it is told to", async () => {
      expect(await main.stop()).toEqual({ code: null, signal: "SIGTERM" });
    });
  },
);
